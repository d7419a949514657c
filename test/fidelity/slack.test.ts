import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { claimCode, startBot } from "./bot.ts";
import type { RunningBot } from "./bot.ts";
import { startBareSlack } from "./slack-bare.ts";
import type { BareSlack } from "./slack-bare.ts";
import { registry } from "../../src/commands/registry.ts";
import { slackPerson, until } from "./slack-person.ts";

describe.each(["signed HTTP", "Socket Mode"] as const)(
  "against a Slack that sends the documented minimum, by %s",
  (mode) => {
    let slack: BareSlack;
    let bot: RunningBot;
    const as = (userId: string) => slackPerson(slack, userId);

    beforeAll(async () => {
      slack = await startBareSlack();
      const { apiUrl, botToken, appToken, signingSecret } = slack;
      const secret = mode === "Socket Mode" ? { SLACK_APP_TOKEN: appToken } : { SLACK_SIGNING_SECRET: signingSecret };
      bot = await startBot({ SLACK_API_URL: apiUrl, SLACK_BOT_TOKEN: botToken, ...secret });
      if (mode === "signed HTTP") slack.sendTo(`${bot.url}/slack/events`);
    });
    afterAll(async () => {
      await bot.stop();
      await slack.close();
    });

    it("tells a stranger how to begin", async () => {
      const answer = await as("UALICE").type("member list");
      expect(answer.isEphemeral).toBe(true);
      expect(answer.text).toMatch(/no account here yet[\s\S]*Register/u);
    });

    it("tells the first person where the claim code is", async () => {
      const answer = await as("UALICE").type("register");
      expect(answer.text).toMatch(/claim code[\s\S]*log/u);
    });

    it("leads a newcomer from the claim code to a member", async () => {
      const alice = as("UALICE");
      expect((await alice.type(`register claim:${claimCode}`)).text).toMatch(/Welcome, alice/u);
      expect((await alice.type('org create "Vision Lab"')).text).toMatch(/Vision Lab/u);
      expect((await alice.type("invite create <@UBOB|bob> role:admin")).text).toMatch(/Invited/u);

      const card = await as("UBOB").receives(/invites you to Vision Lab/u);
      expect(card.text).toMatch(/admin/u);
      const accepted = await as("UBOB").press(card, "Accept");
      expect(accepted.text).toMatch(/Vision Lab/u);
      const ended = await as("UBOB").receives(/You joined Vision Lab/u);
      expect(ended.ts).toBe(card.ts);
      expect((await alice.type("member list")).text).toMatch(/alice[\s\S]*bob/u);
    });

    it("answers the same words again, though this Slack's triggers never change", async () => {
      const alice = as("UALICE");
      await alice.type("whoami");
      await new Promise((resolve) => setTimeout(resolve, 1100));
      expect((await alice.type("whoami")).text).toMatch(/alice/u);
      expect((await alice.type("invite create <@UBOB|bob>")).text).toMatch(/already/u);
    });

    it("opens a form for what is missing, and puts a mistake at its field", async () => {
      const alice = as("UALICE");
      const form = await alice.type("invite create");
      expect(form.view?.["type"]).toBe("modal");
      const mistaken = await alice.submit(form, {
        "person.typed": { type: "plain_text_input", value: "not an address@" },
      });
      expect(Object.keys(mistaken.errors ?? {})).toEqual(["person.typed"]);
      const done = await alice.submit(form, { "person.typed": { type: "plain_text_input", value: "new@bare.test" } });
      expect(done.text).toMatch(/Invited new@bare\.test/u);
    });

    it("declines, helps, and shows the home tab", async () => {
      const alice = as("UALICE");
      await alice.type("invite create <@UCHEN>");
      const card = await as("UCHEN").receives(/invites you to Vision Lab/u);
      expect((await as("UCHEN").press(card, "Decline")).text).toMatch(/declin/iu);
      expect((await as("UCHEN").type("help")).text).toMatch(/register/iu);
      expect((await alice.type("help invite create")).text).toMatch(/invite create/u);
      expect(JSON.stringify(await alice.openHome())).toMatch(/Vision Lab/u);
    });

    it("offers what is searched for in a form, and follows a menu beside a row", async () => {
      const alice = as("UALICE");
      const form = await alice.type("invite create");
      expect(await alice.search(form, "org", "vis")).toEqual(["vision-lab"]);
      const members = await alice.type("member list");
      expect((await alice.press(members, "Change the role")).view?.["type"]).toBe("modal");
    });

    it("hears a stranger out, whatever is typed", async () => {
      const commands = registry.commands.filter(({ who }) => who === undefined);
      const unhelpful: string[] = [];
      for (const { example } of commands) {
        const { text } = await as("USTRANGER").type(example);
        if (!/no account here yet[\s\S]*[Rr]egister/u.test(text)) unhelpful.push(`${example}: ${text}`);
      }
      expect(commands.length).toBeGreaterThan(20);
      expect(unhelpful).toEqual([]);
      expect((await as("USTRANGER").type("frobnicate the flux")).text).toMatch(/See what there is/u);
      expect((await as("USTRANGER").type("")).text).toMatch(/register/iu);
    });

    it.runIf(mode === "Socket Mode")("connects anew when Slack asks for it", async () => {
      const before = slack.socket.connections;
      slack.socket.refresh();
      await until(() => (slack.socket.connections > before ? true : undefined), "another connection");
      expect((await as("UALICE").type("whoami")).text).toMatch(/alice/u);
    });

    it.runIf(mode === "Socket Mode")("is brought down by no envelope that lacks something", async () => {
      for (const frame of [
        "null",
        "7",
        "{",
        '{"type":"events_api","envelope_id":"x","payload":{"type":"app_rate_limited"}}',
      ]) {
        slack.socket.send(frame);
      }
      expect((await as("UALICE").type("whoami")).text).toMatch(/alice/u);
      expect(bot.log.filter(({ reason }) => reason === "unreadable envelope").length).toBeGreaterThan(1);
    });

    it("says in its text what its blocks say, for notifications and screen readers", () => {
      for (const { text } of slack.posts) expect(text.length).toBeGreaterThan(20);
      const messages = slack.asked.filter(({ method }) => method.startsWith("chat."));
      expect(messages.every(({ args }) => String(args["text"]).length <= 4000)).toBe(true);
    });

    it("calls nothing that is not granted by the manifest's scopes", () => {
      const granted = new Set(
        [
          ["auth.test", "apps.connections.open", "views.open", "views.push", "views.update", "views.publish"],
          ["users.info", "users.lookupByEmail", "conversations.open", "conversations.history"],
          ["chat.postMessage", "chat.update"],
        ].flat(),
      );
      expect(slack.asked.filter(({ method }) => !granted.has(method))).toEqual([]);
    });

    it("logs no failure on the way", () => {
      expect(bot.log.filter(({ level }) => level >= 50)).toEqual([]);
    });
  },
);

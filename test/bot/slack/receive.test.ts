import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { SlackPerson } from "../../../playground/slack/contract.ts";
import type { SeenMessage } from "../../../playground/slack/seen.ts";
import type { FrontDesk } from "../../../src/bot/front-desk.ts";
import type { Invocation } from "../../../src/commands/invocation.ts";
import type { Form, Outcome } from "../../../src/commands/reply.ts";
import { channel, deskOf, plainReply, setStage } from "./support/stage.ts";
import type { Stage } from "./support/stage.ts";

let stage: Stage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

async function open(desk: Partial<FrontDesk>, mode: "socket" | "http" = "socket"): Promise<Stage> {
  stage = await setStage(deskOf(desk), mode);
  return stage;
}

function reply(title: string, rest: Parameters<typeof plainReply>[1] = {}): Outcome {
  return { kind: "reply", reply: plainReply(title, rest) };
}

function said(person: SlackPerson, words: string): SeenMessage | undefined {
  return person.messages(channel).find(({ text }) => text.includes(words));
}

const form: Form = {
  command: "invite create",
  title: "Invite someone",
  submit: "Invite",
  fields: [
    { name: "person", label: "Who", kind: "person", required: true },
    { name: "role", label: "Role", kind: "line", required: false, value: "admin" },
  ],
  fixed: { org: "vision" },
};
const asksForm: FrontDesk["plan"] = (asked) => {
  const call = asked.via === "text" ? { command: "invite create", input: { role: "admin" } } : asked.call;
  return asked.via === "form" ? { kind: "run", call, visibleTo: "asker" } : { kind: "form", call };
};

describe.each(["socket", "http"] as const)("over %s", (mode) => {
  it("answers a command in the acknowledgement, to the asker alone", async () => {
    const asked: Invocation[] = [];
    const { alice, bob } = await open(
      { dispatch: async (invocation) => (asked.push(invocation), reply("Hello Alice")) },
      mode,
    );

    expect(await alice.command(channel, "/qm", "whoami @bob")).toEqual({ outcome: "acknowledged" });
    expect(said(alice, "Hello Alice")?.isEphemeral).toBe(true);
    expect(said(bob, "Hello Alice")).toBeUndefined();
    expect(asked[0]).toMatchObject({
      platform: "slack",
      workspace: { externalId: "T0VISION", name: "Vision" },
      user: { externalId: "U0ALICE", handle: "alice" },
      asked: { via: "text", text: "whoami <@U0BOB|bob>" },
    });
  });

  it("acknowledges within a second and answers when the work is done", async () => {
    const { alice } = await open({ dispatch: () => sleep(1_300).then(() => reply("Late answer")) }, mode);

    const before = Date.now();
    await alice.command(channel, "/qm", "slow");
    expect(Date.now() - before).toBeLessThan(1_300);
    await alice.until((person) => said(person, "Late answer"));
  });

  it("answers a press to the presser, and replaces what only they see", async () => {
    const next = { label: "Next", call: { command: "page", input: { page: "2" } } };
    const { alice } = await open(
      {
        dispatch: async ({ asked }) =>
          asked.via === "button" ? reply("Page 2", { replaces: true }) : reply("Page 1", { actions: [next] }),
      },
      mode,
    );
    await alice.command(channel, "/qm", "list");
    const page = said(alice, "Page 1");

    await alice.press(page?.id ?? "", "call.0");
    await alice.until((person) => said(person, "Page 2"));
    expect(said(alice, "Page 1")).toBeUndefined();
  });

  it("takes a form from the command to the answer", async () => {
    const asked: Invocation[] = [];
    const { alice } = await open(
      {
        plan: asksForm,
        buildForm: async () => form,
        dispatch: async (invocation) => (asked.push(invocation), reply("Invited Bob")),
      },
      mode,
    );
    await alice.command(channel, "/qm", "invite create role:admin");
    const view = await alice.until((person) => person.views().at(-1));

    expect(await alice.submitView(view.id, { person: "U0BOB" })).toEqual({ outcome: "closed" });
    await alice.until((person) => said(person, "Invited Bob"));
    expect(asked[0]?.asked).toEqual({
      via: "form",
      call: { command: "invite create", input: { org: "vision", person: "<@U0BOB>", role: "admin" } },
    });
  });
});

describe("a form", () => {
  it("opens as a waiting view when it takes longer to build, and is then filled in", async () => {
    const { alice } = await open({ plan: asksForm, buildForm: () => sleep(1_200).then(() => form) });
    await alice.command(channel, "/qm", "invite create");

    const titles = [alice.views().at(-1)?.title];
    await alice.until((person) => person.views().at(-1)?.submit);
    expect(titles).toMatchObject([{ text: "Quartermaster" }]);
    expect(alice.views().at(-1)?.title).toMatchObject({ text: "Invite someone" });
  });

  it.each([
    ["the trigger is gone", { kind: "slow", milliseconds: 3_500 }],
    ["Slack asks to wait", { kind: "rate-limited", retryAfterSeconds: 30 }],
    ["Slack fails", { kind: "server-error", status: 503 }],
  ] as const)("is offered behind a button when %s", async (_what, effect) => {
    const { alice, slack } = await open({ plan: asksForm, buildForm: async () => form });
    slack.faults.add({ target: "views.open", times: 1, effect });
    await alice.command(channel, "/qm", "invite create");

    const offer = await alice.until((person) => said(person, "What you typed is kept"), 8_000);
    await alice.press(offer.id, "call.0");
    expect(await alice.until((person) => person.views().at(-1)?.submit)).toMatchObject({ text: "Invite" });
  });

  it("shows errors at their fields and keeps what was typed", async () => {
    const fieldErrors = { role: "There is no role “admn”." };
    const { alice } = await open({
      plan: asksForm,
      buildForm: async () => form,
      dispatch: async () => reply("No such role", { code: "unknown_role", fieldErrors }),
    });
    await alice.command(channel, "/qm", "invite create");
    const view = await alice.until((person) => person.views().at(-1));

    const result = await alice.submitView(view.id, { person: "U0BOB", role: "admn" });
    expect(result).toEqual({ outcome: "errors", errors: { role: "There is no role “admn”." } });
  });

  it("stays with the reason above it when it is refused as a whole", async () => {
    const { alice } = await open({
      plan: asksForm,
      buildForm: async (_invocation, call) => ({
        ...form,
        fields: form.fields.map((field) => ({ ...field, value: call.input[field.name] ?? "" })),
      }),
      dispatch: async () => reply("You may not invite admins.", { tone: "refusal", code: "role_above_yours" }),
    });
    await alice.command(channel, "/qm", "invite create");
    const view = await alice.until((person) => person.views().at(-1));

    expect(await alice.submitView(view.id, { person: "U0BOB", role: "owner" })).toEqual({ outcome: "updated" });
    const shown = alice.views().at(-1);
    expect(JSON.stringify(shown?.blocks)).toContain("You may not invite admins.");
    expect(shown?.values).toMatchObject({
      person: { value: { selected_user: "U0BOB" } },
      role: { value: { value: "owner" } },
    });
  });

  it("says it is working when that takes longer, and then shows the outcome", async () => {
    const { alice } = await open({
      plan: asksForm,
      buildForm: async () => form,
      dispatch: () => sleep(1_500).then(() => reply("Invited Bob")),
    });
    await alice.command(channel, "/qm", "invite create");
    const view = await alice.until((person) => person.views().at(-1));

    expect(await alice.submitView(view.id, { person: "U0BOB" })).toEqual({ outcome: "updated" });
    await alice.until((person) => JSON.stringify(person.views().at(-1)?.blocks).includes("Invited Bob"));
  });

  it("searches options as people type", async () => {
    const suggested: Form = { ...form, fields: [{ name: "org", label: "Where", kind: "suggested", required: true }] };
    const { alice } = await open({
      plan: asksForm,
      buildForm: async () => suggested,
      suggest: async (_invocation, { field, query }) => [{ value: "vision", label: `${field} ${query}` }],
    });
    await alice.command(channel, "/qm", "invite create");
    const view = await alice.until((person) => person.views().at(-1));

    const result = await alice.suggest(view.id, { blockId: "org", actionId: "value" }, "vis");
    expect(result).toMatchObject({ groups: [{ options: [{ value: "vision", text: { text: "org vis" } }] }] });
  });
});

describe("requests", () => {
  it.each(["socket", "http"] as const)("are taken in once, however often they arrive over %s", async (mode) => {
    let runs = 0;
    const { alice, slack } = await open({ dispatch: async () => ((runs += 1), reply("Done once")) }, mode);
    slack.faults.add({ target: "slash_commands", times: 1, effect: { kind: "duplicate" } });
    await alice.command(channel, "/qm", "change");

    await sleep(300);
    expect(runs).toBe(1);
  });

  it("say that they take long after two seconds", async () => {
    const { alice } = await open({ dispatch: () => sleep(2_600).then(() => reply("At last")) });
    await alice.command(channel, "/qm", "slow");

    await alice.until((person) => said(person, "Still working on it"));
    expect(await alice.until((person) => said(person, "At last"))).toMatchObject({ isEphemeral: true });
  });

  it("get an apology with a reference when the adapter fails, and are logged once without words", async () => {
    const { alice, log } = await open({ dispatch: () => Promise.reject(new Error("boom")) });
    await alice.command(channel, "/qm", "secret words");

    expect(said(alice, "It is our fault")?.text).toMatch(/reference [0-9A-F]{8}/);
    expect(log.filter(({ level }) => level === "error")).toHaveLength(1);
    expect(JSON.stringify(log)).not.toContain("secret words");
  });

  it("tell a stale button's presser what to do", async () => {
    const again = { label: "Again", call: { command: "x", input: {} } };
    const { alice } = await open({
      dispatch: async () => reply("Card", { actions: [again] }),
      decodeCall: async () => undefined,
    });
    await alice.command(channel, "/qm", "card");
    await alice.press(said(alice, "Card")?.id ?? "", "call.0");

    expect(await alice.until((person) => said(person, "That button no longer works."))).toMatchObject({
      isEphemeral: true,
    });
  });
});

describe("the home tab", () => {
  it("shows what the front desk says, answers a press in a modal, and is then fresh", async () => {
    let visits = 0;
    const accept = { label: "Accept", call: { command: "invite accept", input: {} } };
    const { alice } = await open({
      home: async () => plainReply(`Visit ${(visits += 1)}`, { actions: [accept] }),
      dispatch: async () => reply("You joined Vision Lab"),
    });
    await alice.openHome();
    const home = await alice.until((person) => person.home());

    await alice.pressInView(home.id, "call.0");
    await alice.until((person) => JSON.stringify(person.views().at(-1)?.blocks ?? "").includes("You joined"));
    const fresh = await alice.until((person) => JSON.stringify(person.home()?.blocks).match(/Visit 2/));
    expect(fresh).toHaveLength(1);
  });
});

describe("the socket", () => {
  it("refuses an event that it cannot read, logged once, and goes on", async () => {
    const { alice, log, slack } = await open({});
    expect(await slack.sendEvent({ type: "app_home_opened", user: 7 })).toEqual({ outcome: "acknowledged" });
    await sleep(100);

    expect(log.filter(({ level }) => level !== "info")).toMatchObject([{ facts: { fields: ["user"] } }]);
    expect(await alice.command(channel, "/qm", "whoami")).toEqual({ outcome: "acknowledged" });
  });

  it("is back at once after Slack refreshes the connection", async () => {
    const { alice, bot, slack } = await open({});
    slack.disconnectSockets("refresh_requested");
    await sleep(1_300);
    for (let tries = 0; tries < 20 && !bot.isReady(); tries += 1) await sleep(100);

    expect(await alice.command(channel, "/qm", "whoami")).toEqual({ outcome: "acknowledged" });
  });
});

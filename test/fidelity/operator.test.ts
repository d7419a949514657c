import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claimCode, startBot } from "./bot.ts";
import type { RunningBot } from "./bot.ts";
import { bareGuild, startBareDiscord } from "./discord-bare.ts";
import type { BareDiscord } from "./discord-bare.ts";
import { discordPerson } from "./discord-person.ts";
import { startBareSlack } from "./slack-bare.ts";
import type { BareSlack } from "./slack-bare.ts";
import { slackPerson, until } from "./slack-person.ts";
import { botScopes } from "../../src/bot/slack/manifest.ts";

let slack: BareSlack;
let discord: BareDiscord;
let bot: RunningBot | undefined;

beforeEach(async () => {
  [slack, discord] = await Promise.all([startBareSlack(), startBareDiscord()]);
});
afterEach(async () => {
  await bot?.stop();
  bot = undefined;
  await Promise.all([slack.close(), discord.close()]);
});

const ofSlack = () => ({
  SLACK_API_URL: slack.apiUrl,
  SLACK_BOT_TOKEN: slack.botToken,
  SLACK_APP_TOKEN: slack.appToken,
});
const ofDiscord = () => ({ DISCORD_API_URL: discord.apiUrl, DISCORD_TOKEN: discord.token });
const nowhere = "http://127.0.0.1:9";

describe("a start that fails", () => {
  it.each([
    [
      "a wrong bot token",
      () => ({ ...ofSlack(), SLACK_BOT_TOKEN: "xoxb-wrong" }),
      /^SLACK_BOT_TOKEN was refused by Slack \(invalid_auth\)/u,
    ],
    [
      "a wrong app token",
      () => ({ ...ofSlack(), SLACK_APP_TOKEN: "xapp-wrong" }),
      /^SLACK_APP_TOKEN was refused by Slack \(invalid_auth\)/u,
    ],
    [
      "an address where nobody answers",
      () => ({ ...ofSlack(), SLACK_API_URL: `${nowhere}/api/` }),
      /^SLACK_API_URL leads to no Slack/u,
    ],
    [
      "an address of something else",
      () => ({ ...ofSlack(), SLACK_API_URL: `${slack.apiUrl}/other` }),
      /^SLACK_API_URL leads to no Slack/u,
    ],
    [
      "a wrong Discord token",
      () => ({ ...ofDiscord(), DISCORD_TOKEN: "wrong" }),
      /^DISCORD_TOKEN was refused by Discord/u,
    ],
    [
      "no Discord at the address",
      () => ({ ...ofDiscord(), DISCORD_API_URL: `${nowhere}/api` }),
      /^DISCORD_API_URL leads to no Discord/u,
    ],
    [
      "something else at the address",
      () => ({ ...ofDiscord(), DISCORD_API_URL: `${discord.apiUrl}/other` }),
      /^DISCORD_API_URL leads to no Discord \(status 404\)/u,
    ],
  ])("names the variable on one line, with %s", async (_what, environment, line) => {
    const failure = await startBot(environment()).catch((error: unknown) => error);

    expect((failure as Error).message).toMatch(line);
    expect((failure as Error).message).not.toContain("\n");
  });
});

describe("a token that is revoked at run time", () => {
  it("is one line in the log and no readiness, on Slack", async () => {
    bot = await startBot(ofSlack());
    const alice = slackPerson(slack, "UALICE");
    await alice.type(`register claim:${claimCode}`);
    for (const method of ["conversations.open", "views.publish", "views.open", "users.info"])
      slack.overrides.set(method, () => ({ ok: false, error: "token_revoked" }));
    await alice.type("invite create <@UBOB|bob>");
    const { log, url } = bot;

    const lines = await until(() => {
      const found = log.filter(({ msg }) => msg.includes("SLACK_BOT_TOKEN"));
      return found.length > 0 ? found : undefined;
    }, "the line");
    expect(lines).toHaveLength(1);
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
  });

  it("is one line in the log and no readiness, on Discord", async () => {
    bot = await startBot(ofDiscord());
    discord.revoke();
    discord.disconnect(1012);
    const { log, url } = bot;

    const lines = await until(() => {
      const found = log.filter(({ msg }) => msg.includes("DISCORD_TOKEN"));
      return found.length > 0 ? found : undefined;
    }, "the line");
    expect(lines).toHaveLength(1);
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
  });
});

describe("what else an operator gets wrong", () => {
  it("is said in the log when the token lacks a scope", async () => {
    bot = await startBot(ofSlack());
    slack.overrides.set("conversations.open", () => ({
      ok: false,
      error: "missing_scope",
      needed: "im:write",
      provided: "commands",
    }));
    const alice = slackPerson(slack, "UALICE");
    await alice.type(`register claim:${claimCode}`);
    await alice.type("invite create <@UBOB|bob>");
    const { log } = bot;

    const line = await until(() => log.find(({ msg }) => msg.startsWith("SLACK_BOT_TOKEN lacks a scope")), "the line");
    expect(line).toMatchObject({ level: 50, scope: "im:write" });
  });

  it("is said in the log at start when Slack tells that scopes are missing", async () => {
    const before = botScopes.map(({ scope }) => scope).filter((scope) => scope !== "users:read.email");
    slack.headers["x-oauth-scopes"] = before.join(",");
    bot = await startBot(ofSlack());

    const lines = bot.log.filter(({ msg }) => msg.startsWith("SLACK_BOT_TOKEN lacks scopes"));
    expect(lines.map(({ missing }) => missing)).toEqual([["users:read.email"]]);
  });

  it("is said in the log when the signing secret is not the app's", async () => {
    bot = await startBot({
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: "another",
    });
    slack.sendTo(`${bot.url}/slack/events`);

    await expect(slackPerson(slack, "UALICE").type("help")).rejects.toThrow("401");
    expect(bot.log.filter(({ reason }) => String(reason).includes("SLACK_SIGNING_SECRET"))).toHaveLength(1);
  });
});

describe("both platforms at once", () => {
  it("are one installation: Slack founds it, Discord joins by a code, and both answer", async () => {
    bot = await startBot({ ...ofSlack(), ...ofDiscord() });
    const onSlack = slackPerson(slack, "UALICE");
    const onDiscord = discordPerson(discord, { id: "700000000000000001", name: "alice" });
    await onSlack.type(`register claim:${claimCode}`);
    expect((await onDiscord.command(["whoami"])).text).toMatch(/not connected yet/u);

    const code = codeIn((await onSlack.type("workspace code")).text);
    const joined = await onDiscord.command(["workspace", "join"], [{ name: "code", type: 3, value: code }]);
    expect(joined.text).toContain(bareGuild.name);
    const linking = codeIn((await onSlack.type("link code")).text);
    await onDiscord.command(["link", "accept"], [{ name: "code", type: 3, value: linking }]);
    expect((await onDiscord.command(["member", "list"])).text).toMatch(/alice[\s\S]*owner/u);
  });
});

function codeIn(text: string): string {
  const [code] = /\b[2-9A-Z]{4}-[2-9A-Z]{4}\b/u.exec(text) ?? [];
  if (!code) throw new Error(`no code in ${text}`);
  return code;
}

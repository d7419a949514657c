import { afterEach, expect, it } from "vitest";
import { claimCode, startBot } from "./bot.ts";
import type { RunningBot } from "./bot.ts";
import { bareApplication, bareGuild, messageOf, snowflake, startBareDiscord, wholeGuild } from "./discord-bare.ts";
import type { BareDiscord, BareDiscordOptions } from "./discord-bare.ts";
import { discordPerson } from "./discord-person.ts";
import { until } from "./slack-person.ts";
import type { Json } from "./slack-wire.ts";

const alice = { id: "700000000000000001", name: "alice" };

let discord: BareDiscord | undefined;
let bot: RunningBot | undefined;

afterEach(async () => {
  await bot?.stop();
  await discord?.close();
  [bot, discord] = [undefined, undefined];
});

async function started(options: BareDiscordOptions = {}) {
  discord = await startBareDiscord(options);
  bot = await startBot({ DISCORD_API_URL: discord.apiUrl, DISCORD_TOKEN: discord.token });
  return { discord, bot, alice: discordPerson(discord, alice) };
}

const register = [{ name: "claim", type: 3, value: claimCode }];

it("starts while its only server is in an outage, and serves it when it is back", async () => {
  const { discord, alice } = await started({ isOut: true });

  discord.dispatch("GUILD_CREATE", wholeGuild(bareGuild));
  const registered = async () => (await alice.command(["register"], register)).text;
  expect(await registered()).toMatch(/Welcome|not connected/u);
  expect(await registered()).toMatch(/Welcome|already|registered/iu);
});

it("serves a server of which only requests tell", async () => {
  const { alice } = await started({ isUntold: true });

  expect((await alice.command(["register"], register)).text).toMatch(/Welcome/u);
});

it("registers people of whom Discord tells nothing but in their requests", async () => {
  const notFound = { status: 404, body: { message: "404: Not Found", code: 0 } };
  const { alice } = await started({ fail: ({ path }) => (path.includes("/members/") ? notFound : undefined) });

  expect((await alice.command(["register"], register)).text).toMatch(/Welcome, alice/u);
});

it("asks for the name of a server of which only requests tell, and founds nothing where it is not the bot's", async () => {
  const unknown = { status: 404, body: { message: "Unknown Guild", code: 10_004 } };
  const { alice } = await started({
    isUntold: true,
    fail: ({ path }) => (path.endsWith(`/guilds/${bareGuild.id}`) ? unknown : undefined),
  });

  expect((await alice.command(["register"], register)).text).toMatch(/not connected/u);
});

it("apologizes, with a reference, when Discord does not say in which servers somebody is", async () => {
  const outage = { status: 500, body: { message: "500: Internal Server Error", code: 0 } };
  const { discord, bot, alice } = await started({
    fail: ({ path }) => (path.includes("/members/") ? outage : undefined),
  });
  await alice.command(["register"], register);
  discord.dispatch("GUILD_CREATE", wholeGuild({ id: "900000000000000002", name: "Another" }));

  const answer = await alice.commandDirectly(["whoami"]);

  expect(answer.isEphemeral).toBe(true);
  const [, reference = "?"] = /reference `?(\w+)/u.exec(answer.text) ?? [];
  expect(bot.log.filter((line) => line["reference"] === reference)).toHaveLength(1);
});

it("says in one line that the token is refused, when only requests tell", async () => {
  const { discord, bot, alice } = await started();
  await alice.command(["register"], register);
  discord.revoke();
  await alice.command(["invite", "create"], [{ name: "person", type: 6, value: "700000000000000002" }]);
  await alice.command(["whoami"]);

  const lines = await until(() => {
    const found = bot.log.filter(({ msg }) => msg.includes("DISCORD_TOKEN"));
    return found.length > 0 ? found : undefined;
  }, "the line");
  expect(lines).toHaveLength(1);
  expect((await fetch(`${bot.url}/readyz`)).status).toBe(503);
});

it("is brought down by no interaction that lacks something", async () => {
  const { discord, bot, alice } = await started();
  await alice.command(["register"], register);

  for (const interaction of interactions) {
    for (const path of pathsIn(interaction)) {
      for (const change of ["missing", "null"] as const) {
        const id = snowflake();
        discord.dispatch("INTERACTION_CREATE", changed({ id, token: `token-of-${id}`, ...interaction }, path, change));
      }
    }
  }

  expect((await alice.command(["whoami"])).text).toMatch(/alice/u);
  expect(bot.log.filter(({ msg }) => msg === "discord interaction unreadable").length).toBeGreaterThan(10);
});

const person = { id: "700000000000000009", username: "erin", discriminator: "0", global_name: null, avatar: null };
const place = {
  application_id: bareApplication,
  version: 1,
  guild_id: bareGuild.id,
  channel_id: "500000000000000001",
  channel: { id: "500000000000000001", type: 0, name: "general" },
  member: {
    user: person,
    roles: [],
    joined_at: "2026-11-01T00:00:00+00:00",
    deaf: false,
    mute: false,
    flags: 0,
    permissions: "0",
  },
  locale: "en-US",
};
const option = { name: "person", type: 6, value: person.id };
const resolved = { users: { [person.id]: person }, members: { [person.id]: { roles: [], permissions: "0" } } };
const message = messageOf("1000000000000000001", "500000000000000001", { content: "x" });
const name = { id: 2, type: 4, custom_id: "name", value: "X" };
const command = { id: "810000000000000001", name: "member", type: 1 };

const interactions: readonly Json[] = [
  { ...place, type: 2, data: { ...command, options: [{ name: "show", type: 1, options: [option] }], resolved } },
  { ...place, type: 3, data: { component_type: 2, custom_id: "b0.r.whoami" }, message },
  { ...place, type: 3, data: { component_type: 3, custom_id: "s0.", values: ["b0.r.whoami"] }, message },
  {
    ...place,
    type: 5,
    data: { custom_id: "f0.r.org_create", components: [{ type: 18, id: 1, component: name }] },
    message,
  },
];

function pathsIn(value: unknown, at: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...at, key], ...pathsIn(inner, [...at, key])]);
}

function changed(value: unknown, [key = "", ...rest]: readonly string[], change: "missing" | "null"): Json {
  const copy = (Array.isArray(value) ? [...value] : { ...(value as Json) }) as Json;
  if (rest.length > 0) copy[key] = changed(copy[key], rest, change);
  else if (change === "null") copy[key] = null;
  else delete copy[key];
  return copy;
}

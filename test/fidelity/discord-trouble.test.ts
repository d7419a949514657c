import { afterEach, expect, it } from "vitest";
import { claimCode, startBot } from "./bot.ts";
import type { RunningBot } from "./bot.ts";
import { bareGuild, startBareDiscord, wholeGuild } from "./discord-bare.ts";
import type { BareDiscord, BareDiscordOptions } from "./discord-bare.ts";
import { discordPerson } from "./discord-person.ts";
import { until } from "./slack-person.ts";

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

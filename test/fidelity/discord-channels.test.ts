import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claimCode, startBot } from "./bot.ts";
import type { RunningBot } from "./bot.ts";
import { bareGuild, snowflake, startBareDiscord, wholeGuild } from "./discord-bare.ts";
import type { BareDiscord, BareDiscordOptions, DirectMessage } from "./discord-bare.ts";
import { complaintsAbout } from "./discord-description.ts";
import { discordPerson, wordsIn } from "./discord-person.ts";
import type { DiscordPerson } from "./discord-person.ts";
import { reportUses } from "./report.ts";
import { until } from "./slack-person.ts";
import type { Json } from "./slack-wire.ts";

const room = "500000000000000001";
const ann = { id: "700000000000000001", name: "alice" };
const anotherThread = "500000000000000009";

type Fail = NonNullable<BareDiscordOptions["fail"]>;

interface Case {
  readonly name: string;
  readonly fail: Fail;
  /** Whether a card changes in place; else it is posted anew. */
  readonly isEdited: boolean;
  /** Where what follows is said. */
  readonly thread?: "of the message" | "elsewhere";
}

const text = (name: string, value: string) => ({ name, type: 3, value });

/** The documented minimum of what is told of a channel, of roles and of the bot itself. */
function described(permissions: string): Fail {
  return ({ method, path }) => {
    if (method !== "GET") return undefined;
    if (path.endsWith(`/channels/${room}`)) {
      return { status: 200, body: { id: room, type: 0, guild_id: bareGuild.id, permission_overwrites: [] } };
    }
    if (path.endsWith("/roles")) return { status: 200, body: [{ id: bareGuild.id, name: "@everyone", permissions }] };
    return path.endsWith("/messages") ? { status: 200, body: [] } : undefined;
  };
}

function threads(id?: string): Fail {
  return ({ method, path }) => {
    const [, message] = /\/messages\/(\d+)\/threads$/u.exec(path) ?? [];
    if (method !== "POST" || message === undefined) return undefined;
    return { status: 201, body: { id: id ?? message, type: 11, guild_id: bareGuild.id } };
  };
}

const either =
  (...fails: readonly Fail[]): Fail =>
  (call) =>
    fails.map((fail) => fail(call)).find((answer) => answer !== undefined);

const noEdit: Fail = ({ method, path }) => {
  const isEdit = method === "PATCH" && path.includes(`/channels/${room}/messages/`);
  return isEdit ? { status: 405, body: { message: "405: Method Not Allowed", code: 0 } } : undefined;
};

const allBits = String((1n << 50n) - 1n);
const cases: readonly Case[] = [
  { name: "knows neither channels nor threads nor what was said", fail: () => undefined, isEdited: true },
  {
    name: "answers as documented",
    fail: either(described(allBits), threads()),
    isEdited: true,
    thread: "of the message",
  },
  { name: "gives no permissions to anybody", fail: described("0"), isEdited: true },
  { name: "gives threads ids of their own", fail: threads(anotherThread), isEdited: true, thread: "elsewhere" },
  { name: "changes no messages", fail: noEdit, isEdited: false },
  {
    name: "does not implement what it does not know",
    fail: ({ path }) =>
      /\/threads$|\/channels\/\d+$/u.test(path) ? { status: 501, body: { message: "no", code: 0 } } : undefined,
    isEdited: true,
  },
];

let discord: BareDiscord;
let bot: RunningBot;
let alice: DiscordPerson;
let key: string;

async function start(fail: Fail): Promise<void> {
  discord = await startBareDiscord({ fail });
  bot = await startBot({ DISCORD_API_URL: discord.apiUrl, DISCORD_TOKEN: discord.token });
  alice = discordPerson(discord, ann);
  await alice.command(["register"], [text("claim", claimCode)]);
  await alice.command(["org", "create"], [text("name", "Vision Lab")]);
  const limit = [text("subject", "vision-lab"), text("meter", "gpu_hours"), text("amount", "100")];
  await alice.command(["quota", "set"], [...limit, text("window", "month")]);
  const made = [text("name", "cluster"), text("scopes", "usage:write")];
  key = (await alice.command(["api-key", "create"], made)).text;
}

afterEach(async () => {
  await bot.stop();
  await discord.close();
});

const use = (amount: string) => reportUses(bot.url, key, [{ person: "alice", organization: "vision-lab", amount }]);
const said = (pattern: RegExp, place: (channelId: string) => boolean = (id) => id === room) =>
  [...discord.messages.values()].filter(({ channelId, body }) => place(channelId) && pattern.test(wordsIn(body)));
const posted = (pattern: RegExp): Promise<DirectMessage> =>
  until(() => said(pattern).at(-1), `${String(pattern)} in the channel`);
const subscribe = () =>
  alice.command(["alert", "subscribe"], [text("kinds", "quota,overage"), text("subject", "vision-lab")]);

describe.each(cases)("a channel of a Discord that $name", ({ fail, isEdited, thread }) => {
  beforeEach(() => start(fail));

  it("is subscribed, hears of alerts and announcements, and sees what became of them", async () => {
    expect((await subscribe()).text).toMatch(/hears of 2 kinds/u);
    await posted(/Vision Lab[\s\S]*alice/u);

    await use("82");
    const card = await posted(/Vision Lab has used 82 %/u);
    await use("14");
    const later = await posted(/Vision Lab has used 96 %/u);
    expect(later.id === card.id).toBe(isEdited);
    const place = { "of the message": card.id, elsewhere: anotherThread, none: room }[thread ?? "none"];
    const lines = () => said(/95 %|96 %/u, (id) => id === place).filter(({ id }) => id !== later.id);
    const line = await until(() => lines()[0], "the line that follows");
    const answered = (line.body["message_reference"] as Json | undefined)?.["message_id"];
    expect(answered).toBe(thread ? undefined : card.id);

    const confirmed = await alice.command(
      ["announce", "create"],
      [
        text("title", "New GPUs"),
        text("text", "Eight more are there."),
        text("to", "vision-lab"),
        text("via", "channels"),
      ],
    );
    expect((await alice.press(confirmed, "Send")).text).toMatch(/going out/u);
    const announced = await posted(/Eight more are there/u);
    const confirmation = await alice.command(["announce", "recall"], [text("announcement", "new")]);
    await alice.press(confirmation, "Withdraw");
    const recalled = await posted(/withdr/iu);
    expect(recalled.id === announced.id).toBe(isEdited);

    expect(complaintsAbout(discord.requested)).toEqual([]);
    expect(bot.log.filter(({ level }) => level >= 50)).toEqual([]);
  }, 60_000);
});

describe("a channel of a Discord", () => {
  it("that takes nothing any more: who subscribed it is told, once", async () => {
    let isClosed = false;
    const refused = { status: 403, body: { message: "Missing Permissions", code: 50_013 } };
    await start(({ path }) => (isClosed && path.includes(`/channels/${room}/messages`) ? refused : undefined));
    await subscribe();
    await posted(/Vision Lab/u);
    isClosed = true;

    await use("82");

    await alice.receives(/cannot be posted[\s\S]*Send Messages/u);
    expect(said(/cannot be posted/u, () => true)).toHaveLength(1);
  }, 30_000);

  it("that is an archived thread is brought back before its card is changed", async () => {
    let isArchived = false;
    await start(({ method, path }) => {
      if (method !== "PATCH" || !path.includes(`/channels/${room}`)) return undefined;
      if (path.endsWith(`/channels/${room}`)) {
        isArchived = false;
        return { status: 200, body: { id: room } };
      }
      return isArchived ? { status: 400, body: { message: "Thread is archived", code: 50_083 } } : undefined;
    });
    await subscribe();
    await use("82");
    const card = await posted(/82 %/u);
    isArchived = true;
    await use("14");

    expect((await posted(/has used 96 %/u)).id).toBe(card.id);
    expect(complaintsAbout(discord.requested)).toEqual([]);
  }, 30_000);

  it("is brought down by no event that lacks something", async () => {
    await start(() => undefined);
    discord.dispatch("GUILD_CREATE", wholeGuild({ id: "900000000000000007", name: "Another" }));
    for (const [name, data] of events) {
      for (const left of Object.keys(data)) {
        const { [left]: _, ...rest } = data;
        discord.dispatch(name, { ...rest, token: snowflake() });
        discord.dispatch(name, { ...data, [left]: null, token: snowflake() });
      }
      discord.dispatch(name, data);
    }
    expect((await alice.command(["whoami"])).text).toMatch(/alice/u);
    expect(bot.log.filter(({ level }) => level >= 50)).toEqual([]);
  });
});

const place = { id: room, guild_id: "900000000000000007" };
const channel = { ...place, type: 0, name: "alerts", position: 1, permission_overwrites: [], parent_id: null };
const overwrite = { id: "900000000000000007", type: 0, allow: "0", deny: "2048" };
const thread = { ...place, id: anotherThread, type: 11, name: "Updates", parent_id: room };
const metadata = {
  archived: true,
  locked: true,
  auto_archive_duration: 1440,
  archive_timestamp: "2026-11-01T00:00:00Z",
};
const role = { id: "900000000000000007", name: "@everyone", permissions: "0", position: 0, color: 0 };
const events: readonly (readonly [string, Json])[] = [
  ["CHANNEL_CREATE", channel],
  ["CHANNEL_UPDATE", { ...channel, permission_overwrites: [overwrite] }],
  ["THREAD_CREATE", { ...thread, thread_metadata: metadata }],
  ["THREAD_UPDATE", { ...thread, thread_metadata: metadata }],
  ["THREAD_DELETE", thread],
  ["GUILD_ROLE_UPDATE", { guild_id: "900000000000000007", role }],
  ["CHANNEL_DELETE", channel],
  ["GUILD_UPDATE", { id: "900000000000000007", name: "Renamed" }],
  ["GUILD_DELETE", { id: "900000000000000007", unavailable: true }],
  ["GUILD_DELETE", { id: "900000000000000007" }],
];

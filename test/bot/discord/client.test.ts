import { afterEach, describe, expect, it } from "vitest";
import { pino } from "pino";
import { startLocalDiscord } from "../../../playground/discord/server.ts";
import type { LocalDiscordOptions } from "../../../playground/discord/options.ts";
import type { NounOutline } from "../../../src/commands/outline.ts";
import type { Outcome } from "../../../src/commands/reply.ts";
import { createDiscord } from "../../../src/bot/discord/client.ts";
import { tolerateInteraction } from "../../../src/bot/discord/tolerate.ts";
import { fakeDesk, said } from "./fake-desk.ts";
import type { Running } from "./local.ts";
import { ann, general, guild, localOptions, running } from "./local.ts";

const whoami: NounOutline = { name: "whoami", summary: "Say who you are here", options: [] };
const why: NounOutline = {
  name: "why",
  summary: "Explain",
  options: [{ name: "person", hint: "Who", kind: "person" }],
};
const other = {
  id: "200000000000000002",
  name: "Speech Server",
  channels: [{ id: "300000000000000002", name: "talk" }],
};

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

async function started(
  options: Partial<LocalDiscordOptions> = {},
  work: () => Outcome | Promise<Outcome> = hello,
): Promise<Running> {
  const bot = await running([whoami, why], { whoami: { run: work }, why: { run: work } }, options);
  open.push(bot);
  return bot;
}

const hello = () => said({ title: "Hello" });

describe("starting", () => {
  it("reports every server the bot is in", async () => {
    const { admitted } = await started({ otherGuilds: [other] });

    expect(admitted).toEqual(
      expect.arrayContaining([
        { platform: "discord", externalId: guild.id, name: guild.name },
        { platform: "discord", externalId: other.id, name: other.name },
      ]),
    );
  });

  it("registers the commands, and sends nothing when nothing changed", async () => {
    const { local, desk } = await started();
    const second = createDiscord({
      ...parts(),
      desk,
      token: local.token,
      apiUrl: `${local.apiUrl}/v10/`,
      commands: [whoami, why],
    });
    open.unshift(second);

    await second.start();

    expect(writes(local)).toEqual(["PUT /applications/400000000000000001/commands"]);
    expect(local.commands().map(({ name }) => name)).toEqual(["whoami", "why"]);
  });

  it("sends only the commands that changed, and removes those that are gone", async () => {
    const { local, desk } = await started();
    const ids = new Map(local.commands().map(({ name, id }) => [name, id]));
    const commands = [
      { ...whoami, summary: "Say who you are" },
      { name: "help", summary: "Help", options: [] },
    ];
    const second = createDiscord({ ...parts(), desk, token: local.token, apiUrl: local.apiUrl, commands });
    open.unshift(second);

    await second.start();

    expect(writes(local).slice(1)).toEqual([
      `DELETE /applications/400000000000000001/commands/${ids.get("why")}`,
      `PATCH /applications/400000000000000001/commands/${ids.get("whoami")}`,
      "POST /applications/400000000000000001/commands",
    ]);
  });

  it("with a wrong token says which variable is wrong", async () => {
    const local = await startLocalDiscord(localOptions);
    open.push({ stop: () => local.close() });
    const bot = createDiscord({ ...parts(), desk: fakeDesk({}), token: "wrong", apiUrl: local.apiUrl, commands: [] });

    await expect(bot.start()).rejects.toThrow("DISCORD_TOKEN");
  });
});

describe("a running bot", () => {
  it("is ready until it is stopped", async () => {
    const { platform } = await started();
    const before = platform.isReady();

    await platform.stop();

    expect([before, platform.isReady()]).toEqual([true, false]);
  });

  it("answers what is under way before it stops", async () => {
    const work = Promise.withResolvers<Outcome>();
    const { local, platform } = await started({}, () => work.promise);
    await local.as(ann).command(general, "whoami");

    const stopping = platform.stop();
    work.resolve(said({ title: "Hello" }));
    await stopping;

    expect(local.as(ann).messages(general).at(-1)).toMatchObject({ content: "**Hello**", state: "sent" });
  });

  it("takes one event that is delivered twice as one", async () => {
    const { local, desk } = await started();
    local.faults.add({ target: "INTERACTION_CREATE", times: 1, effect: { kind: "duplicate" } });

    await local.as(ann).command(general, "whoami");
    await local.as(ann).command(general, "why");

    expect(desk.dispatched).toHaveLength(2);
  });

  it("goes on after its connection was cut", async () => {
    const { local } = await started();
    local.gateway.drop();
    await local.gateway.untilReady(20_000);

    const outcome = await local.as(ann).command(general, "whoami");

    expect(outcome.kind).toBe("replied");
  });

  it("sends an answer that came too late for its place to the asker's direct messages", async () => {
    const { local, logged } = await started({ limits: { acknowledge: 50 } }, slowly);

    await local.as(ann).command(general, "whoami");

    const direct = await local.as(ann).until((person) => person.channels().find(({ kind }) => kind === "direct"));
    await local.as(ann).until((person) => person.messages(direct.id).some(({ content }) => content === "**Hello**"));
    expect(logged.join("")).not.toMatch(/Hello|aW50ZXJhY3Rpb246/u);
  });
});

describe("direct messages with several servers in common", () => {
  it("ask which one is meant, and keep to it", async () => {
    const { local, desk, platform } = await started({ otherGuilds: [other] });
    await platform.messenger.send(ann, {
      key: "k",
      maybeSent: false,
      timeZone: "UTC",
      message: { tone: "neutral", title: "Hi" },
    });
    const direct =
      local
        .as(ann)
        .channels()
        .find(({ kind }) => kind === "direct")?.id ?? "";
    await local.as(ann).command(direct, "whoami");
    const question = local.as(ann).messages(direct).at(-1);
    const menu = JSON.parse(JSON.stringify(question?.components))[0].components[0];

    await local.as(ann).select(question?.id ?? "", menu.custom_id, [other.id]);
    await local.as(ann).command(direct, "whoami");

    expect(desk.dispatched.map(({ workspace }) => workspace.name)).toEqual([other.name, other.name]);
  });
});

describe("tolerateInteraction", () => {
  const least = { id: "1", token: "t", type: 3, user: { id: "2" }, data: { custom_id: "x", values: null } };

  it("fills in what other servers leave out", () => {
    const packet = { t: "INTERACTION_CREATE", d: least };

    expect(tolerateInteraction(packet)).toBe(true);
    expect(packet.d).toEqual({
      ...least,
      data: { custom_id: "x" },
      message: { id: "1", channel_id: "1", flags: 64 },
      entitlements: [],
      authorizing_integration_owners: {},
      app_permissions: "0",
    });
  });

  it.each([
    ["nobody", { user: undefined }],
    ["somebody without an id", { user: {} }],
    ["no data", { data: undefined }],
    ["no token", { token: undefined }],
    ["an id that is none of Discord's", { id: "interaction-1" }],
  ])("keeps an interaction with %s from discord.js", (_what, difference) => {
    const packet = { t: "INTERACTION_CREATE", d: { ...least, ...difference } };

    expect(tolerateInteraction(packet)).toBe(false);
    expect(packet.t).toBe("UNREADABLE_INTERACTION");
  });

  it("leaves everything else as it is", () => {
    const packet = { t: "GUILD_CREATE", d: { id: "x" } };

    expect(tolerateInteraction(packet)).toBe(true);
    expect(packet).toEqual({ t: "GUILD_CREATE", d: { id: "x" } });
  });
});

async function slowly(): Promise<Outcome> {
  await new Promise((resolve) => setTimeout(resolve, 200));
  return hello();
}

function parts() {
  return { log: pino({ level: "silent" }), admitWorkspace: () => Promise.resolve() };
}

/** The requests that changed the application's commands. */
function writes(local: Running["local"]): readonly string[] {
  const titles = local.exchanges
    .list()
    .filter(({ direction }) => direction === "from-bot")
    .map(({ title }) => title);
  return titles.filter((title) => /^(?:PUT|POST|PATCH|DELETE) \/applications\//u.test(title));
}

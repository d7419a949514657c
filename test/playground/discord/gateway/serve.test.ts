import { Events } from "discord.js";
import type { Client } from "discord.js";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { LocalDiscord } from "../../../../playground/discord/contract.ts";
import { ALICE, call, createStage, GENERAL, GUILD } from "../support.ts";

const stage = createStage();
afterEach(() => stage.clear());

/** Opens the gateway by hand, identifies, and gives the code it is closed with. */
function closeCode(local: LocalDiscord, identify: object, query = "?v=10&encoding=json"): Promise<number> {
  const socket = new WebSocket(`${local.apiUrl.replace("http", "ws").replace("/api", "/gateway")}${query}`);
  const properties = { os: "linux", browser: "test", device: "test" };
  socket.on("message", () =>
    socket.send(JSON.stringify({ op: 2, d: { token: local.token, intents: 1, properties, ...identify } })),
  );
  return new Promise((resolve) => socket.on("close", resolve));
}

function resumed(client: Client): Promise<unknown> {
  return new Promise((resolve) => client.once(Events.ShardResume, resolve));
}

function heard(client: Client): Promise<string> {
  return new Promise((resolve) => client.once(Events.MessageCreate, (message) => resolve(message.id)));
}

describe("the gateway", () => {
  it("makes a client ready with its guilds", async () => {
    const client = await stage.bot(await stage.discord());

    expect([client.guilds.cache.map((guild) => guild.name), client.user.username]).toEqual([
      ["Northwind Lab"],
      "Quartermaster",
    ]);
  });

  it("replays what was missed when a client resumes", async () => {
    const local = await stage.discord();
    const client = await stage.bot(local);
    const back = resumed(client);
    const message = heard(client);

    local.gateway.drop(4000);
    const posted = local.as(ALICE).post(GENERAL, "Anybody there?");

    expect([await message, await back]).toMatchObject([posted.kind === "sent" && posted.messageId, 0]);
  });

  it("is resumed by a client that is asked to reconnect", async () => {
    const local = await stage.discord();
    const client = await stage.bot(local);
    const back = resumed(client);

    local.gateway.reconnect();

    expect(await back).toBe(0);
  });

  it("takes a client back that was told its session is invalid", async () => {
    const local = await stage.discord();
    const client = await stage.bot(local);
    const ready = new Promise((resolve) => client.once(Events.ShardReady, resolve));

    local.gateway.invalidate(false);

    expect(await ready).toBe(0);
  });

  it("delivers an event twice when asked to", async () => {
    const local = await stage.discord();
    const client = await stage.bot(local);
    const events: { t: string; s: number }[] = [];
    const both = new Promise((resolve) =>
      client.on(Events.Raw, (event) => event.t === "MESSAGE_CREATE" && events.push(event) === 2 && resolve(undefined)),
    );
    local.faults.add({ target: "MESSAGE_CREATE", times: 1, effect: { kind: "duplicate" } });

    local.as(ALICE).post(GENERAL, "Hello");
    await both;

    expect(events[0]).toMatchObject({ t: "MESSAGE_CREATE", s: (events[1]?.s ?? 0) - 1 });
  });

  it("hides what people write from a bot without the intent", async () => {
    const local = await stage.discord();
    const client = await stage.bot(local);
    const content = new Promise((resolve) => client.once(Events.MessageCreate, (message) => resolve(message.content)));

    local.as(ALICE).post(GENERAL, "Between us");

    expect(await content).toBe("");
  });

  it.each<[string, object, number]>([
    ["a wrong token", { token: "wrong" }, 4004],
    ["an unknown intent", { intents: 1 << 30 }, 4013],
    ["a privileged intent that is not switched on", { intents: 1 << 15 }, 4014],
    ["a shard beyond the count", { shard: [1, 1] }, 4010],
    ["an identify that is none", { intents: "all" }, 4002],
  ])("is closed for %s", async (_name, identify, code) => {
    expect(await closeCode(await stage.discord(), identify)).toBe(code);
  });

  it("is closed for another API version", async () => {
    expect(await closeCode(await stage.discord(), {}, "?v=9&encoding=json")).toBe(4012);
  });

  it("closes a connection that sends too much", async () => {
    const local = await stage.discord();
    const socket = new WebSocket(local.apiUrl.replace("http", "ws").replace("/api", "/gateway?v=10&encoding=json"));
    const closed = new Promise((resolve) => socket.on("close", resolve));

    socket.on("open", () => Array.from({ length: 121 }, () => socket.send('{"op":1,"d":null}')));

    expect(await closed).toBe(4008);
  });

  it("counts the identifies of a day", async () => {
    const local = await stage.discord();
    await stage.bot(local);

    expect((await call(local, "GET", "/gateway/bot")).body).toMatchObject({ session_start_limit: { remaining: 999 } });
  });

  it("gives privileged members to nobody without the intent", async () => {
    const local = await stage.discord();

    expect(await call(local, "GET", `/guilds/${GUILD}/members?limit=10`)).toMatchObject({
      status: 403,
      body: { code: 50_001 },
    });
  });
});

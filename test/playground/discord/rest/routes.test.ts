import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LocalDiscord } from "../../../../playground/discord/contract.ts";
import { ALICE, APPLICATION, BOB, call, createStage, GENERAL, GUILD, RULES, SECRET } from "../support.ts";

const stage = createStage();
let local: LocalDiscord;
beforeEach(async () => {
  local = await stage.discord();
});
afterEach(() => stage.clear());

const post = (channelId: string, body: object) => call(local, "POST", `/channels/${channelId}/messages`, body);
const direct = async (recipient: string): Promise<string> => {
  const { body } = await call(local, "POST", "/users/@me/channels", { recipient_id: recipient });
  return idOf(body);
};
const command = (name: string) => ({ name, description: "x" });
const idOf = (body: unknown): string =>
  typeof body === "object" && body !== null && "id" in body ? String(body.id) : "";

function said(): string {
  const outcome = local.as(ALICE).post(GENERAL, "Mine");
  return outcome.kind === "sent" ? outcome.messageId : "";
}

describe("a message of the bot's own", () => {
  it("reaches everybody in the channel", async () => {
    await post(GENERAL, { content: "Hello" });

    expect(local.as(BOB).messages(GENERAL)).toMatchObject([
      { content: "Hello", author: { name: "Quartermaster", isBot: true } },
    ]);
  });

  it("is the same message for the same enforced nonce", async () => {
    const draft = { content: "Once", nonce: "7", enforce_nonce: true };
    const [first, second] = [await post(GENERAL, draft), await post(GENERAL, draft)];

    expect([idOf(first.body) === idOf(second.body), local.as(ALICE).messages(GENERAL).length]).toEqual([true, 1]);
  });

  it("is edited in place and deleted", async () => {
    const path = `/channels/${GENERAL}/messages/${idOf((await post(GENERAL, { content: "One" })).body)}`;
    await call(local, "PATCH", path, { content: "Two" });
    const edited = local.as(ALICE).messages(GENERAL)[0]?.content;
    await call(local, "DELETE", path);

    expect([edited, local.as(ALICE).messages(GENERAL)]).toEqual(["Two", []]);
  });

  it("notifies nobody whom allowed_mentions leaves out", async () => {
    await post(GENERAL, { content: `<@${ALICE}> <@${BOB}>`, allowed_mentions: { parse: [], users: [BOB] } });

    expect([ALICE, BOB].map((id) => local.as(id).messages(GENERAL)[0]?.isMentioningMe)).toEqual([false, true]);
  });

  it("carries files that anybody can fetch", async () => {
    const form = new FormData();
    form.set(
      "payload_json",
      JSON.stringify({
        embeds: [{ image: { url: "attachment://a.png" } }],
        attachments: [{ id: "0", description: "A" }],
      }),
    );
    form.set("files[0]", new Blob(["picture"], { type: "image/png" }), "a.png");
    await fetch(`${local.apiUrl}/v10/channels/${GENERAL}/messages`, {
      method: "POST",
      body: form,
      headers: { authorization: `Bot ${local.token}` },
    });

    const url = local.as(ALICE).messages(GENERAL)[0]?.embeds[0]?.image?.url ?? "";

    expect(await (await fetch(url)).text()).toBe("picture");
  });
});

describe("a refusal", () => {
  it.each<[string, () => Promise<{ status: number; body: unknown }>, number, number]>([
    ["an empty message", () => post(GENERAL, { content: " " }), 400, 50_006],
    ["a message that does not fit the form", () => post(GENERAL, { content: "x".repeat(2001) }), 400, 50_035],
    ["a channel that is not there", () => post("1", { content: "x" }), 404, 10_003],
    ["a channel that the bot cannot see", () => post(SECRET, { content: "x" }), 403, 50_001],
    ["a channel that the bot may not write to", () => post(RULES, { content: "x" }), 403, 50_013],
    ["a person with closed direct messages", async () => post(await direct(BOB), { content: "x" }), 403, 50_007],
    ["a message that is not there", () => call(local, "GET", `/channels/${GENERAL}/messages/1`), 404, 10_008],
    ["a person who is not there", () => call(local, "GET", "/users/1"), 404, 10_013],
    ["a member who is not there", () => call(local, "GET", `/guilds/${GUILD}/members/1`), 404, 10_013],
    ["a guild that the bot is not in", () => call(local, "GET", "/guilds/1"), 404, 10_004],
    [
      "somebody else's message",
      async () => call(local, "PATCH", `/channels/${GENERAL}/messages/${said()}`, { content: "x" }),
      403,
      50_005,
    ],
    [
      "an interaction that is not there",
      () => call(local, "POST", "/interactions/1/x/callback", { type: 4, data: { content: "x" } }),
      404,
      10_062,
    ],
    [
      "a webhook that is not there",
      () => call(local, "POST", `/webhooks/${APPLICATION}/x`, { content: "x" }),
      404,
      10_015,
    ],
    ["a route that is not there", () => call(local, "GET", "/nowhere"), 404, 0],
    ["a method that is not there", () => call(local, "DELETE", "/users/@me"), 405, 0],
  ])("meets %s", async (_name, attempt, status, code) => {
    expect(await attempt()).toMatchObject({ status, body: { code } });
  });

  it("meets a wrong token", async () => {
    const response = await fetch(`${local.apiUrl}/v10/users/@me`, { headers: { authorization: "Bot wrong" } });

    expect([response.status, await response.json()]).toEqual([401, { message: "401: Unauthorized", code: 0 }]);
  });

  it("meets another API version", async () => {
    const response = await fetch(`${local.apiUrl}/v9/users/@me`, { headers: { authorization: `Bot ${local.token}` } });

    expect(await response.json()).toMatchObject({ code: 50_041 });
  });
});

describe("a rate limit", () => {
  it("lets five messages through in five seconds, and says when to come back", async () => {
    const answers = [];
    for (let count = 0; count < 6; count++) answers.push(await post(GENERAL, { content: String(count) }));

    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(answers[5]).toMatchObject({ body: { global: false, retry_after: expect.any(Number) } });
    expect(answers[0]?.headers.get("x-ratelimit-remaining")).toBe("4");
  });

  it("is global when all requests of a second together are too many", async () => {
    const busy = await stage.discord({ limits: { requestsPerSecond: 1 } });
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(busy, "GET", "/users/@me")));
    const refused = answers.find((answer) => answer.status === 429);

    expect([refused?.body, refused?.headers.get("x-ratelimit-global")]).toMatchObject([{ global: true }, "true"]);
  });
});

describe("commands", () => {
  const path = `/applications/${APPLICATION}/commands`;

  it("are created once and replaced after", async () => {
    const statuses = [await call(local, "POST", path, command("a")), await call(local, "POST", path, command("a"))];

    expect([statuses.map(({ status }) => status), local.commands().length]).toEqual([[201, 200], 1]);
  });

  it("are at most a hundred", async () => {
    const many = Array.from({ length: 100 }, (_, index) => command(`c${index}`));
    await call(local, "PUT", path, many);

    expect(await call(local, "POST", path, command("more"))).toMatchObject({ status: 400, body: { code: 30_032 } });
  });

  it("are created at most two hundred times a day", async () => {
    const many = (prefix: string) => Array.from({ length: 100 }, (_, index) => command(`${prefix}${index}`));
    await call(local, "PUT", path, many("a"));
    await call(local, "PUT", path, many("b"));

    expect(await call(local, "PUT", path, [command("c")])).toMatchObject({ status: 400, body: { code: 30_034 } });
  });
});

describe("a fault", () => {
  it("answers 429, 500, and nothing at all before or after the effect", async () => {
    const target = `POST /channels/${GENERAL}/messages`;
    local.faults.add({ target, times: 1, effect: { kind: "rate-limited", retryAfterSeconds: 2 } });
    local.faults.add({ target, times: 1, effect: { kind: "server-error", status: 500 } });
    const refused = [await post(GENERAL, { content: "a" }), await post(GENERAL, { content: "b" })];
    local.faults.add({ target, times: 1, effect: { kind: "dropped", when: "before-effect" } });
    local.faults.add({ target, times: 1, effect: { kind: "dropped", when: "after-effect" } });
    await expect(post(GENERAL, { content: "c" })).rejects.toThrow("fetch failed");
    await expect(post(GENERAL, { content: "d" })).rejects.toThrow("fetch failed");

    expect(refused.map((answer) => answer.status)).toEqual([429, 500]);
    expect(
      local
        .as(ALICE)
        .messages(GENERAL)
        .map((message) => message.content),
    ).toEqual(["d"]);
  });
});

describe("a snapshot", () => {
  it("brings conversations, direct channels and commands back", async () => {
    await post(await direct(ALICE), { content: "Hello" });
    await call(local, "POST", `/applications/${APPLICATION}/commands`, { name: "a", description: "x" });
    const again = await stage.discord({ snapshot: JSON.parse(JSON.stringify(local.snapshot())) });

    const channel = again
      .as(ALICE)
      .channels()
      .find((each) => each.kind === "direct");

    expect([again.as(ALICE).messages(channel?.id ?? "")[0]?.content, again.commands().length]).toEqual(["Hello", 1]);
  });
});

describe("the exchanges", () => {
  it("show no token", async () => {
    await call(local, "POST", "/users/@me/channels", { recipient_id: ALICE, token: local.token });

    expect(JSON.stringify(local.exchanges.list())).not.toContain(local.token);
  });
});

import type { LocalSlack } from "../../../playground/slack/contract.ts";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import {
  alice,
  archived,
  bob,
  bolt,
  bot,
  chen,
  clientOf,
  general,
  gone,
  openSlack,
  post,
  random,
  refusalOf,
  secret,
  section,
} from "./workspace.ts";

describe("tokens and scopes", () => {
  it("says who the bot is", async () => {
    const slack = await openSlack();

    await expect(clientOf(slack).auth.test()).resolves.toMatchObject({
      ok: true,
      team_id: "T0NORTH00",
      user_id: bot,
      bot_id: "B0QM00000",
    });
  });

  it("names the scopes in the response's headers", async () => {
    const slack = await openSlack({ app: { botScopes: ["chat:write"], events: [] } });

    const { response_metadata } = await clientOf(slack).auth.test();

    expect(response_metadata?.scopes).toEqual(["chat:write"]);
  });

  it("wants a token", async () => {
    const slack = await openSlack();
    const response = await fetch(`${slack.apiUrl}auth.test`, { method: "POST" });

    await expect(response.json()).resolves.toEqual({ ok: false, error: "not_authed" });
  });

  it("takes the token from a form, not from JSON", async () => {
    const slack = await openSlack();
    const { botToken: token } = slack.credentials;
    const form = await fetch(`${slack.apiUrl}auth.test`, { method: "POST", body: new URLSearchParams({ token }) });
    const json = await fetch(`${slack.apiUrl}auth.test`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token }),
    });

    expect([await form.json(), await json.json()]).toMatchObject([{ ok: true }, { error: "not_authed" }]);
  });

  it("takes arguments as JSON with a bearer token", async () => {
    const slack = await openSlack();
    const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: "POST",
      headers: {
        "content-type": "application/json; charset=utf-8",
        authorization: `Bearer ${slack.credentials.botToken}`,
      },
      body: JSON.stringify({ channel: general, blocks: [section("hi")], text: "hi" }),
    });

    await expect(response.json()).resolves.toMatchObject({ ok: true, channel: general });
  });

  it.each([
    ["a wrong token", "xoxb-wrong", "invalid_auth"],
    ["another kind of token", "app", "not_allowed_token_type"],
  ])("refuses %s", async (_, token, error) => {
    const slack = await openSlack();
    const client = clientOf(slack, token === "app" ? slack.credentials.appToken : token);

    await expect(refusalOf(client.chat.update({ channel: general, ts: "1.000001", text: "x" }))).resolves.toMatchObject(
      { error },
    );
  });

  it("names the scope that is missing and those that are there", async () => {
    const slack = await openSlack({ app: { botScopes: ["im:write"], events: [] } });

    await expect(refusalOf(post(slack, { channel: general, text: "x" }))).resolves.toMatchObject({
      error: "missing_scope",
      needed: "chat:write",
      provided: "im:write",
    });
  });

  it("wants the scope of the channel's kind", async () => {
    const slack = await openSlack();
    slack.as(alice).invite(secret, bot);

    await expect(refusalOf(clientOf(slack).conversations.info({ channel: secret }))).resolves.toMatchObject({
      error: "missing_scope",
      needed: "groups:read",
    });
  });

  it("does not know other methods", async () => {
    const slack = await openSlack();

    await expect(refusalOf(clientOf(slack).apiCall("chat.shout"))).resolves.toMatchObject({
      error: "unknown_method",
      req_method: "chat.shout",
    });
  });

  it("does not start with an event whose scope is missing", async () => {
    await expect(openSlack({ app: { botScopes: ["chat:write"], events: ["message.im"] } })).rejects.toThrow(
      "im:history",
    );
  });
});

describe("chat.postMessage", () => {
  it("shows the message to everyone in the channel", async () => {
    const slack = await openSlack();

    const { ts } = await post(slack, { channel: general, text: "Hi", blocks: [section("*Hi*")] });

    expect(slack.as(bob).messages(general)).toMatchObject([
      {
        id: `${general}/${ts}`,
        text: "Hi",
        isFromApp: true,
        authorName: "Quartermaster",
        blocks: [{ type: "section" }],
      },
    ]);
  });

  it("opens the direct message when given a person", async () => {
    const slack = await openSlack();

    const { channel } = await post(slack, { channel: bob, text: "Psst" });

    expect(
      slack
        .as(bob)
        .channels()
        .find(({ id }) => id === channel),
    ).toMatchObject({ kind: "app", name: "Quartermaster" });
  });

  it.each([
    ["an unknown channel", { channel: "C0NOWHERE", text: "x" }, "channel_not_found"],
    ["a private channel without the bot", { channel: secret, text: "x" }, "channel_not_found"],
    ["a channel that the bot is not in", { channel: random, text: "x" }, "not_in_channel"],
    ["an archived channel", { channel: archived, text: "x" }, "is_archived"],
    ["nothing", { channel: general }, "no_text"],
    ["40,001 characters", { channel: general, text: "x".repeat(40_001) }, "msg_too_long"],
    ["an unknown thread", { channel: general, text: "x", thread_ts: "1.000001" }, "thread_not_found"],
    ["itself", { channel: bot, text: "x" }, "channel_not_found"],
    ["a deactivated person", { channel: gone, text: "x" }, "user_disabled"],
  ])("refuses %s", async (_, message, error) => {
    const slack = await openSlack();

    const call = clientOf(slack).apiCall("chat.postMessage", message);

    await expect(refusalOf(call)).resolves.toMatchObject({ error });
  });

  it("may speak in public channels with chat:write.public", async () => {
    const slack = await openSlack({ app: { botScopes: ["chat:write", "chat:write.public"], events: [] } });

    await expect(post(slack, { channel: "#random", text: "x" })).resolves.toMatchObject({
      ok: true,
    });
  });

  it("refuses direct messages when the app has no messages tab", async () => {
    const slack = await openSlack({ app: { messagesTab: false } });

    await expect(refusalOf(post(slack, { channel: bob, text: "x" }))).resolves.toMatchObject({
      error: "messages_tab_disabled",
    });
  });

  it("points at what is wrong with blocks", async () => {
    const slack = await openSlack();

    const refusal = await refusalOf(post(slack, { channel: general, text: "x", blocks: [section("")] }));

    expect(refusal).toMatchObject({
      error: "invalid_blocks",
      errors: ["must be more than 0 characters [json-pointer:/blocks/0/text/text]"],
      response_metadata: { messages: ["[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"] },
    });
  });

  it("keeps metadata and shows it to those who ask", async () => {
    const slack = await openSlack();
    const client = clientOf(slack);
    const metadata = { event_type: "delivery", event_payload: { id: "d1" } };
    const { channel } = await post(slack, { channel: bob, text: "x", metadata });
    if (channel === undefined) throw new Error("no channel");

    const [plain, full] = [
      await client.conversations.history({ channel }),
      await client.conversations.history({ channel, include_all_metadata: true }),
    ];

    expect([plain.messages?.[0]?.metadata, full.messages?.[0]?.metadata]).toEqual([undefined, metadata]);
  });
});

describe("chat.postEphemeral", () => {
  it("is seen by one person and in no history", async () => {
    const slack = await openSlack();
    const client = clientOf(slack);
    await client.chat.postEphemeral({ channel: general, user: bob, text: "for you" });

    const { messages } = await client.conversations.history({ channel: general });

    expect([
      slack.as(bob).messages(general).length,
      slack.as(alice).messages(general).length,
      messages?.length,
    ]).toEqual([1, 0, 0]);
  });

  it("wants the person to be in the channel", async () => {
    const slack = await openSlack();
    slack.as(chen).leave(general);

    const call = clientOf(slack).chat.postEphemeral({ channel: general, user: chen, text: "x" });

    await expect(refusalOf(call)).resolves.toMatchObject({ error: "user_not_in_channel" });
  });

  it("cannot be updated by chat.update", async () => {
    const slack = await openSlack();
    const { message_ts: ts = "" } = await clientOf(slack).chat.postEphemeral({
      channel: general,
      user: bob,
      text: "x",
    });

    await expect(refusalOf(clientOf(slack).chat.update({ channel: general, ts, text: "y" }))).resolves.toMatchObject({
      error: "message_not_found",
    });
  });
});

describe("chat.update and chat.delete", () => {
  it("edits in place", async () => {
    const slack = await openSlack();
    const { ts = "" } = await post(slack, { channel: general, text: "x" });

    await clientOf(slack).chat.update({ channel: general, ts, text: "y" });

    expect(slack.as(bob).messages(general)).toMatchObject([{ ts, text: "y", isEdited: true }]);
  });

  it.each([
    ["stay when they are not given", {}, 1],
    ["go when an empty list is given", { blocks: [] }, 0],
  ])("blocks %s", async (_, more, left) => {
    const slack = await openSlack();
    const { ts = "" } = await post(slack, { channel: general, text: "x", blocks: [section("old")] });

    await clientOf(slack).apiCall("chat.update", { channel: general, ts, text: "y", ...more });

    expect(slack.as(bob).messages(general)[0]?.blocks).toHaveLength(left);
  });

  it("takes away", async () => {
    const slack = await openSlack();
    const { ts = "" } = await post(slack, { channel: general, text: "x" });

    await clientOf(slack).chat.delete({ channel: general, ts });

    expect(slack.as(bob).messages(general)).toEqual([]);
  });

  it("leaves alone what people wrote", async () => {
    const slack = await openSlack();
    slack.as(bob).post(general, "mine");
    const ts = slack.as(bob).messages(general)[0]?.ts ?? "";

    await expect(refusalOf(clientOf(slack).chat.update({ channel: general, ts, text: "y" }))).resolves.toMatchObject({
      error: "cant_update_message",
    });
  });
});

describe("conversations and people", () => {
  it.each([
    ["nobody", {}, "users_list_not_supplied"],
    ["someone unknown", { users: "U0NOBODY0" }, "user_not_found"],
    ["someone deactivated", { users: gone }, "user_disabled"],
    ["itself", { users: bot }, "cannot_dm_bot"],
  ])("does not open a direct message with %s", async (_, options, error) => {
    const slack = await openSlack();

    await expect(refusalOf(clientOf(slack).apiCall("conversations.open", options))).resolves.toMatchObject({ error });
  });

  it("pages by cursor", async () => {
    const slack = await openSlack();
    const ids: string[] = [];
    for await (const page of clientOf(slack).paginate("users.list", { limit: 2 })) {
      ids.push(...((page as { members?: { id: string }[] }).members ?? []).map(({ id }) => id));
    }

    expect(ids).toEqual([alice, bob, chen, gone, bot]);
  });

  it("shows e-mail addresses only with their scope", async () => {
    const [open, closed] = [await openSlack(), await openSlack({ app: { botScopes: ["users:read"], events: [] } })];

    const profiles = await Promise.all(
      [open, closed].map(async (slack) => (await clientOf(slack).users.info({ user: bob })).user?.profile?.email),
    );

    expect(profiles).toEqual(["bob@example.com", undefined]);
  });

  it("finds people by address, but not deactivated ones", async () => {
    const slack = await openSlack();

    await expect(clientOf(slack).users.lookupByEmail({ email: "BOB@example.com" })).resolves.toMatchObject({
      user: { id: bob },
    });
    await expect(refusalOf(clientOf(slack).users.lookupByEmail({ email: "gone@example.com" }))).resolves.toMatchObject({
      error: "users_not_found",
    });
  });

  it("reads a thread", async () => {
    const slack = await openSlack();
    const { ts = "" } = await post(slack, { channel: general, text: "top" });
    slack.as(bob).post(general, "below", { threadTs: ts });

    const { messages } = await clientOf(slack).conversations.replies({ channel: general, ts });

    expect(messages?.map(({ text }) => text)).toEqual(["top", "below"]);
  });

  it("joins a public channel", async () => {
    const slack = await openSlack();
    await clientOf(slack).conversations.join({ channel: random });

    await expect(post(slack, { channel: random, text: "x" })).resolves.toMatchObject({ ok: true });
  });
});

const picture = (id: string) => [{ type: "image" as const, alt_text: "Usage", slack_file: { id } }];

async function uploaded(slack: LocalSlack, filename: string): Promise<string> {
  const { files } = clientOf(slack);
  const { file_id: id = "", upload_url: url = "" } = await files.getUploadURLExternal({ filename, length: 3 });
  await fetch(url, { method: "POST", body: "abc" });
  await files.completeUploadExternal({ files: [{ id }] });
  return id;
}

describe("files", () => {
  it("go through the external upload into a channel", async () => {
    const slack = await openSlack();
    await clientOf(slack).filesUploadV2({
      channel_id: general,
      initial_comment: "The report",
      filename: "report.csv",
      file: Buffer.from("a,b\n1,2\n"),
    });

    const [message] = slack.as(bob).messages(general);
    const file = slack.as(bob).file(message?.files[0]?.id ?? "");

    expect([message?.text, file?.file.mimetype, Buffer.from(file?.content ?? []).toString()]).toEqual([
      "The report",
      "text/csv",
      "a,b\n1,2\n",
    ]);
  });

  it("are hidden from those who are not in the channel", async () => {
    const slack = await openSlack();
    slack.as(alice).invite(secret, bot);
    await clientOf(slack).filesUploadV2({ channel_id: secret, filename: "a.txt", file: Buffer.from("a") });
    const id = slack.as(alice).messages(secret)[0]?.files[0]?.id ?? "";

    expect(slack.as(bob).file(id)).toBeUndefined();
  });

  it("stand in blocks as pictures once Slack has looked at them, and then whoever sees those sees them", async () => {
    const slack = await openSlack();
    const id = await uploaded(slack, "usage.png");
    const early = await refusalOf(post(slack, { channel: general, text: "Usage", blocks: picture(id) }));
    await sleep(300);
    const message = { channel: general, user: alice, text: "Usage", blocks: picture(id) };
    await clientOf(slack).chat.postEphemeral(message);

    expect(early).toMatchObject({
      error: "invalid_blocks",
      errors: ["invalid slack file [json-pointer:/blocks/0/slack_file]"],
    });
    expect(slack.as(alice).file(id)?.file.mimetype).toBe("image/png");
    expect(slack.as(bob).file(id)).toBeUndefined();
  });

  it("stand in no blocks when they are no pictures, or unknown", async () => {
    const slack = await openSlack();
    const id = await uploaded(slack, "usage.csv");
    await sleep(300);

    for (const given of [id, "F0UNKNOWN00", "https://x"]) {
      const refusal = await refusalOf(post(slack, { channel: general, text: "Usage", blocks: picture(given) }));
      expect(refusal).toMatchObject({ error: "invalid_blocks" });
    }
  });
});

describe("rate limits", () => {
  it("answers 429 with Retry-After", async () => {
    const slack = await openSlack({ rateLimits: "strict" });
    const postOnce = () =>
      fetch(`${slack.apiUrl}chat.postMessage`, {
        method: "POST",
        headers: { authorization: `Bearer ${slack.credentials.botToken}` },
        body: new URLSearchParams({ channel: general, text: "x" }),
      });
    await postOnce();

    const second = await postOnce();

    expect([second.status, second.headers.get("retry-after"), await second.json()]).toEqual([
      429,
      "1",
      { ok: false, error: "ratelimited" },
    ]);
  });

  it("lets a burst pass unless told to be strict", async () => {
    const slack = await openSlack();
    for (let index = 0; index < 10; index += 1) await post(slack, { channel: general, text: "x" });

    expect(slack.as(bob).messages(general)).toHaveLength(10);
  });
});

describe("faults", () => {
  it("can break the connection after the message was posted", async () => {
    const slack = await openSlack();
    slack.faults.add({ target: "chat.postMessage", times: 1, effect: { kind: "dropped", when: "after-effect" } });

    await expect(post(slack, { channel: general, text: "x" })).rejects.toThrow(/request error|fetch failed/);
    expect(slack.as(bob).messages(general)).toHaveLength(1);
  });

  it("can break it before", async () => {
    const slack = await openSlack();
    slack.faults.add({ target: "chat.*", times: 1, effect: { kind: "dropped", when: "before-effect" } });

    await expect(post(slack, { channel: general, text: "x" })).rejects.toThrow(/request error|fetch failed/);
    expect(slack.as(bob).messages(general)).toHaveLength(0);
  });

  it("can answer 429 so that the real client waits", async () => {
    const slack = await openSlack();
    slack.faults.add({ target: "auth.test", times: 1, effect: { kind: "rate-limited", retryAfterSeconds: 7 } });

    await expect(clientOf(slack).auth.test()).rejects.toMatchObject({ retryAfter: 7 });
  });

  it("can answer 500", async () => {
    const slack = await openSlack();
    slack.faults.add({ target: "auth.test", times: 1, effect: { kind: "server-error", status: 500 } });

    await expect(clientOf(slack).auth.test()).rejects.toThrow("500");
  });

  it("can deliver twice", async () => {
    const slack = await openSlack();
    slack.faults.add({ target: "slash_commands", times: 1, effect: { kind: "duplicate" } });
    const triggers: string[] = [];
    await bolt(slack, (app) =>
      app.command("/qm", async ({ ack, command }) => {
        triggers.push(command.trigger_id);
        await ack();
      }),
    );

    await slack.as(alice).command(general, "/qm", "x");

    expect([triggers.length, new Set(triggers).size]).toEqual([2, 1]);
  });
});

describe("exchanges", () => {
  it("show what passed, without the tokens", async () => {
    const slack = await openSlack();
    await post(slack, { channel: general, text: `token ${slack.credentials.botToken}` });

    const shown = JSON.stringify(slack.exchanges.list());

    expect([shown.includes("chat.postMessage"), shown.includes(slack.credentials.botToken)]).toEqual([true, false]);
  });
});

describe("a snapshot", () => {
  it("brings back what was said, on another server with the same tokens", async () => {
    const before = await openSlack();
    await post(before, { channel: bob, text: "still here" });

    const after = await openSlack({ snapshot: structuredClone(before.snapshot()) });
    const direct = after
      .as(bob)
      .channels()
      .find(({ kind }) => kind === "app");

    expect(after.as(bob).messages(direct?.id ?? "")).toMatchObject([{ text: "still here" }]);
    expect(after.credentials).toEqual(before.credentials);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SeenMessage } from "../../../playground/slack/seen.ts";
import { RetryLater } from "../../../src/notifications/messenger.ts";
import type { Messenger, Parcel, Sending } from "../../../src/notifications/messenger.ts";
import { channel as general, deskOf, opsChannel, plainReply, setStage } from "./support/stage.ts";
import type { Stage } from "./support/stage.ts";

const ops = { workspaceExternalId: "T0VISION", channelExternalId: opsChannel };
const at = (channelExternalId: string) => ({ ...ops, channelExternalId });
const invite = "Invite it there: /invite @Quartermaster";

let stage: Stage;
let messenger: Required<Messenger>;
beforeEach(async () => {
  stage = await setStage(deskOf({}));
  // Safe: Slack's has all of them, which the first test would show.
  messenger = stage.bot.messenger as Required<Messenger>;
});
afterEach(() => stage.close());

function parcel(title: string, rest: Partial<Parcel> = {}): Parcel {
  return { key: "delivery-1", maybeSent: false, message: plainReply(title), timeZone: "Europe/Berlin", ...rest };
}

const seen = (channelId = opsChannel): readonly SeenMessage[] => stage.alice.messages(channelId);
const thread = (threadTs: string) => stage.alice.messages(opsChannel, { threadTs }).map(({ text }) => text);

function handleOf(sending: Sending) {
  if (sending.outcome !== "sent") throw new Error(JSON.stringify(sending));
  return sending.handle;
}

describe("posting in a channel", () => {
  it("shows the card to everybody there, and its buttons answer whoever presses in private", async () => {
    const actions = [{ label: "Acknowledge", call: { command: "alert acknowledge", input: {} } }];
    await messenger.post(
      ops,
      parcel("Vision Lab has used 95 %", { message: plainReply("Vision Lab has used 95 %", { actions }) }),
    );
    const [card] = stage.bob.messages(opsChannel);

    await stage.bob.press(card?.id ?? "", "call.0");

    await stage.bob.until((person) => person.messages(opsChannel).find(({ text }) => text === "done")?.isEphemeral);
    expect(seen().map(({ text }) => text)).toEqual(["Vision Lab has used 95 %"]);
  });

  it("mentions nobody", async () => {
    await messenger.post(ops, parcel("<!channel> <@U0BOB>"));

    expect(seen()[0]?.text).toBe("&lt;!channel&gt; &lt;@U0BOB&gt;");
  });

  it("shows a card once when an earlier attempt arrived unseen", async () => {
    stage.slack.faults.add({ target: "chat.postMessage", times: 1, effect: { kind: "dropped", when: "after-effect" } });
    await expect(messenger.post(ops, parcel("90 %"))).rejects.toThrow(RetryLater);

    await messenger.post(ops, parcel("95 %", { maybeSent: true }));

    expect(seen().map(({ text }) => text)).toEqual(["95 %"]);
  });

  it("changes the card in place", async () => {
    const handle = handleOf(await messenger.post(ops, parcel("90 %")));

    await messenger.update(handle, parcel("95 %"));

    expect(seen()).toMatchObject([{ text: "95 %", isEdited: true }]);
  });

  it.each([
    ["it is not in", general, { reason: "Quartermaster is not in the channel.", howTo: invite }],
    ["it cannot see", "C0CLOSED", { reason: /private, or it was deleted/u, howTo: invite }],
  ])("in a channel that %s says how to let it in", async (_which, channelId, { reason, howTo }) => {
    const posted = await messenger.post(at(channelId), parcel("90 %"));

    expect(posted).toEqual({ outcome: "undeliverable", reason: expect.stringMatching(reason), howTo });
    expect(await messenger.probe(at(channelId))).toEqual({ ok: false, reason: expect.stringMatching(reason), howTo });
  });

  it("in an archived channel says so", async () => {
    stage.alice.archive(opsChannel);

    expect(await messenger.post(ops, parcel("90 %"))).toMatchObject({
      outcome: "undeliverable",
      reason: "The channel is archived.",
    });
    expect(await messenger.probe(ops)).toMatchObject({ ok: false, reason: "The channel is archived." });
  });

  it("in another workspace is undeliverable", async () => {
    expect(await messenger.post({ ...ops, workspaceExternalId: "T0OTHER" }, parcel("90 %"))).toMatchObject({
      outcome: "undeliverable",
    });
  });

  it("is put off for as long as Slack asks", async () => {
    const effect = { kind: "rate-limited", retryAfterSeconds: 30 } as const;
    stage.slack.faults.add({ target: "chat.postMessage", times: 1, effect });

    await expect(messenger.post(ops, parcel("90 %"))).rejects.toMatchObject({ afterSeconds: 30 });
  });

  it("may be tried before: the name comes back", async () => {
    expect(await messenger.probe(ops)).toEqual({ ok: true, name: "gpu-ops" });
  });
});

describe("replying", () => {
  it("stands in the card's thread", async () => {
    const handle = handleOf(await messenger.post(ops, parcel("90 %")));

    await messenger.reply(handle, parcel("Now 95 %", { key: "step-1" }));

    expect(thread(seen()[0]?.ts ?? "")).toEqual(["90 %", "Now 95 %"]);
  });

  it("happens once though the answer was lost", async () => {
    const handle = handleOf(await messenger.post(ops, parcel("90 %")));
    stage.slack.faults.add({ target: "chat.postMessage", times: 1, effect: { kind: "dropped", when: "after-effect" } });
    await expect(messenger.reply(handle, parcel("Now 95 %", { key: "step-1" }))).rejects.toThrow(RetryLater);

    await messenger.reply(handle, parcel("Now 95 %", { key: "step-1", maybeSent: true }));

    expect(thread(seen()[0]?.ts ?? "")).toEqual(["90 %", "Now 95 %"]);
  });

  it("to a reply stays in the thread of both", async () => {
    const handle = handleOf(await messenger.post(ops, parcel("90 %")));
    const first = handleOf(await messenger.reply(handle, parcel("Now 95 %", { key: "step-1" })));

    await messenger.reply(first, parcel("Over", { key: "step-2" }));

    expect(thread(seen()[0]?.ts ?? "")).toEqual(["90 %", "Now 95 %", "Over"]);
  });

  it("to what is gone says so", async () => {
    const handle = handleOf(await messenger.post(ops, parcel("90 %")));

    expect(await messenger.reply({ ...handle, ts: "1.000001" }, parcel("Now 95 %"))).toEqual({ outcome: "gone" });
  });

  it("works in direct messages, too", async () => {
    const handle = handleOf(await messenger.send("U0BOB", parcel("90 %")));

    const reply = handleOf(await messenger.reply(handle, parcel("Now 95 %", { key: "step-1" })));

    expect(reply).toMatchObject({ userId: "U0BOB", threadTs: handle["ts"] });
  });
});

describe("a message to one of very many", () => {
  it("opens no conversation first", async () => {
    await messenger.send("U0BOB", parcel("News for all", { isBulk: true }));

    const calls = stage.slack.exchanges.list().map(({ title }) => title);
    expect(calls).not.toContain("conversations.open");
    expect(stage.bob.messages(stage.bob.openDirect("U0QM"))).toMatchObject([{ text: "News for all" }]);
  });
});

/** The newest that was told, in a moment. */
async function news(expected: object): Promise<void> {
  await vi.waitFor(() => expect(stage.news.at(-1)).toMatchObject(expected), { timeout: 5_000, interval: 20 });
}

describe("what happens to channels", () => {
  it("is told when the bot is put out and let in again", async () => {
    stage.alice.remove(opsChannel, "U0QM");
    await news({ channelExternalId: opsChannel, state: { mayPost: false, howTo: invite } });

    stage.alice.invite(opsChannel, "U0QM");
    await news({ channelExternalId: opsChannel, name: "gpu-ops", state: { mayPost: true } });
    expect(stage.news).not.toHaveLength(0);
  });

  it("is told when a channel is archived, opened again, renamed", async () => {
    stage.alice.archive(opsChannel);
    await news({ state: { mayPost: false, reason: "The channel is archived." } });
    stage.alice.unarchive(opsChannel);
    await news({ state: { mayPost: true } });
    stage.alice.rename(opsChannel, "gpu-crew");
    await news({ name: "gpu-crew", state: { mayPost: "as before" } });
    expect(stage.news).toHaveLength(3);
  });

  it("is not told of other people", async () => {
    stage.bob.leave(opsChannel);
    stage.bob.join(opsChannel);
    stage.alice.rename(opsChannel, "gpu-crew");

    await news({ name: "gpu-crew" });
    expect(stage.news).toHaveLength(1);
  });
});

describe("a command", () => {
  it("tells the channel that it was typed in, and so does the form that it opens", async () => {
    await stage.close();
    const channels: unknown[] = [];
    stage = await setStage(
      deskOf({
        dispatch: (invocation) => {
          channels.push(invocation.channel);
          return Promise.resolve({ kind: "reply", reply: plainReply("done") });
        },
      }),
    );

    await stage.bob.command(opsChannel, "/qm", "alert subscribe");
    await stage.bob.command(stage.bob.openDirect("U0QM"), "/qm", "alert subscribe");

    expect(channels).toEqual([
      { externalId: opsChannel, name: "gpu-ops", isDirect: false },
      { externalId: expect.stringMatching(/^D/u), isDirect: true },
    ]);
  });
});

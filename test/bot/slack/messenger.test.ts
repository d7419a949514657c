import { afterEach, describe, expect, it } from "vitest";
import { botScopes } from "../../../src/bot/slack/manifest.ts";
import { RetryLater } from "../../../src/notifications/messenger.ts";
import type { Parcel } from "../../../src/notifications/messenger.ts";
import type { SlackPerson } from "../../../playground/slack/contract.ts";
import type { SeenMessage } from "../../../playground/slack/seen.ts";
import { deskOf, plainReply, setStage } from "./support/stage.ts";
import type { Stage } from "./support/stage.ts";

let stage: Stage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

async function open(): Promise<Stage> {
  stage = await setStage(deskOf({}));
  return stage;
}

function parcel(title: string, rest: Partial<Parcel> = {}): Parcel {
  return { key: "delivery-1", maybeSent: false, message: plainReply(title), timeZone: "Europe/Berlin", ...rest };
}

function direct(person: SlackPerson): readonly SeenMessage[] {
  return person.messages(person.openDirect("U0QM"));
}

describe("sending", () => {
  it("reaches a person's direct messages, buttons and all", async () => {
    const { bot, bob } = await open();
    const actions = [{ label: "Accept", call: { command: "invite accept", input: {} } }];
    const sent = await bot.messenger.send(
      "U0BOB",
      parcel("Alice invites you", { message: plainReply("Alice invites you", { actions }) }),
    );

    expect(sent).toMatchObject({ outcome: "sent", handle: { userId: "U0BOB" } });
    expect(direct(bob)).toMatchObject([{ text: "Alice invites you", isFromApp: true }]);
    await bob.press(direct(bob)[0]?.id ?? "", "call.0");
    await bob.until((person) => direct(person).find(({ text }) => text === "done"));
    expect(direct(bob)[0]?.text).toBe("Alice invites you");
  });

  it("tells times in the zone that Slack knows when nobody else knows one", async () => {
    const { bot, bob } = await open();
    const lines = [[{ time: new Date("2025-11-28T17:00:00Z") }]];
    await bot.messenger.send("U0BOB", parcel("x", { timeZone: "UTC", message: plainReply("Expires", { lines }) }));

    expect(direct(bob)[0]?.text).toMatch(/12:00 EST/);
  });

  it("shows a message once when an earlier attempt arrived unseen", async () => {
    const { bot, bob, slack } = await open();
    slack.faults.add({ target: "chat.postMessage", times: 1, effect: { kind: "dropped", when: "after-effect" } });
    await expect(bot.messenger.send("U0BOB", parcel("Invitation"))).rejects.toThrow(RetryLater);

    const again = await bot.messenger.send("U0BOB", parcel("Invitation, as it is now", { maybeSent: true }));
    expect(again).toMatchObject({ outcome: "sent" });
    expect(direct(bob).map(({ text }) => text)).toEqual(["Invitation, as it is now"]);
  });

  it("sends when the earlier attempt did not arrive", async () => {
    const { bot, bob, slack } = await open();
    slack.faults.add({ target: "chat.postMessage", times: 1, effect: { kind: "dropped", when: "before-effect" } });
    await expect(bot.messenger.send("U0BOB", parcel("Invitation"))).rejects.toThrow(RetryLater);

    await bot.messenger.send("U0BOB", parcel("Invitation", { maybeSent: true }));
    expect(direct(bob)).toHaveLength(1);
  });

  it("comes back when Slack asks to wait, as late as Slack says", async () => {
    const { bot, slack } = await open();
    slack.faults.add({ target: "chat.postMessage", times: 1, effect: { kind: "rate-limited", retryAfterSeconds: 7 } });

    await expect(bot.messenger.send("U0BOB", parcel("x"))).rejects.toMatchObject({ afterSeconds: 7 });
  });

  it("comes back when Slack fails", async () => {
    const { bot, slack } = await open();
    slack.faults.add({ target: "conversations.open", times: 1, effect: { kind: "server-error", status: 503 } });

    await expect(bot.messenger.send("U0BOB", parcel("x"))).rejects.toThrow(RetryLater);
  });

  it.each([["U0NOBODY"], ["U0GONE"], ["U0QM"]])("says why %s cannot be reached", async (userId) => {
    const { bot } = await open();
    const sent = await bot.messenger.send(userId, parcel("x"));
    expect(sent).toMatchObject({ outcome: "undeliverable", reason: expect.stringMatching(/^[A-Z].*\.$/) });
  });

  it("keeps to one message a second in a channel", async () => {
    const { bot, bob } = await open();
    const before = Date.now();
    await Promise.all(["a", "b"].map((key) => bot.messenger.send("U0BOB", parcel(key, { key }))));

    expect(Date.now() - before).toBeGreaterThanOrEqual(990);
    expect(direct(bob)).toHaveLength(2);
  });
});

describe("updating", () => {
  it("edits the card in place", async () => {
    const { bot, bob } = await open();
    const sent = await bot.messenger.send("U0BOB", parcel("Invitation"));
    if (sent.outcome !== "sent") throw new Error("not sent");

    await bot.messenger.update(sent.handle, parcel("You joined Vision Lab"));
    expect(direct(bob).map(({ text }) => text)).toEqual(["You joined Vision Lab"]);
  });

  it("tells that the card is gone", async () => {
    const { bot } = await open();
    const sent = await bot.messenger.send("U0BOB", parcel("Invitation"));
    if (sent.outcome !== "sent") throw new Error("not sent");

    const handle = { ...sent.handle, ts: "1.000001" };
    expect(await bot.messenger.update(handle, parcel("x"))).toEqual({ outcome: "gone", wasDeleted: true });
  });
});

describe("finding by address", () => {
  it("finds who has the address, and nobody else", async () => {
    const { bot } = await open();
    expect(await bot.messenger.findByEmail?.("bob@example.com")).toBe("U0BOB");
    expect(await bot.messenger.findByEmail?.("nobody@example.com")).toBeUndefined();
    expect(await bot.messenger.findByEmail?.("gone@example.com")).toBeUndefined();
  });
});

describe("the scopes", () => {
  it("are enough for all of this and each has a reason", () => {
    expect(botScopes.map(({ scope }) => scope)).toEqual([
      "commands",
      "chat:write",
      "im:write",
      "im:history",
      "channels:read",
      "groups:read",
      "channels:history",
      "groups:history",
      "files:write",
      "users:read",
      "users:read.email",
    ]);
    for (const { reason } of botScopes) expect(reason).toMatch(/\.$/);
  });
});

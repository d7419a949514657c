import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Parcel } from "../../../src/notifications/messenger.ts";
import { RetryLater } from "../../../src/notifications/messenger.ts";
import { said } from "./fake-desk.ts";
import type { Running } from "./local.ts";
import { ann, bob, running } from "./local.ts";

const invitation: Parcel = {
  key: "0199-delivery",
  maybeSent: false,
  timeZone: "UTC",
  message: {
    tone: "neutral",
    title: "Alice invites you to Vision Lab as member.",
    lines: ["You could run jobs."],
    actions: [{ label: "Accept", style: "primary", call: { command: "invite accept", input: { invitation: "i1" } } }],
  },
};

let bot: Running;
beforeEach(async () => {
  bot = await running([], { "invite accept": { run: () => said({ title: "You joined." }) } });
});
afterEach(() => bot.stop());

const sent = (userId: string) => {
  const person = bot.local.as(userId);
  const direct = person.channels().find(({ kind }) => kind === "direct");
  return direct ? person.messages(direct.id) : [];
};

describe("sending", () => {
  it("reaches the person's direct messages, with working buttons", async () => {
    await bot.platform.messenger.send(bob, invitation);
    const [card] = sent(bob);

    await bot.local
      .as(bob)
      .press(card?.id ?? "", JSON.parse(JSON.stringify(card?.components))[0].components[0].custom_id);

    expect(sent(bob).map(({ content }) => content)).toEqual([
      "**Alice invites you to Vision Lab as member.**",
      "**You joined.**",
    ]);
  });

  it("twice with one key shows one message", async () => {
    await bot.platform.messenger.send(bob, invitation);
    await bot.platform.messenger.send(bob, invitation);

    expect(sent(bob)).toHaveLength(1);
  });

  it("again what may have arrived finds the message and brings it up to date", async () => {
    const first = await bot.platform.messenger.send(bob, invitation);
    const changed = { ...invitation.message, title: "You joined Vision Lab." };

    const again = await bot.platform.messenger.send(bob, { ...invitation, maybeSent: true, message: changed });

    expect(again).toEqual(first);
    expect(sent(bob).map(({ content }) => content)).toEqual(["**You joined Vision Lab.**"]);
  });

  it("what may have arrived but did not is sent", async () => {
    await bot.platform.messenger.send(bob, invitation);

    await bot.platform.messenger.send(bob, { ...invitation, key: "another", maybeSent: true });

    expect(sent(bob)).toHaveLength(2);
  });

  it("survives a connection that is lost after the message arrived, showing it once", async () => {
    bot.local.faults.add({ target: "POST /channels/*", times: 1, effect: { kind: "dropped", when: "after-effect" } });

    await bot.platform.messenger.send(bob, invitation).catch(() => undefined);
    await bot.platform.messenger.send(bob, { ...invitation, maybeSent: true });

    expect(sent(bob)).toHaveLength(1);
  });

  it("says whose direct messages are closed", async () => {
    bot.local.as(bob).allowDirectMessages(false);

    const sending = await bot.platform.messenger.send(bob, invitation);

    expect(sending).toEqual({ outcome: "undeliverable", reason: "Bob Ekman's direct messages are closed on Discord" });
  });

  it("to somebody who is not on Discord is undeliverable", async () => {
    const sending = await bot.platform.messenger.send("999999999999999999", invitation);

    expect(sending).toMatchObject({ outcome: "undeliverable" });
  });

  it("is put off for as long as Discord asks", async () => {
    const effect = { kind: "rate-limited", retryAfterSeconds: 30 } as const;
    bot.local.faults.add({ target: "POST /channels/*", times: 1, effect });

    const sending = bot.platform.messenger.send(bob, invitation);

    await expect(sending).rejects.toMatchObject({ name: "RetryLater", afterSeconds: expect.closeTo(30, 0) });
  });

  it("is put off while Discord fails", async () => {
    bot.local.faults.add({ target: "POST /channels/*", times: 10, effect: { kind: "server-error", status: 503 } });

    await expect(bot.platform.messenger.send(bob, invitation)).rejects.toBeInstanceOf(RetryLater);
  });
});

describe("updating", () => {
  it("changes the message in place and takes its buttons away", async () => {
    const sending = await bot.platform.messenger.send(ann, invitation);
    if (sending.outcome !== "sent") throw new Error("not sent");

    await bot.platform.messenger.update(sending.handle, {
      ...invitation,
      message: { tone: "neutral", title: "Expired." },
    });

    expect(sent(ann)).toMatchObject([{ content: "**Expired.**", embeds: [], components: [] }]);
  });

  it("a message that was deleted says that it is gone", async () => {
    const sending = await bot.platform.messenger.send(ann, invitation);
    if (sending.outcome !== "sent") throw new Error("not sent");

    const updating = bot.platform.messenger.update({ ...sending.handle, message: "123456789012345678" }, invitation);

    expect(await updating).toEqual({ outcome: "gone", wasDeleted: true });
  });
});

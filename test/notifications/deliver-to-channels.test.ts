import { beforeEach, describe, expect, it } from "vitest";
import { recoverChannel } from "../../src/domain/alerts/degrade-channel.ts";
import { MAX_ATTEMPTS } from "../../src/notifications/backoff.ts";
import { carry } from "../../src/notifications/carry.ts";
import { claim } from "../../src/notifications/claim.ts";
import { deliver, settle } from "../../src/notifications/deliver.ts";
import { RetryLater } from "../../src/notifications/messenger.ts";
import { sweepDeliveries } from "../../src/notifications/sweep.ts";
import { useDatabase } from "../support/database.ts";
import { openPostbox } from "./postbox.ts";
import type { Postbox } from "./postbox.ts";

const database = useDatabase();
let box: Postbox;
beforeEach(async () => {
  box = await openPostbox(database.db);
});

const rowOf = (id: string) => database.db.delivery.findUniqueOrThrow({ where: { id } });
const send = (id: string) => deliver(box.sender, id);
const subscriptionOf = (id: string) => database.db.alertSubscription.findUniqueOrThrow({ where: { id } });
const notInside = {
  outcome: "undeliverable",
  reason: "Quartermaster is not in the channel",
  howTo: "Invite it there",
} as const;

async function channel(): Promise<{ id: string; recipient: string }> {
  const id = await box.addChannel("C1");
  return { id, recipient: `channel:${id}` };
}

describe("a delivery to a channel", () => {
  it("is posted there", async () => {
    const { recipient } = await channel();
    const id = await box.addNotice(recipient, "Chen Li");

    expect(await send(id)).toBe("sent");

    expect([...box.slack.shown.values()]).toMatchObject([{ recipientId: "C1" }]);
    expect(await rowOf(id)).toMatchObject({ state: "sent", channel: "slack" });
  });

  it("arrives once though the answer was lost", async () => {
    const { recipient } = await channel();
    const id = await box.addNotice(recipient, "Chen Li");
    box.slack.faults.push("lost answer");
    await send(id);

    expect(await send(id)).toBe("sent");
    expect(box.slack.shown.size).toBe(1);
  });

  it("arrives once though the answer was lost and the channel was closed right after", async () => {
    const { id: subscription, recipient } = await channel();
    const id = await box.addNotice(recipient, "Chen Li");
    box.slack.faults.push("lost answer");
    await send(id);
    const arrived = [...box.slack.shown];
    // A channel that takes nothing shows nothing either.
    box.slack.shown.clear();
    box.slack.faults.push(notInside);
    expect(await send(id)).toBe("held");
    for (const [key, shown] of arrived) box.slack.shown.set(key, shown);

    await recoverChannel(box.sender.world(), subscription);
    expect(await send(id)).toBe("sent");

    expect(box.slack.shown.size).toBe(1);
  });

  it("waits when the channel takes nothing, and the channel counts as degraded from then on", async () => {
    const { id: subscription, recipient } = await channel();
    const id = await box.addNotice(recipient, "Chen Li");
    box.slack.faults.push(notInside);

    expect(await send(id)).toBe("held");

    const reason = "Quartermaster is not in the channel. Invite it there.";
    expect(await rowOf(id)).toMatchObject({ state: "held", error: reason, attempts: 0, sendingSince: null });
    expect(await subscriptionOf(subscription)).toMatchObject({ state: "degraded", degradedReason: reason });
  });

  it("asks the platform no more while the channel is degraded", async () => {
    const { id: subscription, recipient } = await channel();
    const [first, second] = [await box.addNotice(recipient, "A"), await box.addNotice(recipient, "B")];
    box.slack.faults.push(notInside);
    await send(first);

    expect(await send(second)).toBe("held");

    expect(box.slack.calls).toBe(1);
    expect(await subscriptionOf(subscription)).toMatchObject({ failures: 1 });
  });

  it("goes on, in order, when the channel is well again", async () => {
    const { id: subscription, recipient } = await channel();
    const [first, second] = [await box.addNotice(recipient, "A"), await box.addNotice(recipient, "B")];
    box.slack.faults.push(notInside);
    await send(first);
    await send(second);

    await recoverChannel(box.sender.world(), subscription);
    await send(first);
    await send(second);

    expect(box.slack.titles).toEqual(["A is now in Lab as member", "B is now in Lab as member"]);
  });

  it("is tried at once when the channel recovered while it was found closed", async () => {
    const { id: subscription, recipient } = await channel();
    const id = await box.addNotice(recipient, "Chen Li");
    const setState = (state: string) =>
      database.db.alertSubscription.update({ where: { id: subscription }, data: { state } });
    await setState("degraded");
    const claimed = await claim(database.db, id);
    const carried = claimed && (await carry(box.sender, claimed));
    await setState("ok");

    if (claimed && carried) await settle(box.sender, claimed, carried);

    expect(await rowOf(id)).toMatchObject({ state: "pending", attempts: 0 });
    expect(await send(id)).toBe("sent");
  });

  it("is never given up: after the last try it waits, and is looked for before it is sent again", async () => {
    const { id: subscription, recipient } = await channel();
    const id = await box.addNotice(recipient, "Chen Li");
    await database.db.delivery.update({ where: { id }, data: { attempts: MAX_ATTEMPTS - 1 } });
    box.slack.faults.push("lost answer");

    expect(await send(id)).toBe("held");
    await recoverChannel(box.sender.world(), subscription);
    expect(await send(id)).toBe("sent");

    expect(box.slack.shown.size).toBe(1);
  });

  it("is put off, and not held, when the platform asks to wait", async () => {
    const { id: subscription, recipient } = await channel();
    const id = await box.addNotice(recipient, "Chen Li");
    box.slack.faults.push(new RetryLater("Slack asked to wait", 30));

    expect(await send(id)).toBe("later");
    expect(await subscriptionOf(subscription)).toMatchObject({ state: "ok" });
  });

  it("of an alert, to one that is subscribed no more, is undeliverable", async () => {
    const { id: subscription, recipient } = await channel();
    const id = await box.addNotice(recipient, "Chen Li");
    await database.db.delivery.update({ where: { id }, data: { subject: "alert" } });
    await database.db.alertSubscription.update({ where: { id: subscription }, data: { deletedAt: new Date() } });

    expect(await send(id)).toBe("undeliverable");
    expect((await rowOf(id)).error).toBe("The channel is not subscribed any more.");
  });

  it("of another tenant is undeliverable", async () => {
    const other = await openPostbox(database.db);
    const id = await box.addNotice(`channel:${await other.addChannel("C2")}`, "Chen Li");

    expect(await send(id)).toBe("undeliverable");
  });
});

async function cardAndReply() {
  const { id: subscription, recipient } = await channel();
  const card = await box.addNotice(recipient, "A");
  return { subscription, card, reply: await box.addNotice(recipient, "B", { threadOf: card }) };
}

describe("a reply", () => {
  it("waits for the message that it is said under", async () => {
    const { card, reply } = await cardAndReply();

    expect(await send(reply)).toBe("idle");
    await send(card);
    expect(await send(reply)).toBe("sent");

    expect([...box.slack.shown.values()]).toMatchObject([{}, { under: `${card}.0` }]);
  });

  it("is undeliverable where that is", async () => {
    const bob = await box.addPerson({});
    const card = await box.addNotice(`person:${bob}`, "A");
    const reply = await box.addNotice(`person:${bob}`, "B", { threadOf: card });
    await send(card);

    expect(await send(reply)).toBe("undeliverable");
    expect((await rowOf(reply)).error).toMatch(/belongs to could not be delivered/u);
  });

  it("waits while that is held, and comes after it", async () => {
    const { subscription, card, reply } = await cardAndReply();
    box.slack.faults.push(notInside);
    await send(card);

    expect(await send(reply)).toBe("idle");
    await recoverChannel(box.sender.world(), subscription);
    await send(card);
    expect(await send(reply)).toBe("sent");
  });

  it("is said by itself where the message was deleted meanwhile", async () => {
    const { card, reply } = await cardAndReply();
    await send(card);
    box.slack.shown.clear();

    expect(await send(reply)).toBe("sent");
    expect([...box.slack.shown.values()]).toMatchObject([{ recipientId: "C1" }]);
  });

  it("happens once though the answer was lost", async () => {
    const { card, reply } = await cardAndReply();
    await send(card);
    box.slack.faults.push("lost answer");
    await send(reply);

    expect(await send(reply)).toBe("sent");
    expect(box.slack.shown.size).toBe(2);
  });
});

const inAnHour = () => new Date(Date.now() + 3_600_000);

describe("what is held back until a time", () => {
  it("is not sent before, and what comes after does not wait for it", async () => {
    const bob = `person:${await box.addPerson({ slack: "U1" })}`;
    const quiet = await box.addNotice(bob, "A", { notBefore: inAnHour() });
    const urgent = await box.addNotice(bob, "B");

    expect(await send(quiet)).toBe("idle");
    expect(await send(urgent)).toBe("sent");
    expect(await sweepDeliveries(database.db)).toBe(0);
  });

  it("is sent after it", async () => {
    const bob = `person:${await box.addPerson({ slack: "U1" })}`;

    expect(await send(await box.addNotice(bob, "A", { notBefore: new Date(Date.now() - 1_000) }))).toBe("sent");
  });

  it("has its job at that time", async () => {
    const bob = `person:${await box.addPerson({ slack: "U1" })}`;
    const id = await box.addNotice(bob, "A", { notBefore: inAnHour() });

    const [job] = await database.db.$queryRaw<{ seconds: number }[]>`
      SELECT extract(epoch FROM start_after - now())::int AS seconds FROM pgboss.job WHERE data->>'deliveryId' = ${id}`;
    expect(job?.seconds).toBeGreaterThan(3_590);
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import { MAX_ATTEMPTS } from "../../src/notifications/backoff.ts";
import { claim } from "../../src/notifications/claim.ts";
import { deliver } from "../../src/notifications/deliver.ts";
import { RetryLater } from "../../src/notifications/messenger.ts";
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
const closed = { outcome: "undeliverable", reason: "Bob's direct messages are closed" } as const;

async function noticeFor(on: Parameters<Postbox["addPerson"]>[0], name = "Chen Li"): Promise<string> {
  return box.addNotice(`person:${await box.addPerson(on)}`, name);
}

async function queued(id: string): Promise<number> {
  const [row] = await database.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pgboss.job WHERE data->>'deliveryId' = ${id} AND state = 'created'`;
  return row?.count ?? 0;
}

async function invited() {
  const alice = await box.addPerson({ slack: "U1", name: "Alice Moreau" });
  const bob = await box.addPerson({ discord: "D2", email: "bob@example.com" });
  return box.addInvitation(alice, `person:${bob}`);
}

describe("deliver", () => {
  it("shows the message and remembers where", async () => {
    const id = await noticeFor({ slack: "U1" });

    expect(await send(id)).toBe("sent");

    expect(box.slack.titles).toEqual(["Chen Li is now in Lab as member"]);
    expect(await rowOf(id)).toMatchObject({ state: "sent", channel: "slack", shownVersion: 1, sendingSince: null });
  });

  it("does nothing the second time", async () => {
    const id = await noticeFor({ slack: "U1" });
    await send(id);

    expect(await send(id)).toBe("idle");
    expect(box.slack.calls).toBe(1);
  });

  it("is done by one of many workers at once", async () => {
    box.slack.delayMs = 50;
    const id = await noticeFor({ slack: "U1" });

    const outcomes = await Promise.all(Array.from({ length: 8 }, () => send(id)));

    expect(outcomes.filter((outcome) => outcome === "sent")).toHaveLength(1);
    expect(box.slack.calls).toBe(1);
  });

  it("keeps its lease while a platform is slow", async () => {
    box.slack.delayMs = 11_000;
    const id = await noticeFor({ slack: "U1" });
    const slow = send(id);
    await new Promise((resolve) => setTimeout(resolve, 10_500));

    expect(await send(id)).toBe("idle");
    expect(await slow).toBe("sent");
  });
});

describe("an attempt that fails", () => {
  it("is made again, later, when the platform asks to wait", async () => {
    const id = await noticeFor({ slack: "U1" });
    box.slack.faults.push(new RetryLater("Slack asks to wait.", 30));

    expect(await send(id)).toBe("later");

    expect(await rowOf(id)).toMatchObject({ state: "pending", error: "Slack asks to wait.", attempts: 1 });
    expect(await send(id)).toBe("sent");
  });

  it("waits as long as the platform asked", async () => {
    const id = await noticeFor({ slack: "U1" });
    box.slack.faults.push(new RetryLater("Slack asks to wait.", 300));

    await send(id);

    const [row] = await database.db.$queryRaw<{ seconds: number }[]>`
      SELECT extract(epoch FROM max(start_after) - now())::int AS seconds FROM pgboss.job WHERE data->>'deliveryId' = ${id}`;
    expect(row?.seconds).toBeGreaterThan(295);
  });

  it("shows nothing twice when the message arrived and the answer was lost", async () => {
    const id = await noticeFor({ slack: "U1" });
    box.slack.faults.push("lost answer");
    await send(id);

    expect(await send(id)).toBe("sent");
    expect(box.slack.titles).toHaveLength(1);
  });

  it("is given up, visibly, after the last try", async () => {
    const id = await noticeFor({ slack: "U1" });
    await database.db.delivery.update({ where: { id }, data: { attempts: MAX_ATTEMPTS - 1 } });
    box.slack.faults.push(new RetryLater("Slack could not be reached."));

    expect(await send(id)).toBe("failed");
    expect(await rowOf(id)).toMatchObject({ state: "failed", error: "Slack could not be reached.", attempts: 0 });
  });

  it("is made again when the platform never answers", async () => {
    const id = await noticeFor({ slack: "U1" });
    box.slack.faults.push("hang");

    expect(await deliver({ ...box.sender, answerLimitMs: 50 }, id)).toBe("later");
    expect((await rowOf(id)).error).toBe("The platform did not answer.");
  });

  it("tells what nobody expected only by its kind", async () => {
    const id = await noticeFor({ slack: "U1" });
    box.slack.faults.push(new TypeError("xoxb-secret"));

    await send(id);

    expect((await rowOf(id)).error).toBe("The platform could not be reached.");
  });
});

describe("a worker that died", () => {
  it("leaves its delivery to another one, which looks before it sends", async () => {
    const id = await noticeFor({ slack: "U1" });
    const dead = await claim(database.db, id);
    await dead?.stopRenewing();
    box.slack.shown.set(`${id}.0`, {
      recipientId: "U1",
      message: { tone: "neutral", title: "Arrived before the crash" },
    });
    await database.db.delivery.update({ where: { id }, data: { channel: "slack", sendingSince: new Date(0) } });

    expect(await send(id)).toBe("sent");
    expect(box.slack.titles).toEqual(["Arrived before the crash"]);
  });

  it("keeps others out until its lease is over", async () => {
    const id = await noticeFor({ slack: "U1" });
    const dead = await claim(database.db, id);
    await dead?.stopRenewing();

    expect(await send(id)).toBe("idle");
  });

  it("cannot write its outcome over that of the one who took over", async () => {
    const id = await noticeFor({ slack: "U1" });
    box.slack.delayMs = 300;
    const late = send(id);
    await new Promise((resolve) => setTimeout(resolve, 150));
    await database.db.delivery.update({ where: { id }, data: { sendingSince: new Date() } });

    expect(await late).toBe("lost");
    expect(await rowOf(id)).toMatchObject({ state: "pending", shownVersion: 0 });
  });
});

describe("the way to a person", () => {
  it("leads to the other platform when direct messages are closed on one", async () => {
    const id = await noticeFor({ slack: "U1", discord: "D1" });
    box.slack.faults.push(closed);

    await send(id);

    expect(box.discord.titles).toHaveLength(1);
    expect(await rowOf(id)).toMatchObject({
      state: "sent",
      channel: "discord",
      error: "Bob's direct messages are closed.",
    });
  });

  it("leads to the confirmed address in the end", async () => {
    const id = await noticeFor({ discord: "D1", email: "bob@example.com" });
    box.discord.faults.push(closed);

    await send(id);

    expect([...box.email.shown.values()].map(({ recipientId }) => recipientId)).toEqual(["bob@example.com"]);
  });

  it("begins on the platform where they last did something", async () => {
    const personId = await box.addPerson({ slack: "U1", discord: "D1" });
    const entry = { id: personId, tenantId: box.tenantId, at: new Date(), actorLabel: "Bob", kind: "identity-linked" };
    await database.db.auditEntry.create({
      data: { ...entry, actorId: personId, platform: "discord", outcome: "changed", data: {} },
    });

    await send(await box.addNotice(`person:${personId}`, "Chen Li"));

    expect([box.slack.calls, box.discord.calls]).toEqual([0, 1]);
  });

  it("ends with a sentence when there is none", async () => {
    const id = await noticeFor({});

    expect(await send(id)).toBe("undeliverable");
    expect((await rowOf(id)).error).toMatch(/no chat account and no confirmed e-mail/);
  });

  it("goes to a visitor's own account", async () => {
    await send(await box.addNotice("discord:42", "Chen Li"));

    expect([...box.discord.shown.values()][0]?.recipientId).toBe("42");
  });

  it("finds the chat account behind an address before it writes an e-mail", async () => {
    await database.db.workspace.create({
      data: {
        id: box.tenantId,
        tenantId: box.tenantId,
        platform: "slack",
        externalId: box.tenantId,
        name: "W",
        joinedAt: new Date(),
      },
    });
    box.slack.addresses.set("bob@example.com", "U7");

    await send(await box.addNotice("email:bob@example.com", "Chen Li"));

    expect([[...box.slack.shown.values()][0]?.recipientId, box.email.calls]).toEqual(["U7", 0]);
  });

  it("asks no workspace of another tenant about an address", async () => {
    box.slack.addresses.set("bob@example.com", "U7");

    await send(await box.addNotice("email:bob@example.com", "Chen Li"));

    expect([box.slack.calls, box.email.calls]).toEqual([0, 1]);
  });
});

describe("messages to one recipient", () => {
  it("arrive in the order in which they were caused", async () => {
    const personId = await box.addPerson({ slack: "U1" });
    const [first, second] = [
      await box.addNotice(`person:${personId}`, "A"),
      await box.addNotice(`person:${personId}`, "B"),
    ];

    expect(await send(second)).toBe("idle");
    await send(first);
    await send(second);

    expect(box.slack.titles).toEqual(["A is now in Lab as member", "B is now in Lab as member"]);
  });

  it("go on after one that cannot be delivered", async () => {
    const personId = await box.addPerson({ slack: "U1" });
    const [first, second] = [
      await box.addNotice(`person:${personId}`, "A"),
      await box.addNotice(`person:${personId}`, "B"),
    ];
    await database.db.$executeRaw`DELETE FROM pgboss.job`;
    box.slack.faults.push(closed);

    await send(first);

    expect(await queued(second)).toBe(1);
  });
});

describe("a card", () => {
  it("is edited in place when its subject changes", async () => {
    const { id, inviteeDelivery } = await invited();
    await send(inviteeDelivery);
    await box.change(id, "accepted");

    await send(inviteeDelivery);

    expect(box.discord.titles).toEqual(["You joined Vision Lab as member"]);
  });

  it("is sent anew when somebody has deleted it", async () => {
    const { id, inviteeDelivery } = await invited();
    await send(inviteeDelivery);
    await box.change(id, "accepted");
    box.discord.shown.clear();

    await send(inviteeDelivery);

    expect(box.discord.titles).toEqual(["You joined Vision Lab as member"]);
  });

  it("is shown in its latest state when that changed while it was being sent", async () => {
    const { id, inviteeDelivery } = await invited();
    box.discord.delayMs = 200;
    const sending = send(inviteeDelivery);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await box.change(id, "revoked");
    await sending;

    expect((await rowOf(inviteeDelivery)).state).toBe("pending");
    await send(inviteeDelivery);
    expect(box.discord.titles).toEqual(["The invitation to Vision Lab was revoked"]);
  });

  it("of the inviter says where the invitee's went", async () => {
    const { inviteeDelivery, inviterDelivery } = await invited();
    await send(inviterDelivery);
    box.discord.faults.push({ outcome: "undeliverable", reason: "Bob's direct messages are closed on Discord" });
    await send(inviteeDelivery);

    expect(await rowOf(inviterDelivery)).toMatchObject({ state: "pending", wantedVersion: 2 });
    await send(inviterDelivery);
    expect([...box.slack.shown.values()][0]?.message.lines?.[1]).toBe(
      "Bob's direct messages are closed on Discord. So it went by e-mail.",
    );
  });

  it("by e-mail carries a code whose hash the invitation keeps", async () => {
    const { id, inviteeDelivery } = await invited();
    box.discord.faults.push(closed);

    await send(inviteeDelivery);

    expect((await database.db.invitation.findUniqueOrThrow({ where: { id } })).codeHashes).toHaveLength(1);
  });

  it("by e-mail stays as it was sent", async () => {
    const { id, inviteeDelivery } = await invited();
    box.discord.faults.push(closed);
    await send(inviteeDelivery);
    await box.change(id, "accepted");

    expect(await send(inviteeDelivery)).toBe("sent");
    expect([box.email.calls, (await rowOf(inviteeDelivery)).state]).toEqual([1, "sent"]);
  });

  it("about something that is gone is undeliverable", async () => {
    const { id, inviteeDelivery } = await invited();
    await database.db.invitation.delete({ where: { id } });

    expect(await send(inviteeDelivery)).toBe("undeliverable");
  });
});

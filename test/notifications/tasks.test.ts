import { v7 } from "uuid";
import { beforeEach, describe, expect, it } from "vitest";
import { tasksOf } from "../../src/notifications/tasks.ts";
import { tidy } from "../../src/notifications/tidy.ts";
import { useDatabase } from "../support/database.ts";
import { openPostbox } from "./postbox.ts";
import type { Postbox } from "./postbox.ts";

const database = useDatabase();
let box: Postbox;
beforeEach(async () => {
  box = await openPostbox(database.db);
});

describe("tidy", () => {
  it("deletes what has served its time and nothing else", async () => {
    const now = new Date();
    const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
    const { tenantId } = box;
    const receipt = (hours: number) => ({ id: v7(), tenantId, receivedAt: hoursAgo(hours) });
    const draft = {
      tenantId,
      platform: "slack",
      externalId: "U1",
      command: "invite create",
      input: {},
      createdAt: hoursAgo(2),
    } as const;
    const code = { tenantId, purpose: "link_identity", platform: "slack", externalId: "U1" } as const;
    await database.db.receipt.createMany({ data: [receipt(2), receipt(0.5)] });
    await database.db.draft.createMany({
      data: [
        { ...draft, id: v7(), expiresAt: hoursAgo(1) },
        { ...draft, id: v7(), expiresAt: hoursAgo(-1) },
      ],
    });
    await database.db.codeAttempt.createMany({
      data: [
        { ...code, id: v7(), at: hoursAgo(25) },
        { ...code, id: v7(), at: hoursAgo(0.1) },
      ],
    });

    expect(await tidy(database.db, now)).toBe(3);
    expect(await tidy(database.db, now)).toBe(0);
  });
});

describe("every task", () => {
  it("can run any number of times", async () => {
    // Once for what is made ahead of time, such as partitions.
    for (const task of tasksOf(box.sender)) await task.run();
    for (const task of [...tasksOf(box.sender), ...tasksOf(box.sender)]) {
      expect({ task: task.name, done: await task.run() }).toEqual({ task: task.name, done: 0 });
    }
  });

  it("expires an invitation, of which its inviter hears", async () => {
    const alice = await box.addPerson({ slack: "U1", name: "Alice Moreau" });
    const { id, inviterDelivery } = await box.addInvitation(alice, "slack:U9");
    const past = new Date(Date.now() - 1_000);
    await database.db.invitation.update({ where: { id }, data: { createdAt: new Date(0), expiresAt: past } });

    await tasksOf(box.sender)
      .find(({ name }) => name === "expire invitations")
      ?.run();

    expect((await database.db.invitation.findUniqueOrThrow({ where: { id } })).state).toBe("expired");
    expect((await database.db.delivery.findUniqueOrThrow({ where: { id: inviterDelivery } })).wantedVersion).toBe(2);
  });
});

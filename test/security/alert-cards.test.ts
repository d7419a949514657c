import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { gather } from "../../src/domain/alerts/gather.ts";
import { systemContext } from "../../src/domain/context.ts";
import { compose } from "../../src/notifications/compose.ts";
import type { Sender } from "../../src/notifications/world.ts";
import { transaction } from "../../src/storage/transaction.ts";
import { later, NOON, systemWorld } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { anAlert, aRoutingSite, reach, repeat } from "../domain/alerts/routing-site.ts";
import type { RoutingSite } from "../domain/alerts/routing-site.ts";

const database = useDatabase();
const silent = pino({ level: "silent" });

/** What Alice reads of the newest delivery of a subject. */
async function read({ db, tenantId, alice }: RoutingSite, subject: string): Promise<string> {
  const sender: Sender = { db, messengers: {}, world: () => systemWorld(db), log: silent };
  const where = { tenantId, subject, recipient: `person:${alice.id}` };
  const delivery = await db.delivery.findFirstOrThrow({ where, orderBy: { createdAt: "desc" } });
  return JSON.stringify(await compose(sender, delivery, { channel: "slack", readerId: alice.id })) ?? "nothing";
}

const remove = ({ db, alice }: RoutingSite) => db.membership.deleteMany({ where: { personId: alice.id } });

describe("alerts that somebody was told of before they were removed", () => {
  it("say nothing more on their card, and nothing below it", async () => {
    const here = await aRoutingSite(database.db);
    const alert = await anAlert(here);
    await reach(here, alert, 1);
    await repeat(here, alert, { now: later(1_000) });
    expect(await read(here, "alert")).toContain("Vision Lab");
    expect(await read(here, "alert:step")).toContain("It is still so");

    await remove(here);
    expect(await read(here, "alert")).toContain("no longer yours to see");
    expect(await read(here, "alert:step")).toBe("nothing");
  });

  it("are not in a message about several any more", async () => {
    const here = await aRoutingSite(database.db);
    const { db, tenantId, alice } = here;
    const alert = await anAlert(here);
    const recipient = `person:${alice.id}`;
    const context = systemContext(systemWorld(db), tenantId);
    await transaction(db, async (tx) => {
      const digestId = await gather(tx, context, { recipient, kind: "daily", groupKey: "", dueAt: NOON });
      const told = { tenantId, alertId: alert.id, recipient, level: 1, how: "digest", at: NOON, digestId };
      await tx.alertTold.create({ data: { ...told, id: context.newId() } });
      const id = context.newId();
      const delivery = { id, tenantId, subject: "digest", subjectId: digestId, recipient, createdAt: NOON };
      await tx.delivery.create({ data: { ...delivery, state: "pending" } });
    });
    expect(await read(here, "digest")).toContain("Vision Lab");

    await remove(here);
    const left = await read(here, "digest");
    expect(left).toContain("no longer yours to see");
    expect(left).not.toContain("Vision Lab");
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toldAlready } from "../../../src/domain/alerts/explained.ts";
import { newId, NOON } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { anAlert, aRoutingSite } from "./routing-site.ts";

const database = useDatabase();

/** Bob's, his lab's and the installation's alert of one cause, each above wholly due to those below. */
async function oneCause() {
  const here = await aRoutingSite(database.db);
  const wish = { kind: "unusual", levels: [{ severity: "warning" }] } as const;
  const alerts = [
    await anAlert(here, { ...wish, organizationId: null, personId: here.bob.id }),
    await anAlert(here, wish),
    await anAlert(here, { ...wish, organizationId: null }),
  ];
  for (const [nth, { id }] of alerts.entries()) {
    const explaining = alerts.slice(0, nth).map((one) => ({ alertId: one.id, name: one.subjectName, percent: 100 }));
    await here.db.alert.update({ where: { id }, data: { facts: { explaining } } });
  }
  const { db, tenantId } = here;
  return { ...here, alerts: await db.alert.findMany({ where: { tenantId }, orderBy: { id: "asc" } }) };
}

describe("toldAlready", () => {
  it("has each who hears of some alerts of one cause told of one of them, in whatever order they come", async () => {
    const { db, tenantId, lab, alerts } = await oneCause();
    const chain = (organizationId: string | null) => Promise.resolve(organizationId === null ? [] : [lab.id]);
    const heard = fc.shuffledSubarray(alerts, { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("person", "channel"), heard, async (kind, some) => {
        const recipient = `${kind}:${newId()}`;
        for (const alert of some) {
          const how = (await toldAlready(db, { alert, recipient, chain })) ? "inhibited" : "card";
          const row = { id: newId(), tenantId, alertId: alert.id, recipient, level: 0, how, at: NOON };
          await db.alertTold.create({ data: row });
        }
        expect(await db.alertTold.count({ where: { recipient, how: "card" } })).toBe(1);
      }),
      { numRuns: 40 },
    );
  });
});

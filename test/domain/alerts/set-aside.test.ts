import { describe, expect, it } from "vitest";
import { evaluateClock } from "../../../src/domain/alerts/evaluate-clock.ts";
import { evaluateTouched } from "../../../src/domain/alerts/evaluate.ts";
import { aPerson } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { anEvent, send } from "../usage/given.ts";
import { aLab, alertsOf, later, limit } from "./alerts-site.ts";
import type { Lab, Site } from "./alerts-site.ts";

const database = useDatabase();
const MINUTE = 60_000;

/** People of the lab with a limit of 100 each, who have used 85. */
async function aCrowd(lab: Lab, size: number) {
  const people = [];
  for (let nth = 0; nth < size; nth++) people.push(await aPerson(lab.tenant, { name: `Person ${nth}` }));
  for (const { id } of people) await limit(lab.site, { scope: "person", personId: id }, 100n);
  await use(
    lab.site,
    people.map(({ id }) => id),
  );
  return people;
}

async function use(site: Site, personIds: readonly string[], amount = 85) {
  const events = personIds.map((person) => anEvent({ time: site.now, meter: "jobs", amount, person }));
  expect(new Set(await send(site, ...events))).toEqual(new Set(["accepted"]));
}

/** Nothing can be written about this person's alerts. */
async function poison({ db }: Site, personId: string) {
  await db.$executeRawUnsafe(`CREATE OR REPLACE FUNCTION refuse_alert() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'poisoned'; END $$`);
  await db.$executeRawUnsafe(`CREATE TRIGGER refuse BEFORE INSERT ON alert FOR EACH ROW
    WHEN (NEW.person_id = '${personId}') EXECUTE FUNCTION refuse_alert()`);
}

describe("what cannot be evaluated", () => {
  it("holds up nobody else, is reported once, and is tried again later", async () => {
    const lab = await aLab(database.db);
    const { db, tenantId } = lab.site;
    const [bad, ...others] = await aCrowd(lab, 7);
    await poison(lab.site, bad?.id ?? "");
    const skipped: string[] = [];
    const evaluate = (site: Site) =>
      evaluateTouched(site, {
        skipped: ({ kind, subject, error }) =>
          skipped.push(`${kind} ${subject.personId} ${String(error).includes("poisoned")}`),
      });
    await evaluate(lab.site);
    expect(skipped).toEqual([`quota ${bad?.id} true`]);
    expect(await alertsOf(lab.site)).toEqual(others.map(() => "quota firing 80 %"));

    await use(later(lab.site, 1_000), [bad?.id ?? ""], 5);
    await evaluate(later(lab.site, 1_000));
    expect(skipped).toHaveLength(1);
    await evaluateClock(later(lab.site, MINUTE));
    await evaluate(later(lab.site, MINUTE));
    expect(skipped).toHaveLength(2);

    await db.$executeRawUnsafe("DROP TRIGGER refuse ON alert");
    await evaluateClock(later(lab.site, 2 * MINUTE));
    await evaluate(later(lab.site, 2 * MINUTE));
    expect(await alertsOf(lab.site)).toHaveLength(others.length);
    await evaluateClock(later(lab.site, 3 * MINUTE));
    await evaluate(later(lab.site, 3 * MINUTE));
    expect(await alertsOf(lab.site)).toHaveLength(others.length + 1);
    await evaluateClock(later(lab.site, 15 * MINUTE));
    expect(await db.$queryRaw`SELECT FROM alert_set_aside WHERE tenant_id = ${tenantId}::uuid`).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { evaluateClock } from "../../../src/domain/alerts/evaluate-clock.ts";
import { MOST_AT_ONCE } from "../../../src/domain/alerts/settle.ts";
import { newId, NOON } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { anEvent, count, send } from "../usage/given.ts";
import { aLab, evaluate, later } from "./alerts-site.ts";
import type { Lab, Site } from "./alerts-site.ts";

const database = useDatabase();
const DAY = 86_400_000;
const MANY = MOST_AT_ONCE + 20;

interface Limits {
  readonly until?: Date;
}

/** So many people of the lab, each with a limit of ten jobs a month. */
async function aCrowd({ alice, lab, site: { db, tenantId } }: Lab, { until }: Limits = {}): Promise<readonly string[]> {
  const ids = Array.from({ length: MANY }, () => newId());
  const at = { tenantId, createdAt: NOON };
  await db.person.createMany({
    data: ids.map((id, nth) => ({
      ...at,
      id,
      displayName: `Person ${nth}`,
      username: `p${nth}`,
      state: "active",
    })),
  });
  await db.membership.createMany({
    data: ids.map((personId) => ({
      id: newId(),
      tenantId,
      personId,
      organizationId: lab.id,
      role: "member",
      joinedAt: NOON,
    })),
  });
  const limit = { tenantId, scope: "person", meter: "jobs", window: "month", amount: 10n } as const;
  const set = {
    setById: alice.id,
    setByName: "Alice",
    setAt: NOON,
    setWith: "installation",
    until: until ?? null,
  } as const;
  await db.quota.createMany({
    data: ids.map((personId) => ({
      id: newId(),
      ...limit,
      ...set,
      thresholds: [],
      personId,
      subjectKey: `person:${personId}`,
    })),
  });
  await db.$executeRaw`DELETE FROM usage_touched WHERE tenant_id = ${tenantId}::uuid`;
  return ids;
}

/** How many levels were told, and the most of them in one transaction. */
async function toldOf({ db, tenantId }: Site, kind: string) {
  const rows = await db.$queryRaw<readonly { count: number }[]>`
    SELECT count(*)::int AS count FROM alert_told t JOIN alert a ON a.id = t.alert_id
    WHERE t.tenant_id = ${tenantId}::uuid AND a.kind = ${kind} GROUP BY t.xmin::text`;
  const counts = rows.map((row) => row.count);
  return { all: counts.reduce((sum, one) => sum + one, 0), most: Math.max(...counts) };
}

describe("what many hear of at once", () => {
  it("is told by several transactions where one batch of usage takes everybody across", async () => {
    const here = await aLab(database.db);
    const people = await aCrowd(here);
    await count(here.site, { scope: "person", meter: "jobs", window: "month" });
    const used = { time: NOON, meter: "jobs", amount: 9, organization: here.lab.id };
    await send(here.site, ...people.map((person) => anEvent({ ...used, person })));
    await evaluate(here.site);
    expect(await toldOf(here.site, "quota")).toEqual({ all: MANY, most: MOST_AT_ONCE });
    expect(await evaluate(here.site)).toBe(0);
  });

  it("is told by several transactions where time takes them there, and ends likewise", async () => {
    const here = await aLab(database.db);
    const { db, tenantId } = here.site;
    await aCrowd(here, { until: new Date(NOON.getTime() + 2 * DAY) });
    await evaluateClock(here.site);
    expect(await toldOf(here.site, "expiring")).toEqual({ all: MANY, most: MOST_AT_ONCE });

    await db.quota.updateMany({ where: { tenantId }, data: { until: null } });
    await evaluateClock(later(here.site, 60_000));
    expect(await db.alert.groupBy({ by: ["phase"], where: { tenantId, kind: "expiring" }, _count: true })).toEqual([
      { phase: "resolved", _count: MANY },
    ]);
    expect(await db.alertStep.count({ where: { tenantId, kind: "resolved" } })).toBe(MANY);
  });
});

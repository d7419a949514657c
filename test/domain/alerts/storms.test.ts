import { describe, expect, it } from "vitest";
import { evaluateClock } from "../../../src/domain/alerts/evaluate-clock.ts";
import { silenceAlerts } from "../../../src/domain/alerts/silence-alerts.ts";
import { MOST_AT_ONCE } from "../../../src/domain/alerts/settle.ts";
import { contextOf, later, newId, NOON } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { anEvent, count, send } from "../usage/given.ts";
import { aLab, evaluate } from "./alerts-site.ts";
import type { Lab, Site } from "./alerts-site.ts";
import { aChannel, anAlert, aRoutingSite, planned, reach, tick } from "./routing-site.ts";
import type { RoutingSite } from "./routing-site.ts";

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

/** A digest of so many open alerts that is due. */
async function aFullDigest({ db, tenantId, lab, ruleIds }: RoutingSite, recipient: string): Promise<string> {
  const ids = Array.from({ length: MANY }, () => newId());
  const digestId = newId();
  const due = { createdAt: NOON, dueAt: NOON };
  await db.digest.create({
    data: { id: digestId, tenantId, recipient, kind: "group", groupKey: ruleIds.each, ...due },
  });
  const levels = [{ name: "80 %", severity: "warning", percent: 80, at: "1" }];
  const limit = { kind: "quota", ruleId: ruleIds.each, meter: "gpu_hours", window: "month", windowStart: NOON, levels };
  const amounts = { severity: "warning", value: 80n, peak: 80n, limit: 100n, facts: {}, cause: "usage" };
  const stands = {
    phase: "firing",
    level: 0,
    episode: 1,
    pendingSince: NOON,
    firedAt: NOON,
    evaluatedAt: NOON,
  } as const;
  await db.alert.createMany({
    data: ids.map((id) => ({
      id,
      tenantId,
      organizationId: lab.id,
      subjectKey: id,
      subjectName: "Vision Lab",
      ...limit,
      ...amounts,
      ...stands,
    })),
  });
  await db.alertTold.createMany({
    data: ids.map((alertId) => ({
      id: newId(),
      tenantId,
      alertId,
      recipient,
      level: 0,
      how: "digest",
      at: NOON,
      digestId,
    })),
  });
  return digestId;
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
    await evaluateClock({ ...here.site, now: later(60_000) });
    expect(await db.alert.groupBy({ by: ["phase"], where: { tenantId, kind: "expiring" }, _count: true })).toEqual([
      { phase: "resolved", _count: MANY },
    ]);
    expect(await db.alertStep.count({ where: { tenantId, kind: "resolved" } })).toBe(MANY);
  });

  it("comes to a channel as one message, in which it is put together by several transactions", async () => {
    const here = await aRoutingSite(database.db);
    const channel = await aChannel(here);
    const digestId = await aFullDigest(here, channel);

    await tick(here, later(60_000));
    expect(await planned(here, channel)).toEqual(["digest"]);
    expect(await here.db.alertTold.count({ where: { digestId, how: "digest" } })).toBe(MANY);
    expect(await here.db.digest.findMany({ where: { recipient: channel } })).toMatchObject([{ id: digestId }]);
  });

  it("can be silenced all at once; the latest say so", async () => {
    const here = await aRoutingSite(database.db);
    await aFullDigest(here, await aChannel(here));
    const until = later(DAY);
    const everything = { subject: { scope: "tenant" }, until } as const;
    const { matching } = await silenceAlerts(contextOf(here.tenant, here.rita), everything);

    expect(matching).toBe(MANY);
    expect(await here.db.alertStep.count({ where: { kind: "silenced" } })).toBe(MOST_AT_ONCE);
    await tick(here, until);
    expect(await here.db.alertStep.count({ where: { kind: "silence-ended" } })).toBe(MOST_AT_ONCE);
  });

  it("does not keep others from what they are to hear where one digest fails", async () => {
    const here = await aRoutingSite(database.db);
    const [broken, whole] = [await aChannel(here), await aChannel(here)];
    await reach(here, await anAlert(here, { rule: "each" }), 1);
    await here.db.$executeRawUnsafe(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$`);
    await here.db.$executeRawUnsafe(`CREATE TRIGGER refuse BEFORE UPDATE ON digest FOR EACH ROW
      WHEN (OLD.recipient = '${broken}') EXECUTE FUNCTION refuse()`);

    await expect(tick(here, later(60_000))).rejects.toThrow("broken");
    expect([await planned(here, broken), await planned(here, whole)]).toEqual([[], ["alert"]]);
  });
});

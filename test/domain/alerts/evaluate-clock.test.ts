import { describe, expect, it } from "vitest";
import { evaluateClock } from "../../../src/domain/alerts/evaluate-clock.ts";
import type { AlertKind } from "../../../src/domain/alerts/kinds.ts";
import { newId } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aLab, alertsOf, evaluate, later, limit, stepsOf, use } from "./alerts-site.ts";
import type { Site } from "./alerts-site.ts";
import { fail } from "./kinds-site.ts";

const database = useDatabase();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface RuleWish {
  readonly kind: AlertKind;
  readonly spec: object;
  readonly subjectKey?: string;
  readonly organizationId?: string;
  readonly meter?: string;
}

async function aRule(
  { db, tenantId, now }: Site,
  { kind, spec, subjectKey = "each", ...rest }: RuleWish,
): Promise<string> {
  const id = newId();
  const scope = subjectKey.split(":")[0] ?? subjectKey;
  const name = `rule ${id}`;
  const at = { createdAt: now, changedAt: now };
  await db.alertRule.create({
    data: { id, tenantId, kind, name, scope, subjectKey, spec, createdByName: "Alice", ...rest, ...at },
  });
  return id;
}

const eighty = { thresholds: [{ of: "used", percent: 80 }] };

function planOf(amount: bigint) {
  const limit = { meter: "jobs", window: "month", amount, model: "hard", gracePercent: 0 } as const;
  return { name: "default", label: "Default", description: "", limits: [{ ...limit, thresholds: [50, 80, 95, 100] }] };
}

describe("evaluateClock", () => {
  it("makes the rules that every installation begins with", async () => {
    const { site } = await aLab(database.db);
    await evaluateClock(site);
    await evaluateClock(site);

    const { tenantId } = site;
    const rules = await database.db.alertRule.findMany({ where: { tenantId }, orderBy: { builtIn: "asc" } });
    expect(rules.map(({ builtIn }) => builtIn)).toEqual([
      "approvals",
      "deliveries",
      "expiring",
      "external",
      "failures",
      "forecast",
      "idle",
      "overage",
      "quota",
      "stale",
      "unusual",
    ]);
  });

  it("waits for who is at the tenant, and leaves nothing that is due for the next time", async () => {
    const lab = await aLab(database.db);
    const { tenantId } = lab.site;
    await evaluateClock(lab.site);
    const own = { thresholds: [], least: 1, percent: 1, hours: 1 };
    await aRule(lab.site, { kind: "failures", spec: own, subjectKey: `person:${lab.bob.id}` });
    await fail(lab, "train-1", {}, later(lab.site, HOUR).now);
    const { promise: released, resolve: letGo } = Promise.withResolvers<void>();
    const { promise: isHeld, resolve: hold } = Promise.withResolvers<void>();
    const busy = database.db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM alert_evaluation WHERE tenant_id = ${tenantId}::uuid FOR UPDATE`;
      hold();
      await released;
    });
    await isHeld;
    const looking = evaluateClock(later(lab.site, HOUR + MINUTE));
    await database.db.tenant.count();
    letGo();
    await Promise.all([busy, looking]);
    expect((await alertsOf(lab.site)).some((one) => one.startsWith("failures firing"))).toBe(true);
  });

  it("ends alerts with their window, without a word", async () => {
    const lab = await aLab(database.db);
    await limit(lab.site, lab.pool, 100n, { window: "day" });
    await use(lab, 85);
    await evaluate(lab.site);
    await evaluateClock(later(lab.site, DAY));

    expect(await alertsOf(lab.site)).toEqual(["quota resolved 80 % window-ended"]);
    expect(await stepsOf(lab.site)).toEqual(["quota fired 80 % (usage)", "quota resolved 80 % (window-ended)"]);
  });

  it("tells once of what a new rule finds above already", async () => {
    const lab = await aLab(database.db);
    await limit(lab.site, lab.pool, 1_000n);
    await use(lab, 300);
    await evaluate(lab.site);
    const spec = { thresholds: [{ of: "used", amount: "200" }] };
    const organizationId = lab.lab.id;
    await aRule(lab.site, { kind: "quota", spec, subjectKey: `organization:${organizationId}`, organizationId });
    await evaluateClock(lab.site);
    await evaluateClock(later(lab.site, 5_000));

    expect(await stepsOf(lab.site)).toEqual(["quota fired 200 jobs (already-above)"]);
  });

  it("fires what has been pending for long enough", async () => {
    const lab = await aLab(database.db);
    await limit(lab.site, lab.pool, 100n);
    await aRule(lab.site, { kind: "quota", spec: { ...eighty, timing: { pendingFor: 10 * MINUTE } } });
    await evaluateClock(lab.site);
    await database.db.alertRule.updateMany({ where: { builtIn: { not: null } }, data: { enabled: false } });
    await use(lab, 85);
    await evaluate(lab.site);
    await evaluateClock(later(lab.site, 9 * MINUTE));
    expect(await alertsOf(lab.site)).toEqual(["quota pending"]);

    await evaluateClock(later(lab.site, 10 * MINUTE));
    expect(await stepsOf(lab.site)).toEqual(["quota fired 80 % (usage)"]);
  });

  it("repeats by the clock what still holds", async () => {
    const lab = await aLab(database.db);
    await limit(lab.site, lab.pool, 1_000n);
    const spec = { thresholds: [{ of: "used", percent: 10 }], timing: { repeatEvery: 4 * HOUR } };
    await aRule(lab.site, { kind: "quota", spec });
    await evaluateClock(lab.site);
    await use(lab, 100);
    await evaluate(lab.site);
    for (const hours of [1, 3, 4, 5]) await evaluateClock(later(lab.site, hours * HOUR));

    expect(await stepsOf(lab.site)).toEqual(["quota fired 10 % (usage)", "quota repeated 10 % (usage)"]);
  });

  it("ends alerts of a rule that is deleted or switched off, and of a limit that is gone", async () => {
    const lab = await aLab(database.db);
    await limit(lab.site, lab.pool, 100n);
    await use(lab, 85);
    await evaluate(lab.site);
    await database.db.quota.deleteMany({ where: { tenantId: lab.site.tenantId } });
    await evaluateClock(later(lab.site, 2 * MINUTE));
    expect(await alertsOf(lab.site)).toEqual(["quota resolved 80 % gone"]);

    const other = await aLab(database.db);
    await limit(other.site, other.pool, 100n);
    await use(other, 85);
    await evaluate(other.site);
    await database.db.alertRule.updateMany({ where: { tenantId: other.site.tenantId }, data: { enabled: false } });
    await evaluateClock(other.site);
    expect(await alertsOf(other.site)).toEqual(["quota resolved 80 % rule-changed"]);
  });

  it("tells of much use within the last hours, and that it is over when they are", async () => {
    const lab = await aLab(database.db);
    const spec = { hours: 3, thresholds: [{ amount: "50" }], timing: { repeatEvery: null } };
    const organizationId = lab.lab.id;
    const about = { subjectKey: `organization:${organizationId}`, organizationId, meter: "jobs" };
    await limit(lab.site, lab.pool, 10_000n);
    await aRule(lab.site, { kind: "usage", spec, ...about });
    await evaluateClock(lab.site);
    await use(lab, 49);
    await evaluate(lab.site);
    expect(await stepsOf(lab.site)).toEqual([]);
    await use(lab, 1);
    await evaluate(lab.site);
    await evaluateClock(later(lab.site, 3 * HOUR));
    await evaluateClock(later(lab.site, 5 * HOUR));

    expect(await stepsOf(lab.site)).toEqual(["usage fired 50 jobs (usage)", "usage resolved 50 jobs (fell)"]);
  });

  it("forecasts that a limit runs out, once in a window, and takes it back when it does not", async () => {
    const lab = await aLab(database.db);
    await limit(lab.site, lab.pool, 100n);
    for (const days of [7, 6, 5, 4, 3, 2, 1]) await use(lab, 5, later(lab.site, -days * DAY));
    await evaluate(lab.site);
    await evaluateClock(lab.site);
    expect(await stepsOf(lab.site)).toEqual([]);

    await limit(lab.site, lab.pool, 80n);
    await evaluateClock(later(lab.site, HOUR));
    await limit(lab.site, lab.pool, 200n);
    await evaluateClock(later(lab.site, 2 * HOUR));
    await limit(lab.site, lab.pool, 80n);
    await evaluateClock(later(lab.site, 3 * HOUR));

    expect(await stepsOf(lab.site)).toEqual(["forecast fired 100 % (time)", "forecast resolved 100 % (limit-raised)"]);
  });

  it("looks at everybody again when the configuration is another", async () => {
    const lab = await aLab(database.db);
    const loaded = (amount: bigint, hash: string) => ({
      ...lab.site,
      configuration: { ...lab.site.configuration, plans: [planOf(amount)], source: { loadedAt: lab.site.now, hash } },
    });
    const wide = loaded(1_000n, "one");
    await limit(wide, { scope: "person", personId: lab.bob.id }, 5_000n, { window: "year" });
    await limit(wide, { scope: "person", personId: lab.alice.id }, 5_000n);
    await use({ ...lab, site: wide }, 90);
    await evaluate(wide);
    await evaluateClock(wide);
    expect(await stepsOf(wide)).toEqual([]);

    const narrow = loaded(100n, "two");
    await evaluateClock(narrow);
    await evaluate(narrow);
    await evaluate(narrow);
    expect(await stepsOf(narrow)).toEqual(["quota fired 80 % (limit-changed)"]);
  });
});

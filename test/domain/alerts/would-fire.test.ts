import { v7 as uuidv7 } from "uuid";
import { describe, expect, it } from "vitest";
import { ensureBuiltInRules } from "../../../src/domain/alerts/built-in-rules.ts";
import { alertsThatWouldFire } from "../../../src/domain/alerts/would-fire.ts";
import { readLimitStates } from "../../../src/domain/quotas/limit-states.ts";
import { useDatabase } from "../../support/database.ts";
import { aLab, evaluate, limit, use } from "./alerts-site.ts";
import type { Lab } from "./alerts-site.ts";

const database = useDatabase();

describe("alertsThatWouldFire", () => {
  it("D-02 tells which alerts a smaller limit lets fire, one for each limit", async () => {
    const lab = await aBusyLab(85);
    expect(await firedAt(lab, 100n)).toEqual([]);
    expect(await firedAt(lab, 89n)).toEqual(["95 % warning"]);
    expect(await firedAt(lab, 80n)).toEqual(["100 % critical"]);
  });

  it("D-02 tells nothing of an alert that fires already", async () => {
    const lab = await aBusyLab(96);
    await evaluate(lab.site);
    expect(await firedAt(lab, 99n)).toEqual([]);
    expect(await firedAt(lab, 96n)).toEqual(["100 % critical"]);
  });

  it("D-02 tells nothing of what fires anyway", async () => {
    const lab = await aBusyLab(85);
    expect(await firedAt(lab, 99n)).toEqual([]);
  });

  it("D-02 counts a rule of one's own instead of what everybody gets", async () => {
    const lab = await aBusyLab(85);
    await aRuleOf(lab, 98);
    expect(await firedAt(lab, 89n)).toEqual([]);
    expect(await firedAt(lab, 86n)).toEqual(["98 % warning"]);
  });

  it("D-02 tells of limits that were not there before", async () => {
    const lab = await aBusyLab(85);
    const after = await statesOf(lab);
    const found = await alertsThatWouldFire(database.db, lab.site, { before: [], after });
    expect(found.map(({ subjectName, level }) => `${subjectName} ${level}`)).toEqual([`${lab.lab.name} 80 %`]);
  });
});

/** So many of its 100 jobs are used. */
async function aBusyLab(used: number): Promise<Lab> {
  const lab = await aLab(database.db);
  await ensureBuiltInRules(database.db, lab.site);
  await limit(lab.site, lab.pool, 100n);
  await use(lab, used);
  return lab;
}

async function statesOf({ site, lab }: Lab) {
  const [states = []] = await readLimitStates(database.db, site, [{ organizationId: lab.id }]);
  return states;
}

async function firedAt(lab: Lab, allowance: bigint): Promise<readonly string[]> {
  const before = await statesOf(lab);
  const after = before.map((state) => ({ ...state, allowance }));
  const found = await alertsThatWouldFire(database.db, lab.site, { before, after });
  return found.map(({ level, severity }) => `${level} ${severity}`);
}

async function aRuleOf({ lab, pool, site }: Lab, percent: number): Promise<void> {
  const { tenantId, now } = site;
  await database.db.alertRule.create({
    data: {
      id: uuidv7(),
      tenantId,
      kind: "quota",
      name: "Late",
      scope: pool.scope,
      organizationId: lab.id,
      subjectKey: `organization:${lab.id}`,
      spec: { thresholds: [{ of: "used", percent }] },
      createdByName: "Alice Moreau",
      createdAt: now,
      changedAt: now,
      lookedAt: now,
    },
  });
}

import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { aLab, alertsOf, evaluate, later, limit, stepsOf, use } from "./alerts-site.ts";

const database = useDatabase();
const DAY = 86_400_000;

describe("evaluateTouched", () => {
  it("fires once at the highest level that use crossed, and raises it", async () => {
    const lab = await aLab(database.db);
    const { site, pool } = lab;
    await limit(site, pool, 100n);
    await use(lab, 85);
    await evaluate(site);
    await evaluate(site);
    await use(lab, 5);
    await evaluate(site);
    await use(lab, 6);
    await evaluate(site);

    expect(await stepsOf(site)).toEqual(["quota fired 80 % (usage)", "quota raised 95 % (usage)"]);
    expect(await alertsOf(site)).toEqual(["quota firing 95 %"]);
  });

  it("tells of what is used up at exactly 100 %", async () => {
    const lab = await aLab(database.db);
    await limit(lab.site, lab.pool, 100n);
    await use(lab, 100);
    await evaluate(lab.site);

    expect(await stepsOf(lab.site)).toEqual(["overage fired 100 % (usage)", "quota fired 95 % (usage)"]);
  });

  it("looks at a limit that was lowered across a level, and says so", async () => {
    const lab = await aLab(database.db);
    await limit(lab.site, lab.pool, 1_000n);
    await use(lab, 85);
    await evaluate(lab.site);
    await limit(lab.site, lab.pool, 100n);
    await evaluate(lab.site);

    expect(await stepsOf(lab.site)).toEqual(["quota fired 80 % (limit-changed)"]);
  });

  it("resolves when the limit is raised, and tells again when use comes near it", async () => {
    const lab = await aLab(database.db);
    await limit(lab.site, lab.pool, 100n);
    await use(lab, 96);
    await evaluate(lab.site);
    await limit(lab.site, lab.pool, 110n);
    await evaluate(lab.site);
    expect(await alertsOf(lab.site)).toEqual(["quota resolved 95 % limit-raised"]);

    await use(lab, 1);
    await evaluate(lab.site);
    await use(lab, 8);
    await evaluate(lab.site);
    expect(await stepsOf(lab.site)).toEqual([
      "quota fired 95 % (usage)",
      "quota resolved 95 % (limit-raised)",
      "quota fired 95 % (usage)",
    ]);
    const where = { tenantId: lab.site.tenantId };
    const episodes = await database.db.alert.findMany({ where, select: { episode: true }, orderBy: { id: "asc" } });
    expect(episodes).toEqual([{ episode: 1 }, { episode: 2 }]);
  });

  it("begins each window with nothing known", async () => {
    const lab = await aLab(database.db);
    await limit(lab.site, lab.pool, 100n, { window: "day" });
    await use(lab, 85);
    await evaluate(lab.site);
    const tomorrow = later(lab.site, DAY);
    await use(lab, 85, tomorrow);
    await evaluate(tomorrow);

    expect(await stepsOf(lab.site)).toEqual(["quota fired 80 % (usage)", "quota fired 80 % (usage)"]);
  });

  it("looks at the limits of the person, the member, the organizations above and the installation", async () => {
    const lab = await aLab(database.db);
    const { site, bob } = lab;
    const faculty = await database.db.organization.create({
      data: { ...organizationRow(site.tenantId), prerequisites: [] },
    });
    await database.db.organization.update({ where: { id: lab.lab.id }, data: { parentId: faculty.id } });
    await limit(site, { scope: "organization", organizationId: faculty.id }, 10n);
    await limit(site, { scope: "tenant" }, 10n);
    await limit(site, { scope: "member", organizationId: lab.lab.id, personId: bob.id }, 10n);
    await use(lab, 9);
    await evaluate(site);

    const rows = await database.db.alert.findMany({ where: { tenantId: site.tenantId }, select: { subjectKey: true } });
    expect(rows.map(({ subjectKey }) => subjectKey).toSorted()).toEqual(
      [`member:${lab.lab.id}:${bob.id}`, `organization:${faculty.id}`, "tenant"].toSorted(),
    );
  });
});

function organizationRow(tenantId: string) {
  const id = crypto.randomUUID();
  return { id, tenantId, name: `Faculty ${id}`, slug: `faculty-${id}`, createdAt: new Date() };
}

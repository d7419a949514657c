import { expect, it } from "vitest";
import { ensureBuiltInRules } from "../../../src/domain/alerts/built-in-rules.ts";
import { alertsThatWouldFire } from "../../../src/domain/alerts/would-fire.ts";
import { readLimitStates } from "../../../src/domain/quotas/limit-states.ts";
import { useDatabase } from "../../support/database.ts";
import { aLab, limit, use } from "./alerts-site.ts";

const database = useDatabase();

it("D-02 tells which alerts a smaller limit would let fire, and of what is told already nothing", async () => {
  const lab = await aLab(database.db);
  await ensureBuiltInRules(database.db, lab.site);
  await limit(lab.site, lab.pool, 100n);
  await use(lab, 85);
  const [before = []] = await readLimitStates(database.db, lab.site, [{ organizationId: lab.lab.id }]);
  const chain = [lab.lab.id];
  const lowered = (allowance: bigint) => before.map((state) => ({ ...state, allowance }));
  const told = async (allowance: bigint) =>
    (await alertsThatWouldFire(database.db, lab.site, { before, after: lowered(allowance), chain })).map(
      ({ rule, level }) => `${rule}: ${level}`,
    );

  expect(await told(100n)).toEqual([]);
  expect(await told(89n)).toEqual(["Limits coming near: 95 %"]);
  expect(await told(80n)).toEqual(["Limits coming near: 95 %", "Limits reached: 100 %"]);
});

import { builtInConfiguration } from "../../src/domain/configuration/built-in.ts";
import { requireMeter } from "../../src/domain/meters/find-meter.ts";
import { readLimitStates } from "../../src/domain/quotas/limit-states.ts";
import type { WhoseLimits } from "../../src/domain/quotas/limit-states.ts";
import { columnsOf } from "../../src/domain/quotas/subject-row.ts";
import { nodeOf, subjectKey } from "../../src/domain/quotas/subject.ts";
import type { CountedSubject, Subject } from "../../src/domain/quotas/subject.ts";
import type { World } from "./builders.ts";
import { aPerson, newId, NOON } from "./builders.ts";

export const GPU = requireMeter(builtInConfiguration(NOON), "gpu_hours");

/** GPU hours in their smallest unit. */
export const hours = (number: number) => BigInt(number) * 1_000_000n;

const NOVEMBER = new Date("2026-11-01T00:00:00.000Z");

interface Wish {
  readonly hours: number | null;
  readonly window?: string;
  readonly lending?: number;
  readonly until?: Date;
}

/** Who is there, or was: nobody who would be asked for anything. */
async function adminOf(world: World): Promise<string> {
  const found = await world.db.person.findFirst({ where: { tenantId: world.tenantId, role: "super_admin" } });
  return (found ?? (await aPerson(world, { name: "Root", role: "super_admin", state: "deleted" }))).id;
}

/** GPU hours a month, in the name of an admin of the installation. */
export async function aLimit(world: World, subject: Subject, wish: Wish): Promise<void> {
  const { db, tenantId } = world;
  const { window = "month", until = null, lending } = wish;
  const admin = await adminOf(world);
  await db.quota.create({
    data: {
      ...columnsOf(subject),
      id: newId(),
      tenantId,
      meter: GPU.name,
      window,
      amount: wish.hours === null ? null : hours(wish.hours),
      lendingLimit: lending === undefined ? null : hours(lending),
      until,
      setById: admin,
      setByName: "Root",
      setAt: NOON,
      setWith: "installation",
      thresholds: [],
    },
  });
}

/** So many GPU hours were used in November. */
export async function hasUsed({ db, tenantId }: World, subject: CountedSubject, used: number, window = "month") {
  const { organizationId, personId } = nodeOf(subject);
  await db.$executeRaw`
    INSERT INTO balance AS b (tenant_id, organization_id, person_id, meter, "window", starts_at, used)
    VALUES (${tenantId}::uuid, ${organizationId}::uuid, ${personId}::uuid, ${GPU.name}, ${window}, ${NOVEMBER}, ${hours(used)})
    ON CONFLICT (tenant_id, organization_id, person_id, meter, "window", starts_at) DO UPDATE SET used = b.used + excluded.used`;
}

/** What a subject may use of GPU hours a month now, in whole hours; undefined where there is no limit. */
export async function allowanceOf(
  { db, tenantId }: World,
  whose: WhoseLimits,
  subject: CountedSubject,
  now = NOON,
): Promise<number | undefined> {
  const [states = []] = await readLimitStates(db, { tenantId, now, configuration: builtInConfiguration(NOON) }, [
    whose,
  ]);
  const found = states.find((state) => subjectKey(state.subject) === subjectKey(subject));
  return found?.allowance === undefined || found.allowance === null ? undefined : Number(found.allowance / 1_000_000n);
}

import type { Transaction } from "../../../storage/database.ts";
import type { DailyUse } from "../../quotas/forecast.ts";
import { readPastUse } from "../../quotas/past-use.ts";
import type { CountedSubject } from "../../quotas/subject.ts";

const DAY_MS = 86_400_000;
const DAYS = 7;

export interface UsedOf {
  readonly subject: CountedSubject;
  readonly meter: string;
}

/**
 * What each used on each of the last seven whole days of UTC, ascending, in their order; of an organization with all below
 * it.
 */
export async function readDailyUse(
  tx: Transaction,
  { tenantId, now }: { readonly tenantId: string; readonly now: Date },
  uses: readonly UsedOf[],
): Promise<readonly (readonly DailyUse[])[]> {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const days = Array.from({ length: DAYS }, (_, index) => today - (DAYS - index) * DAY_MS);
  const asked = uses.flatMap((use) => days.map((day) => ({ ...use, from: new Date(day), to: new Date(day + DAY_MS) })));
  const used = await readPastUse(tx, tenantId, asked);
  return uses.map((_use, nth) =>
    days.map((day, index) => ({ startsAt: new Date(day), amount: used[nth * DAYS + index] ?? 0n })),
  );
}

import { recordDownload } from "../activity/record-download.ts";
import type { Context } from "../context.ts";
import { nameSubject } from "../quotas/subject-name.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { usageByDay, usageTotals } from "../usage/read-usage.ts";
import type { UsedOnDay } from "../usage/read-usage.ts";
import type { Period } from "./period.ts";
import { requireUsageAccess } from "./usage-access.ts";

interface Question {
  readonly subject: CountedSubject;
  readonly period: Pick<Period, "from" | "to">;
  /** Only this meter; all that anything was used of, when left out. */
  readonly meter?: string;
}

export interface ExportedDay extends UsedOnDay {
  readonly meter: string;
}

/** Every day of every meter that something was used on, by meter and day. */
export async function exportUsage(
  context: Context,
  { subject, period, meter }: Question,
): Promise<{ readonly name: string; readonly days: readonly ExportedDay[] }> {
  await requireUsageAccess(context, subject);
  const { name } = await nameSubject(context.db, context.tenantId, subject);

  const { from, to } = period;
  const totals = await usageTotals(context.db, context, { subject, from, to });
  const meters = meter ? [meter] : totals.map((total) => total.meter);
  const days = await Promise.all(
    meters.map(async (one) => {
      const used = await usageByDay(context.db, context, { subject, meter: one, from, to });
      return used.filter(({ amount }) => amount !== 0n).map((day) => ({ ...day, meter: one }));
    }),
  );
  await recordDownload(context);
  return { name, days: days.flat() };
}

import { z } from "zod";
import { reportKinds } from "./report-kind.ts";
import type { ReportKind } from "./report-kind.ts";
import type { Schedule } from "./schedule.ts";
import { parseSchedule, printSchedule } from "./schedule-words.ts";

/** What a subscription to reports keeps in its column "report". */
export interface ReportSettings {
  readonly what: ReportKind;
  readonly schedule: Schedule;
  /** Set where it goes to one person's direct messages instead of to a channel. */
  readonly personId?: string;
  /** Until when the last one told of alerts; the next one begins there. */
  readonly toldUntil?: Date;
}

const kept = z.object({
  what: z.enum(reportKinds),
  every: z.string(),
  since: z.iso.date().optional(),
  personId: z.uuid().optional(),
  toldUntil: z.iso.datetime().optional(),
});

/** undefined: this version does not know what it means. */
export function readSettings(json: unknown): ReportSettings | undefined {
  const read = kept.safeParse(json);
  const schedule = read.success ? parseSchedule(read.data.every) : undefined;
  if (!read.success || !schedule) return undefined;

  const { what, since, personId, toldUntil } = read.data;
  return {
    what,
    schedule: schedule.kind === "week" && since !== undefined ? { ...schedule, since } : schedule,
    ...(personId !== undefined && { personId }),
    ...(toldUntil !== undefined && { toldUntil: new Date(toldUntil) }),
  };
}

/** As it is kept. */
export function writeSettings({ what, schedule, personId, toldUntil }: ReportSettings): z.infer<typeof kept> {
  return {
    what,
    every: printSchedule(schedule),
    ...(schedule.kind === "week" && schedule.since !== undefined && { since: schedule.since }),
    ...(personId !== undefined && { personId }),
    ...(toldUntil && { toldUntil: toldUntil.toISOString() }),
  };
}

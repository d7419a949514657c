import type { UsageRow } from "./usage-row.ts";

/** Whether it is counted otherwise than as it was reported, or says what it ran on. */
export function isRated({ amount, raw, accelerator }: UsageRow): boolean {
  return raw !== amount || accelerator !== null;
}

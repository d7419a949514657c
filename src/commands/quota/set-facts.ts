import { showAmount } from "../../domain/meters/amount.ts";
import { MOST_UNITS } from "../../domain/meters/meter.ts";
import type { Meter, Units } from "../../domain/meters/meter.ts";
import type { QuotaWish } from "../../domain/quotas/quota-wish.ts";
import type { QuotaSet } from "../../domain/quotas/set-quota.ts";
import { percentWords } from "../../notifications/compose/limit-line.ts";
import type { Fact } from "../../notifications/message.ts";
import type { LimitModel } from "../../storage/generated/enums.ts";
import { fact, present } from "../words.ts";
import { modelNames } from "./words.ts";

/** What was said besides the amount, and what was there before. */
export function factsOf(wish: QuotaWish, { before }: Pick<QuotaSet, "before">): readonly Fact[] {
  const { until, model, meter, gracePercent, borrowingLimit, lendingLimit, thresholds: percents } = wish;
  return present([
    fact("Before", before ? before.shown : "not set"),
    model && fact("At the limit", atTheLimit(model, gracePercent)),
    borrowingLimit !== undefined && fact("May borrow", showMost(meter, borrowingLimit ?? 0n)),
    lendingLimit !== undefined && fact("May lend", showMost(meter, lendingLimit ?? MOST_UNITS)),
    percents && fact("Told at", toldAt(percents)),
    until && fact("Until", [{ time: until }]),
  ]);
}

function atTheLimit(model: LimitModel, gracePercent: number | undefined): string {
  return model === "soft" && gracePercent ? `Soft: up to ${gracePercent} % beyond it still starts` : modelNames[model];
}

function toldAt(percents: readonly number[]): string {
  return percents.length > 0 ? percentWords(percents) : "the usual percentages";
}

function showMost(meter: Meter, amount: Units): string {
  if (amount === 0n) return "nothing";
  return amount >= MOST_UNITS ? "without limit" : showAmount(meter, amount);
}

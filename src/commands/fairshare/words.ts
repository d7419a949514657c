import { showAmount } from "../../domain/meters/amount.ts";
import { meterCalled } from "../../domain/quotas/meter-called.ts";
import type { Step } from "../../domain/fairshare/show-fairshare.ts";
import type { CommandContext } from "../define.ts";

type Reader = Pick<CommandContext, "configuration">;

/** "12.5 %". */
export function percent(part: number): string {
  return `${(part * 100).toLocaleString("en-US", { maximumFractionDigits: 1 })} %`;
}

/** "1.52", or that nothing was used. */
export function levelFs({ levelFs }: Pick<Step, "levelFs">): string {
  return levelFs === Infinity ? "unused" : levelFs.toLocaleString("en-US", { maximumFractionDigits: 3 });
}

/** "2 of 5 (40 %)". */
export function sharesOf({ ownShares, allShares, shares }: Step): string {
  return `${ownShares.toLocaleString("en-US")} of ${allShares.toLocaleString("en-US")} (${percent(shares)})`;
}

/** "12.5 GPU hours (30 %)": decayed, and its part of what all beside it have used. */
export function usedOf({ configuration }: Pick<CommandContext, "configuration">, { used, usage }: Step): string {
  const meter = meterCalled(configuration, configuration.fairShare.meter);
  return `${showAmount(meter, BigInt(Math.round(used)))} (${percent(usage)})`;
}

/** "12 GPU hours reserved count already in Vision Lab; 4 GPU hours of that by Bob Ekman." One line, or none. */
export function reservedLines({ configuration }: Reader, steps: readonly Step[]): readonly string[] {
  const [first, ...rest] = steps.filter(({ reserved }) => reserved > 0);
  if (!first) return [];
  const meter = meterCalled(configuration, configuration.fairShare.meter);
  const shown = (step: Step) => showAmount(meter, BigInt(Math.round(step.reserved)));
  const within = rest.map((step) => `; ${shown(step)} of that ${step.kind === "user" ? "by" : "in"} ${step.name}`);
  return [`${shown(first)} reserved count already in ${first.name}${within.join("")}.`];
}

/** The same of all that stand side by side. */
export function reservedInList({ configuration }: Reader, steps: readonly Step[]): readonly string[] {
  const reserved = steps.reduce((sum, step) => sum + step.reserved, 0);
  if (reserved === 0) return [];
  const meter = meterCalled(configuration, configuration.fairShare.meter);
  return [`${showAmount(meter, BigInt(Math.round(reserved)))} reserved count already.`];
}

/** How what was used is weighed, in one sentence. */
export function weighing({ configuration }: Pick<CommandContext, "configuration">): string {
  const { meter, halfLifeDays } = configuration.fairShare;
  const { label } = meterCalled(configuration, meter);
  return halfLifeDays > 0
    ? `Use is that of ${label}; it counts half after ${halfLifeDays} days, a quarter after ${halfLifeDays * 2}, and so on.`
    : `Use is that of ${label} in the past year; it does not fade.`;
}

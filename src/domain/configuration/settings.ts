import { showAmount } from "../meters/amount.ts";
import type { Meter } from "../meters/meter.ts";
import { NOW } from "../quotas/window.ts";
import { windowWords } from "../quotas/window-name.ts";
import { alertLine } from "./alert-settings.ts";
import type { Configuration, Plan, PlanLimit } from "./configuration.ts";
import { rateSettings } from "./rate-settings.ts";
import { webhookLine } from "./webhook-settings.ts";

/** A configuration as lines that people read, each under what it is about; kept, so that a later one can be compared. */
export type Settings = Readonly<Record<string, string>>;

/** What moves the instants at which windows begin. */
export const calendarSettings = ["time zone", "weeks start on"] as const;

export function settingsOf(configuration: Configuration): Settings {
  const { plans, meters, requests, fairShare } = configuration;
  return Object.fromEntries([
    ["time zone", configuration.timeZone],
    ["weeks start on", configuration.weekStartsOn],
    ["currency", configuration.currency],
    ["a changed file is loaded", configuration.reload === "on_change" ? "by itself" : "by command"],
    ["single events are kept", `${configuration.keepEventsDays} days`],
    ["fair share", fairShareLine(fairShare)],
    ["longest grant", `${requests.longestGrantDays} days`],
    ["requests wait", `${requests.answerWithinHours} hours, others are asked after ${requests.escalateAfterHours}`],
    ["requests are decided by", `${requests.approvals} approving or ${requests.denials} denying`],
    ["alerts", alertLine(configuration.alerts)],
    ["webhooks may reach", webhookLine(configuration.webhooks)],
    ...denialLines(configuration),
    ...meters.map((meter) => [`meter ${meter.name}`, meterLine(meter, configuration)]),
    ...rateSettings(configuration),
    ["order of plans", plans.map(({ name }) => name).join(", ")],
    ["default plan", configuration.defaultPlan],
    ...plans.flatMap((plan) => planLines(plan, meters)),
  ]);
}

function fairShareLine({ meter, halfLifeDays, entryPenalty }: Configuration["fairShare"]): string {
  const penalty = entryPenalty ? "" : ", what is reserved counts only once it is used";
  return `${meter}, half-life ${halfLifeDays} days${penalty}`;
}

/** "plan large, GPU hours a month: 1,000 GPU hours → 800 GPU hours", a line for each thing that differs. */
export function changesBetween(before: Settings, after: Settings): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => changeOf(name, before[name], after[name]));
}

function changeOf(name: string, before: string | undefined, after: string | undefined): readonly string[] {
  if (before === after) return [];
  if (before === undefined) return [`${name}: ${after} (new)`];
  return after === undefined ? [`${name}: ${before} (gone)`] : [`${name}: ${before} → ${after}`];
}

/** Only where they are set: a line for all, and one for each meter that has its own. */
function denialLines({ denialText, meters }: Configuration): readonly (readonly [string, string])[] {
  const own = meters.flatMap((meter) =>
    meter.denialText === undefined ? [] : [[`refusal of ${meter.name} says`, meter.denialText] as const],
  );
  return [...(denialText === undefined ? [] : [["refusals say", denialText] as const]), ...own];
}

function meterLine({ label, unit, kind, decimals, price }: Meter, { currency }: Configuration): string {
  const cost = price === undefined ? "" : `, ${price} ${currency} each`;
  return `${label}, a ${kind} in ${unit}, ${decimals} decimals${cost}`;
}

function planLines(plan: Plan, meters: readonly Meter[]): readonly (readonly [string, string])[] {
  const assigner = plan.assignedBy === "super_admin" ? ", given by Super Admins only" : "";
  return [
    [`plan ${plan.name}`, `${plan.label}${assigner}${plan.description && `: ${plan.description}`}`],
    ...plan.limits.flatMap((limit) => {
      const meter = meters.find(({ name }) => name === limit.meter);
      return meter ? [[`plan ${plan.name}, ${placeOf(meter, limit)}`, limitLine(limit, meter)] as const] : [];
    }),
  ];
}

/** "GPU hours a month", "Storage". */
function placeOf({ label }: Meter, { window }: PlanLimit): string {
  return window === NOW ? label : `${label} ${windowWords(window)}`;
}

/** "400 GPU hours, hard, told at 50, 80, 95 and 100 %". */
function limitLine({ amount, model, gracePercent, thresholds }: PlanLimit, meter: Meter): string {
  const grace = gracePercent > 0 ? ` with ${gracePercent} % grace` : "";
  const told = thresholds.length > 0 ? `told at ${thresholds.join(", ")} %` : "told at no threshold";
  return `${amount === null ? "unlimited" : showAmount(meter, amount)}, ${model.replaceAll("_", "-")}${grace}, ${told}`;
}

import type { Configuration, Plan, PlanLimit } from "../../domain/configuration/configuration.ts";
import type { Impact } from "../../domain/quotas/impact.ts";
import { showAmount, showNumber } from "../../domain/meters/amount.ts";
import { meterCalled } from "../../domain/quotas/meter-called.ts";
import { NOW } from "../../domain/quotas/window.ts";
import { windowWords } from "../../domain/quotas/window-name.ts";
import { MOST_PEOPLE } from "../../domain/plans/nearest-people.ts";
import type { PersonPlan } from "../../domain/plans/assignments.ts";
import type { Fact } from "../../notifications/message.ts";
import { overLines } from "../quota/impact.ts";
import type { Reader } from "../quota/words.ts";
import { count, fact } from "../words.ts";

/** As many changed limits are said before the rest is only counted. */
const MOST_LINES = 12;

const models = {
  hard: "",
  hard_safe: ", counting what a job may come to",
  soft: ", soft",
  notify_only: ", only told, nothing refused",
} as const satisfies Record<PlanLimit["model"], string>;

/** "GPU hours a month"; of what is held at a time, "Storage". */
export function placeOf(configuration: Configuration, { meter, window }: Pick<PlanLimit, "meter" | "window">): string {
  const { label } = meterCalled(configuration, meter);
  return window === NOW ? label : `${label} ${windowWords(window)}`;
}

/** "400", "100 GB", "unlimited", "none", with how it is enforced unless that is hard. */
export function amountOf(configuration: Configuration, limit: PlanLimit): string {
  const grace = limit.gracePercent > 0 ? `, ${limit.gracePercent} % beyond it let pass` : "";
  return `${bareAmount(configuration, limit)}${models[limit.model]}${grace}`;
}

/** The unit is said unless the name before it says it. */
function bareAmount(
  configuration: Configuration,
  { meter: name, amount }: Pick<PlanLimit, "meter" | "amount">,
): string {
  if (amount === null) return "unlimited";
  if (amount === 0n) return "none";
  const meter = meterCalled(configuration, name);
  const isSaid = meter.label.toLowerCase() === meter.unit.toLowerCase();
  return isSaid ? showNumber(meter, amount) : showAmount(meter, amount);
}

/** A fact for each limit of a plan. */
export function limitFacts(configuration: Configuration, { limits }: Plan): readonly Fact[] {
  return limits.map((limit) => fact(placeOf(configuration, limit), amountOf(configuration, limit)));
}

/** All limits of a plan in one cell: "GPU hours a month 400, Storage 100 GB". */
export function limitsCell(configuration: Configuration, { limits }: Plan): string {
  if (limits.length === 0) return "no limits";
  return limits.map((limit) => `${placeOf(configuration, limit)}: ${bareAmount(configuration, limit)}`).join("; ");
}

/** "GPU hours a month: 50 → 400", a line for each limit in which two plans differ. */
export function differences(configuration: Configuration, before: Plan, after: Plan): readonly string[] {
  const places = new Map([...before.limits, ...after.limits].map((limit) => [`${limit.meter} ${limit.window}`, limit]));
  const lines = [...places].flatMap(([key, limit]) => {
    const [was, becomes] = [before, after].map((plan) => {
      const found = plan.limits.find(({ meter, window }) => `${meter} ${window}` === key);
      return found ? amountOf(configuration, found) : "not limited";
    });
    return was === becomes ? [] : [`${placeOf(configuration, limit)}: ${was} → ${becomes}`];
  });
  const more = lines.length - MOST_LINES;
  return more > 0 ? [...lines.slice(0, MOST_LINES), `And ${more} more limits change.`] : lines;
}

/** Who would be over because of it, or that nobody would. */
export function consequences(reader: Reader, impact: Impact): readonly string[] {
  const lines = overLines(reader, impact);
  const { unseen = 0 } = impact;
  if (unseen > 0)
    return [
      ...lines,
      `The ${MOST_PEOPLE} who are furthest were looked at; ${count(unseen, "more person is", "more people are")} near a limit of their plan or past it.`,
    ];
  return lines.length > 0 ? lines : ["Nobody is over a limit because of it, and nothing that runs is stopped."];
}

/** "Large, their own", "GPU, through Robotics", "Free, the default". */
export function effectiveWords({ effective, groups, kind }: PersonPlan): string {
  const { plan, through } = effective;
  if (kind === "service" && through !== "personal") return "none of its own, so that it has what is set for it alone";
  switch (through) {
    case "personal":
      return `${plan.label}, a plan of their own`;
    case "organization":
      return `${plan.label}, through ${groups.find(({ id }) => id === effective.organization)?.name ?? "a group"}`;
    case "default":
      return `${plan.label}, the default`;
  }
}

/** A plan by the label that people read; one that is gone by its name. */
export function labelOf({ plans }: Configuration, name: string): string {
  return plans.find((plan) => plan.name === name)?.label ?? name;
}

import { MOST_UNITS } from "../../domain/meters/meter.ts";
import type { Meter, Units } from "../../domain/meters/meter.ts";
import { usualWindow } from "../../domain/quotas/quota-wish.ts";
import type { QuotaWish } from "../../domain/quotas/quota-wish.ts";
import { previewQuota, setQuota } from "../../domain/quotas/set-quota.ts";
import type { QuotaSet } from "../../domain/quotas/set-quota.ts";
import { limitWords } from "../../domain/quotas/limit-words.ts";
import type { Button } from "../../notifications/message.ts";
import { optional, required } from "../arg.ts";
import { arg } from "../args.ts";
import type { TypedAmount } from "../args/quota.ts";
import type { TypedSubject } from "../args/subject.ts";
import type { OrganizationFound } from "../../domain/quotas/find-organization.ts";
import { defineCommand } from "../define.ts";
import { capitalized } from "../org/words.ts";
import type { CommandContext } from "../define.ts";
import { button } from "../words.ts";
import { amountSecond, meterFirst, sorted } from "./either-order.ts";
import type { MeterOrAmount } from "./either-order.ts";
import { alertLines } from "./alerts-fired.ts";
import { overCommitmentLine, overLines } from "./impact.ts";
import { gracePercent } from "./percent.ts";
import { subjectMeant, typedAgain } from "./whose.ts";
import { factsOf } from "./set-facts.ts";
import { QUIET_LINE, quiet, quietly } from "./quietly.ts";
import { standing } from "./standing.ts";
import { thresholds, typedThresholds } from "./thresholds.ts";
import { modelNames } from "./words.ts";

export const quotaSet = defineCommand({
  name: ["quota", "set"],
  aliases: [["limit", "set"]],
  title: "Set a limit",
  submit: "Set",
  summary: "Set how much a person, an organization, a role or all together may use",
  details:
    "Whatever runs goes on; only what comes next is bound. Where it puts somebody over, you are asked first. A person's limit means the one within org:, where it is given or where you do not administer the installation. Roles are written role:member, and everyone means each member by themselves.",
  group: "See and change limits",
  permission: "quota:set",
  effect: "changes",
  args: {
    subject: arg.subject("Whose: @somebody, an organization, role:member, everyone, or installation"),
    meter: required(meterFirst, "What is limited, such as gpu_hours"),
    amount: required(amountSecond, "How much: a number, unlimited, or none"),
    window: arg.window("Over which period; a month, when left out", { optional: true }),
    model: arg.choice("What happens at the limit", modelNames)("What happens at the limit; as before, else hard", {
      optional: true,
      keyed: true,
      unasked: true,
    }),
    grace: optional(gracePercent, "How far beyond it a soft limit lets pass, in percent", {
      keyed: true,
      unasked: true,
    }),
    until: arg.until("Until when; for good, when left out", { optional: true, keyed: true }),
    org: arg.place("Within which organization", { optional: true, keyed: true, unasked: true }),
    borrow: arg.amount("How much an organization may take of what its siblings leave unused, or none", {
      optional: true,
      keyed: true,
      unasked: true,
      label: "May borrow",
    }),
    lend: arg.amount("How much of it its siblings may take, unlimited, or none", {
      optional: true,
      keyed: true,
      unasked: true,
      label: "May lend",
    }),
    thresholds: optional(thresholds, "At how many percent of it somebody is told: 50,80,95,100, or usual", {
      keyed: true,
      unasked: true,
      alsoKnownAs: ["told"],
    }),
    reason: arg.lines("Why; it is shown beside the limit", {
      optional: true,
      keyed: true,
      unasked: true,
      label: "Reason",
    }),
    quiet,
  },
  example: "quota set @bob gpu_hours 50 month org:vision-lab",
  moreExamples: [
    "quota set vision-lab gpu_hours 400 month",
    "quota set everyone 20 gpu_hours week org:vision-lab until:friday",
    "quota set installation cost 10000 month model:soft grace:10",
    "quota set vision-lab gpu_hours 400 month thresholds:50,75,90,100",
  ],
  tells: "The person whose limit it is; for an organization, its admins.",

  async confirm(context, input) {
    const wish = wishOf(context, input);
    const preview = await previewQuota(context, wish);
    const consequences = [...overLines(context, preview.impact), ...(await alertLines(context, preview.impact))];
    if (consequences.length === 0) return undefined;
    return {
      title: `${capitalized(preview.named.name)}: ${limitWords(context.configuration, limitOf(wish))}?`,
      lines: [...consequences, ...overCommitted(context, wish, preview)],
      button: "Set it",
      pinned: await typedAgain(context, wish.subject),
    };
  },

  async run(context, input) {
    const wish = wishOf(context, input);
    const { impact } = await previewQuota(context, wish);
    const alerts = await alertLines(context, impact);
    const set = await setQuota(quietly(context, input.quiet), wish);
    const { named, changed } = set;
    const words = limitWords(context.configuration, limitOf(wish));
    if (!changed) return { tone: "neutral", title: `${capitalized(named.name)}: ${words}, as before.` };
    const again = await typedAgain(context, wish.subject);
    return {
      tone: "success",
      title: `${capitalized(named.name)}: ${words} from now on`,
      lines: [
        ...(await standing(context, { ...wish, meter: wish.meter.name })),
        ...alerts,
        ...overCommitted(context, wish, set),
        ...(input.quiet ? [QUIET_LINE] : []),
      ],
      facts: factsOf(wish, set),
      actions: [
        button("Show the limits", "quota show", again),
        button("How is it derived?", "quota explain", { ...again, meter: wish.meter.name }),
        backButton(again, set),
      ],
    };
  },
});

/** The way back to what was before. */
function backButton(again: Readonly<Record<string, string>>, { quota, before }: QuotaSet): Button {
  const { meter, window } = quota;
  if (!before) return button("Take it away", "quota unset", { ...again, meter, window });
  return button(`Back to ${before.shown}`, "quota set", {
    ...again,
    meter,
    window,
    model: before.model,
    amount: before.amount ?? "unlimited",
    ...(before.until && { until: before.until }),
    thresholds: typedThresholds(before.thresholds ?? []),
  });
}

interface Input {
  readonly subject: TypedSubject;
  readonly meter: MeterOrAmount;
  readonly amount: MeterOrAmount;
  readonly window: string | undefined;
  readonly model: QuotaWish["model"];
  readonly grace: number | undefined;
  readonly until: Date | undefined;
  readonly org: OrganizationFound | undefined;
  readonly borrow: TypedAmount | undefined;
  readonly lend: TypedAmount | undefined;
  readonly thresholds: readonly number[] | undefined;
  readonly reason: string | undefined;
  readonly quiet: boolean | undefined;
}

function wishOf(context: CommandContext, input: Input): QuotaWish {
  const { meter, amount } = sorted(input.meter, input.amount);
  const { borrow, lend, model, grace, until, reason, thresholds: percents } = input;
  return {
    subject: subjectMeant(context, input.subject, input.org),
    meter,
    amount: amount.limitOf(meter),
    window: input.window ?? usualWindow(meter),
    model,
    gracePercent: grace,
    until,
    reason,
    thresholds: percents,
    ...(borrow && { borrowingLimit: borrowing(borrow, meter) }),
    ...(lend && { lendingLimit: lend.limitOf(meter) ?? MOST_UNITS }),
  };
}

/** Not to borrow is to take no part; unlimited is more than there is. */
function borrowing(typed: TypedAmount, meter: Meter): Units | null {
  const amount = typed.limitOf(meter);
  return amount === 0n ? null : (amount ?? MOST_UNITS);
}

function limitOf({ meter, amount, window }: QuotaWish) {
  return { meter: meter.name, amount, window };
}

function overCommitted(context: CommandContext, { meter }: QuotaWish, { overCommitment }: QuotaSet): string[] {
  return overCommitment ? [overCommitmentLine(context, meter.name, overCommitment)] : [];
}

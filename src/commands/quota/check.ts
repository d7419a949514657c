import { denialTextOf } from "../../domain/configuration/denial-text.ts";
import { showAmount } from "../../domain/meters/amount.ts";
import { checkQuota } from "../../domain/quotas/check-quota.ts";
import { tightest } from "../../domain/quotas/fit.ts";
import type { LimitState } from "../../domain/quotas/limit.ts";
import type { Decision, RefusalCode } from "../../domain/reservations/decision.ts";
import type { Units } from "../../domain/meters/meter.ts";
import type { Inline, Text } from "../../notifications/message.ts";
import { optional, required } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import { whose } from "../usage/whose.ts";
import { actions, button, formButton } from "../words.ts";
import { acceleratorWords, factorLines } from "./rate-words.ts";
import { pauseLine } from "./pause-lines.ts";
import { wanted } from "./wanted.ts";
import type { Wish } from "./wanted.ts";
import { countedMeant, typedAgain, typedOrSelf } from "./whose.ts";
import { stateLine } from "./words.ts";

export const quotaCheck = defineCommand({
  name: ["quota", "check"],
  aliases: [["limit", "check"]],
  title: "Would it fit?",
  submit: "Check",
  summary: "See whether something would start now, which limit says no, and when it would fit",
  details:
    "Nothing is reserved or changed. 4xA100 8h means 32 GPU hours: so many, times so long, at the rate that an accelerator has of its own. Work that may take longer than planned should be checked with its time limit, so that it can finish.",
  group: "See and change limits",
  effect: "reads",
  args: {
    what: required(wanted, "What you would use, such as 4xA100 8h, or 32 gpu_hours", { greedy: true }),
    for: optional(whose, "For whom; yourself, when left out", { keyed: true, label: "For whom" }),
    org: arg.place("Within which organization; for yourself the current one, when left out", {
      optional: true,
      keyed: true,
    }),
  },
  example: "quota check 4xA100 8h",
  moreExamples: ["quota check 32 gpu_hours for:@bob org:vision-lab"],

  async run(context, { what, for: named, org }) {
    const meant = countedMeant(context, typedOrSelf(context, named), org);
    const { meter, amount, accelerator } = what;
    const { name, decision, counted } = await checkQuota(context, { subject: meant, meter, amount, accelerator });
    const wish = { ...what, counted };
    const again = await typedAgain(context, meant);
    return {
      tone: decision.allowed ? "success" : "warning",
      title: `${name}: ${amountWords(wish)} ${decision.allowed ? "fits." : "does not fit now."}`,
      lines: [
        ...(decision.allowed ? fitting(context, wish, decision) : refusing(context, wish, decision)),
        ...(accelerator ? [`${acceleratorWords(accelerator, meter)}.`] : []),
        ...factorLines(context.configuration, meter, context.now),
      ],
      ...actions(
        !decision.allowed && formButton("Request more", "quota request", { meter: meter.name }),
        button("How is it derived?", "quota explain", { ...again, meter: meter.name }),
        button("Limits", "quota show", again),
      ),
      footer: "Nothing was reserved.",
    };
  },
});

interface Counted extends Wish {
  /** At its rates. */
  readonly counted: Units;
}

/** "4xA100 8h (32 GPU hours)", "32 GPU hours (counted as 16 GPU hours)" */
function amountWords({ meter, amount, counted, typed }: Counted): string {
  const shown = showAmount(meter, counted);
  if (/[x×]/iu.test(typed)) return `${typed} (${shown})`;
  return amount === counted ? shown : `${showAmount(meter, amount)} (counted as ${shown})`;
}

function fitting(context: CommandContext, { meter }: Counted, { limits, exceeded }: Decision): Text[] {
  const state = tightest(limits);
  return [
    state ? limitLine(context, state) : `${meter.label}: nothing is limited.`,
    ...exceeded.map((soft) => [`Beyond a limit that lets it pass: `, ...limitLine(context, soft)]),
  ];
}

const outright: Partial<Readonly<Record<RefusalCode, string>>> = {
  viewer: "Their account is a viewer's: it may look, and start nothing.",
  person_not_active: "Their account is not active: it starts nothing.",
};

function refusing(
  context: CommandContext,
  { meter, counted }: Counted,
  { code, binding, pause, fitsAt }: Decision,
): Text[] {
  const why = code && outright[code];
  if (why) return [why];
  if (pause) return [pauseLine(pause), ...helpOf(context)];
  return [
    ...(binding ? [limitLine(context, binding)] : []),
    whenLine(showAmount(meter, counted), code === "quota_never_fits", fitsAt ?? null),
    ...(binding ? helpOf(context, binding.limit.meter) : []),
  ];
}

/** What the operator says of it: of this meter; without one, as of a pause, of all. */
function helpOf({ configuration }: CommandContext, meterName?: string): readonly Text[] {
  const help = denialTextOf(configuration, meterName);
  return help ? [help] : [];
}

function limitLine(context: CommandContext, state: LimitState): readonly Inline[] {
  return [{ strong: `${state.subjectName}:` }, " ", stateLine(context, state)];
}

function whenLine(amount: string, never: boolean, fitsAt: Date | null): readonly Inline[] {
  if (never) return [`${amount} is more than the limit itself: it fits only once that is raised.`];
  if (!fitsAt) return ["It fits as soon as enough of what is used or held is gone; when that is cannot be foreseen."];
  return ["It fits from ", { time: fitsAt }, " on, if nobody uses more."];
}

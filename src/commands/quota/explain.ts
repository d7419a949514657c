import { showAmount } from "../../domain/meters/amount.ts";
import { explainQuota } from "../../domain/quotas/explain-quota.ts";
import type { Flip, QuotaExplanation } from "../../domain/quotas/explain-quota.ts";
import { roomOf, tightest } from "../../domain/quotas/fit.ts";
import { windowWords } from "../../domain/quotas/window-name.ts";
import type { Text } from "../../notifications/message.ts";
import { optional } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { pageButtons, turned } from "../list.ts";
import { CommandError } from "../problem.ts";
import { whose } from "../usage/whose.ts";
import type { Whose } from "../usage/whose.ts";
import { actions, button, formButton, listed } from "../words.ts";
import { pauseLine } from "./pause-lines.ts";
import { meterFirst } from "./either-order.ts";
import type { MeterOrAmount } from "./either-order.ts";
import type { TypedAmount } from "../args/quota.ts";
import { derivation } from "./tree.ts";
import { countedMeant, typedAgain, typedOrSelf } from "./whose.ts";

export const quotaExplain = defineCommand({
  name: ["quota", "explain"],
  aliases: [
    ["quota", "why"],
    ["limit", "explain"],
  ],
  title: "How a limit is derived",
  submit: "Explain",
  summary: "Show from which rules a limit follows, which lost and why, and what would turn the answer round",
  group: "See and change limits",
  effect: "reads",
  args: {
    subject: optional(whose, "Whose: @somebody, an organization, or installation; yourself, when left out"),
    meter: optional(meterFirst, "Which limit, such as gpu_hours"),
    amount: arg.amount("Whether that much more would start", { optional: true }),
    org: arg.place("Within which organization; for yourself the current one, when left out", {
      optional: true,
      keyed: true,
    }),
    page: arg.page("Which page of what lost", { default: "1", keyed: true, unasked: true }),
  },
  example: "quota explain gpu_hours",
  moreExamples: ["quota explain vision-lab gpu_hours 200", "quota explain @bob gpu_hours org:vision-lab"],

  async run(context, { subject, meter: second, amount: third, org, page: wanted }) {
    const { meter, amount } = meant(subject, second, third);
    const about = countedMeant(context, typedOrSelf(context, subject), org);
    const asked = amount?.positiveOf(meter);
    const explained = await explainQuota(context, { subject: about, meter, amount: asked });
    const again = await typedAgain(context, about);
    const deciding = explained.fit.refusing[0] ?? tightest(explained.states);
    const derived = derivation(context, explained.states, deciding);
    const page = Math.min(wanted, derived.length);
    const isFirst = page === 1;
    return {
      tone: explained.pauses.length > 0 ? "warning" : "neutral",
      title:
        explained.pauses.length > 0
          ? `${explained.name}: nothing starts now, as it is paused.`
          : titleOf(explained, asked !== undefined),
      lines: [
        ...(isFirst ? [...explained.pauses.map(pauseLine), ...flipLines(explained)] : []),
        ...(derived[page - 1] ?? []),
      ],
      ...actions(
        ...pageButtons(context.call, { page, pages: derived.length }),
        !explained.fit.fits && formButton("Request more", "quota request", { meter: meter.name }),
        button("By day", "quota show", { ...again, meter: meter.name }),
        formButton("Check an amount", "quota explain", { ...again, meter: meter.name }),
      ),
      ...(derived.length > 1 && { footer: `Page ${page} of ${derived.length}.` }),
      ...turned(context),
    };
  },
});

/** One's own limit needs no name: "quota explain gpu_hours 150". */
function meant(subject: Whose | undefined, second: MeterOrAmount | undefined, third: TypedAmount | undefined) {
  const typed = second && "amount" in second ? second.amount : undefined;
  const named = second && "meter" in second ? second.meter : undefined;
  const meter = subject?.kind === "meter" ? subject.meter : named;
  if (!meter) throw new CommandError({ kind: "missing", field: "meter", label: "Meter" });
  return { meter, amount: third ?? typed };
}

function titleOf({ name, meter, amount, fit, states }: QuotaExplanation, isAsked: boolean): string {
  const what = isAsked ? showAmount(meter, amount) : undefined;
  if (states.length === 0) return `${name}: ${meter.label} are not limited.`;
  if (!fit.fits)
    return `${name}: ${what ?? `nothing more of ${meter.label}`} ${what ? "would not start now" : "starts now"}.`;

  const state = tightest(states);
  const room = state && roomOf(state);
  if (what) return `${name}: ${what} would start now.`;
  return room === null || room === undefined
    ? `${name}: ${meter.label} are not limited.`
    : `${name}: ${showAmount(meter, room)} more would start now.`;
}

function flipLines({ meter, fit, flips }: QuotaExplanation): Text[] {
  if (flips.length === 0) return ["No rule refuses anything here; the smallest change that would is to set a limit."];
  const size = ({ by }: Flip) => showAmount(meter, by < 0n ? -by : by);
  const changes = flips.map((flip) => `${size(flip)} ${flip.by < 0n ? "less" : "more"}${whichOf(flip)}`);
  const line = fit.fits
    ? `The smallest change that would refuse it: ${listed(changes)}.`
    : `The smallest change that would let it start: ${listed(changes)}.`;
  return [
    line,
    ...(fit.fitsAt ? [["Or wait: it fits from ", { time: fit.fitsAt }, " on, if nobody uses more."] as const] : []),
  ];
}

/** Of limits over time, which one: "a month for Bob Ekman in Vision Lab". */
function whichOf({ state: { limit, subjectName } }: Flip): string {
  return `${limit.window === "now" ? "" : ` ${windowWords(limit.window)}`} for ${subjectName}`;
}

import { Temporal } from "temporal-polyfill";
import { showAmount } from "../../domain/meters/amount.ts";
import { approveRequest } from "../../domain/requests/approve-request.ts";
import type { RequestView } from "../../domain/requests/request.ts";
import { showRequest } from "../../domain/requests/show-request.ts";
import type { Actor } from "../../domain/context.ts";
import { optional } from "../arg.ts";
import { arg } from "../args.ts";
import { zoneOf } from "../args/until.ts";
import { defineCommand } from "../define.ts";
import { granted } from "./granted.ts";
import { answerableRequest, theOnlyRequest } from "./request-arg.ts";

const MINUTE_MS = 60_000;

export const quotaChange = defineCommand({
  name: ["quota", "change"],
  title: "Approve with change",
  submit: "Approve",
  summary: "Grant something else than what somebody asked for",
  details:
    "How much, until when and from when; what is left out stays as it stands. What was asked and what was granted are both kept. Where more than one has to agree, approvals of anything else no longer count.",
  group: "See and change limits",
  effect: "changes",
  args: {
    request: optional(answerableRequest, "Whose request: a mention or a name; the only one that waits, when left out", {
      unasked: true,
    }),
    amount: arg.amount("How much more", { optional: true, keyed: true }),
    until: arg.term("Until when, or for how long", { optional: true, keyed: true }),
    from: arg.start("From when on: now, or a day", { default: "now", keyed: true }),
    reason: arg.lines("A word to them", { optional: true, keyed: true, label: "Message" }),
  },
  example: "quota change @bob amount:100 until:friday",
  moreExamples: ["quota change @bob from:monday until:2w"],
  tells: "Whoever asked. The messages of all who could answer say who did.",

  async prefill(context, { request: requestId }) {
    if (!requestId) return {};
    const request = await showRequest(context, { requestId });
    const { amount, from } = request.terms;
    return {
      amount: showAmount(request.meter, amount),
      ...termOf(request, context.actor),
      ...(from && { from: localTime(from, context.actor) }),
    };
  },

  async run(context, { request, amount, until, from, reason }) {
    const requestId = request ?? (await theOnlyRequest(context, "approve"));
    const { meter } = await showRequest(context, { requestId });
    const wish = { amount: amount?.positiveOf(meter), term: until, from: from ?? null };
    return granted(context, await approveRequest(context, { requestId, ...wish, reason }));
  },
});

/** What stands, as the approver would type it. */
function termOf({ terms: { until, lengthMs } }: RequestView, actor: Actor): { readonly until?: string } {
  if (lengthMs !== undefined) return { until: `${Math.round(lengthMs / MINUTE_MS)}m` };
  if (until === null) return {};

  return { until: localTime(until, actor) };
}

function localTime(at: Date, actor: Actor): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zoneOf(actor));
  return `${local.toPlainDate().toString()} ${local.toPlainTime().toString({ smallestUnit: "minute" })}`;
}

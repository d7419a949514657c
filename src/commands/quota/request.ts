import { createRequest } from "../../domain/requests/create-request.ts";
import type { Requested } from "../../domain/requests/create-request.ts";
import type { ForWhom } from "../../domain/requests/request-subject.ts";
import type { RequestView } from "../../domain/requests/request.ts";
import { showOf } from "../../domain/requests/show-of.ts";
import { latestEnd } from "../../domain/requests/terms.ts";
import { cancelButton, termWords } from "../../notifications/compose/quota-request-words.ts";
import { absenceLines } from "../../notifications/compose/request-count-words.ts";
import type { Text } from "../../notifications/message.ts";
import { required } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import { button, count, fact, listed } from "../words.ts";
import { amountSecond, meterFirst, sorted } from "./either-order.ts";

/** A Discord form has room for five things, and urgency is a sixth: it is chosen together with whom it is for. */
const subjects = {
  me: "Me",
  org: "The whole organization",
  me_urgent: "Me, urgently",
  org_urgent: "The whole organization, urgently",
} as const;

export const quotaRequest = defineCommand({
  name: ["quota", "request"],
  aliases: [["request", "quota"]],
  title: "Ask for more",
  submit: "Ask",
  summary: "Ask those who may grant it for more than your limit, until a day",
  details:
    "Whoever may set the limit sees it with how things stand, and approves, changes or denies it; never whoever asked. A length of time, such as 3d, counts from the approval.",
  group: "See and change limits",
  permission: "quota:request",
  effect: "changes",
  args: {
    amount: required(amountSecond, "How much more, such as +200"),
    meter: required(meterFirst, "Of what, such as gpu_hours"),
    until: arg.term("Until when, or for how long; as long as may be granted, when left out", {
      optional: true,
      keyed: true,
    }),
    reason: arg.lines("Why; whoever answers reads it", { keyed: true, label: "Reason" }),
    urgent: arg.flag("It can't wait for days: it expires after an hour without an answer", {
      optional: true,
      keyed: true,
      unasked: true,
      label: "Urgent",
    }),
    for: arg.choice("For whom", subjects)("For you or the whole organization; urgently: as with urgent:yes", {
      default: "me",
      keyed: true,
    }),
    service: arg.text("For a service account for which you answer", {
      optional: true,
      keyed: true,
      unasked: true,
      label: "Service account",
    }),
    org: arg.organization("Where; your current organization, when left out", {
      default: "current",
      keyed: true,
      unasked: true,
    }),
  },
  example: 'quota request +200 gpu_hours until:friday reason:"deadline of the paper"',
  moreExamples: [
    "quota request +1000 gpu_hours for:org until:2w reason:sweep",
    "quota request +100 gpu_hours service:ci-runner until:2w reason:nightly",
    'quota request +20 gpu_hours until:1d urgent:yes reason:"demo at noon"',
  ],
  tells:
    "Up to ten people who may set that limit; after a day without an answer, or a quarter of an hour where it is urgent, the admins of the installation, too.",

  async run(context, { until, reason, for: whose, service, org, urgent, ...input }) {
    const { meter, amount } = sorted(input.meter, input.amount);
    const isUrgent = urgent || whose.endsWith("_urgent");
    const requested = await createRequest(context, {
      organizationId: org.organizationId,
      for: forWhom(whose, service),
      meter,
      amount: amount.positiveOf(meter),
      until: until?.until ?? null,
      lengthMs: until?.lengthMs,
      reason,
      urgent: isUrgent,
    });
    const { request, asked, absence } = requested;
    return {
      tone: "success",
      title: `${isUrgent ? "Urgent: asked" : "Asked"} for ${showOf(meter, request.amount)} more`,
      lines: [
        `${listed(asked.map(({ name }) => name))} can answer. The message that you have about it shows how it goes.`,
        ...needing(request),
        ...absenceLines(absence),
        ...bounded(context, requested),
      ],
      facts: [
        fact("For", request.subjectName),
        fact("How long", termWords(request)),
        fact("Expires", [{ time: request.expiresAt }]),
      ],
      actions: [cancelButton(request), button("My requests", "quota requests")],
    };
  },
});

function forWhom(whose: keyof typeof subjects, service: string | undefined): ForWhom {
  if (service !== undefined) return { account: service };
  return whose.startsWith("org") ? "organization" : "me";
}

function needing({ needed: { approvals } }: RequestView): readonly Text[] {
  return approvals === 1 ? [] : [`${count(approvals, "has", "have")} to approve it.`];
}

/** What is asked for beyond what may be granted is not refused, and neither is it a surprise. */
function bounded({ configuration, now }: CommandContext, { request }: Requested): readonly Text[] {
  const { longestGrantDays } = configuration.requests;
  const { until } = request;
  if (until && until <= latestEnd(now, longestGrantDays)) return [];
  return [`At most ${count(longestGrantDays, "day is", "days are")} granted at a time.`];
}

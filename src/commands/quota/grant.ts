import { showAmount } from "../../domain/meters/amount.ts";
import { giveGrant } from "../../domain/quotas/give-grant.ts";
import type { CountedSubject, Subject } from "../../domain/quotas/subject.ts";
import { CommandError } from "../problem.ts";
import { optional, required } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button, fact } from "../words.ts";
import { amountSecond, meterFirst, sorted } from "./either-order.ts";
import { priority } from "./priority.ts";
import { QUIET_LINE, quiet, quietly } from "./quietly.ts";
import { readLimitStates } from "../../domain/quotas/limit-states.ts";
import { affectedBy } from "../../domain/quotas/over.ts";
import { subjectKey } from "../../domain/quotas/subject.ts";
import { windowWords } from "../../domain/quotas/window-name.ts";
import { subjectMeant, typedAgain } from "./whose.ts";
import { plus, stateLine } from "./words.ts";

export const quotaGrant = defineCommand({
  name: ["quota", "grant"],
  aliases: [
    ["quota", "top-up"],
    ["quota", "give"],
  ],
  title: "Give on top of a limit",
  submit: "Give",
  summary: "Give somebody something on top of their limit, for good or until a day",
  details:
    "It comes on top of every limit of that meter that they have, and is used after the limit itself, with a priority below 5 before it. With every: it is given anew each period; rollover: says how much of what is left is kept when a period ends.",
  group: "See and change limits",
  permission: "quota:set",
  effect: "changes",
  args: {
    subject: arg.subject("Whom: @somebody, an organization, or installation"),
    amount: required(amountSecond, "How much on top, such as +200"),
    meter: required(meterFirst, "Of what, such as gpu_hours"),
    until: arg.until("Until when; for good, when left out", { optional: true, keyed: true }),
    org: arg.place("Within which organization", { optional: true, keyed: true, unasked: true }),
    every: arg.window("Given anew each period, such as month", {
      optional: true,
      keyed: true,
      unasked: true,
      label: "Every",
    }),
    rollover: arg.amount("How much of what is left is kept when a period ends; all, when left out", {
      optional: true,
      keyed: true,
      unasked: true,
      label: "Rollover",
    }),
    priority: optional(priority, "Lower ones are used first; the limit itself is 5, a grant 10, when left out", {
      keyed: true,
      unasked: true,
    }),
    reason: arg.lines("Why; it is shown beside the grant", { optional: true, keyed: true, label: "Reason" }),
    quiet,
  },
  example: "quota grant @bob +20 gpu_hours org:vision-lab",
  moreExamples: ['quota grant vision-lab +200 gpu_hours until:friday reason:"deadline of the paper"'],
  tells: "The person whom it is given to; for an organization, its admins. Both also the day before it ends, and then.",

  async run(context, { subject, org, until, every, rollover, reason, quiet: isQuiet, ...input }) {
    const { meter, amount } = sorted(input.meter, input.amount);
    const meant = counted(subjectMeant(context, subject, org));
    const kept = rollover?.limitOf(meter);
    const { grant, named } = await giveGrant(quietly(context, isQuiet), {
      subject: meant,
      meter: meter.name,
      amount: amount.positiveOf(meter),
      priority: input.priority,
      expiresAt: until,
      recurrence: every,
      reason,
      ...(kept !== undefined && kept !== null && { maxRollover: kept }),
    });
    const again = await typedAgain(context, meant);
    return {
      tone: "success",
      title: `${named.name}: ${plus(meter, grant.amount)}${every ? ` ${windowWords(every)}` : ""}`,
      lines: [...(await standing(context, meant, meter.name)), ...(isQuiet ? [QUIET_LINE] : [])],
      facts: [
        fact("Until", until ? [{ time: until }] : "for good"),
        ...(kept !== undefined && kept !== null
          ? [fact("Kept at a period's end", `at most ${showAmount(meter, kept)}`)]
          : []),
        ...(reason ? [fact("Reason", reason)] : []),
      ],
      actions: [button("Grants", "quota grants", again), button("Take it back", "quota void", { grant: grant.id })],
    };
  },
});

function counted(subject: Subject): CountedSubject {
  if (subject.scope !== "role") return subject;
  const expected = "somebody or an organization; grants are given one by one";
  throw new CommandError({ kind: "not-a-value", field: "subject", typed: `role:${subject.role}`, expected });
}

async function standing(
  context: Parameters<typeof typedAgain>[0],
  subject: CountedSubject,
  meter: string,
): Promise<string[]> {
  const [whose] = await affectedBy(context.db, context, subject);
  const [states = []] = whose ? await readLimitStates(context.db, context, [whose]) : [];
  const key = subjectKey(subject);
  return states
    .filter((state) => state.limit.meter === meter && subjectKey(state.subject) === key)
    .map((state) => stateLine(context, state));
}

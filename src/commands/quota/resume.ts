import { resumeSubject } from "../../domain/pauses/resume-subject.ts";
import type { PauseFacts } from "../../domain/pauses/events.ts";
import type { Button } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button } from "../words.ts";
import { pauseLine } from "./pause-lines.ts";
import { countedMeant, typedAgain } from "./whose.ts";

export const quotaResume = defineCommand({
  name: ["quota", "resume"],
  aliases: [
    ["org", "resume"],
    ["quota", "unpause"],
    ["limit", "resume"],
  ],
  title: "Resume",
  submit: "Resume",
  summary: "Lift a pause: work may start again, as far as the limits let it",
  details:
    "Lifts what was set for that very person or organization, by somebody or by a policy, which then does not pause it again in that period.",
  group: "See and change limits",
  permission: "quota:pause",
  effect: "changes",
  args: {
    subject: arg.subject("Whose: an organization, @somebody, or installation"),
    org: arg.place("Within which organization", { optional: true, keyed: true, unasked: true }),
    reason: arg.lines("Why; kept in the audit log", { optional: true, keyed: true, unasked: true, label: "Reason" }),
  },
  example: "quota resume vision-lab",
  moreExamples: ["quota resume @bob org:vision-lab"],
  tells: "The person who was paused; for an organization, its admins; and who had set it.",

  async run(context, { subject, org, reason }) {
    const meant = countedMeant(context, subject, org);
    const { named, lifted, left } = await resumeSubject(context, { subject: meant, reason });
    const again = await typedAgain(context, meant);
    const isFree = left.length === 0;
    return {
      tone: isFree ? "success" : "warning",
      title: isFree ? `Resumed ${named.name}` : `Lifted a pause of ${named.name}, and another one remains`,
      lines: isFree ? ["Work may start again, as far as the limits let it."] : left.map(pauseLine),
      actions: [...pauseAgain(again, lifted, context.now), button("Limits", "quota show", again)],
    };
  },
});

/** The way back, of what somebody had set. */
function pauseAgain(
  again: Readonly<Record<string, string>>,
  lifted: readonly PauseFacts[],
  now: Date,
): readonly Button[] {
  const pause = lifted.find(({ until }) => until === null || new Date(until) > now);
  if (!pause) return [];
  const { mode, until } = pause;
  return [button("Pause again", "quota pause", { ...again, mode, ...(until && { until }) })];
}

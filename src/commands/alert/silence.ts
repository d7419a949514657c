import { readAlert } from "../../domain/alerts/read-alert.ts";
import { silenceAlerts } from "../../domain/alerts/silence-alerts.ts";
import { requireRule } from "../../domain/alerts/rule-view.ts";
import { hasAlertRight } from "../../domain/alerts/alert-access.ts";
import { requirePerson } from "../../domain/memberships/authority-in.ts";
import type { CountedSubject } from "../../domain/quotas/subject.ts";
import { refuse } from "../../domain/errors.ts";
import type { AlertView } from "../../domain/alerts/alert.ts";
import { optional } from "../arg.ts";
import { arg } from "../args.ts";
import type { TypedSubject } from "../args/subject.ts";
import type { OrganizationFound } from "../../domain/quotas/find-organization.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import { button, count } from "../words.ts";
import { alert } from "./alert-arg.ts";
import { allKinds } from "./kinds.ts";
import { rule } from "./rule-arg.ts";
import { countedMeant } from "./watched.ts";

export const alertSilence = defineCommand({
  name: ["alert", "silence"],
  title: "Silence alerts",
  submit: "Silence",
  summary: "Have nothing told of what you name until a time; what fires is recorded all the same",
  details:
    "It goes by what alerts are about, so that one that comes and goes stays silent. Of an organization all below it is silent, too. What is about yourself, you silence for yourself only. What is still so at the end is told then.",
  group: "Alerts and announcements",
  permission: "alert:manage",
  effect: "changes",
  args: {
    subject: arg.subject("Whose alerts: yourself, @somebody, an organization, or installation", { optional: true }),
    until: arg.until("Until when, or for how long: 4h, friday 18:00", { keyed: true }),
    kind: arg.choice("Kind", allKinds)("Only of this kind; all kinds, when left out", { optional: true, keyed: true }),
    meter: arg.meter("Only of this meter", { optional: true, keyed: true }),
    reason: arg.lines("Why; others read it", { optional: true, keyed: true, label: "Reason" }),
    alert: optional(alert, "Only what this alert is about", { keyed: true, unasked: true }),
    rule: optional(rule, "Only of this rule", { keyed: true, unasked: true }),
    org: arg.place("Of a person: only what they do there", { optional: true, keyed: true, unasked: true }),
  },
  example: "alert silence vision-lab until:4h reason:maintenance",
  moreExamples: ['alert silence me until:"monday 9:00" kind:quota meter:storage'],
  tells: "Nobody; cards of open alerts say that they are silenced.",

  async prefill(context, { alert: alertId }) {
    if (!alertId) return {};
    const view = await seenAlert(context, alertId);
    const subject = typedSubject(view.subject);
    return { until: "4h", kind: view.kind, ...(view.meter && { meter: view.meter.name }), ...(subject && { subject }) };
  },

  async run(context, { alert: alertId, rule: ruleId, until, kind, meter, reason, ...whose }) {
    const about = alertId === undefined ? undefined : await seenAlert(context, alertId);
    const named = ruleId === undefined ? undefined : await requireRule(context.db, context, { ruleId, right: "see" });
    const { silence, matching } = await silenceAlerts(context, {
      subject: subjectOf(context, whose, about),
      kind: kind ?? about?.kind,
      meter: meter ?? about?.meter,
      rule: named?.view.rule,
      until,
      reason,
    });
    return {
      tone: "success",
      title: `Silenced: ${silence.shown}`,
      lines: [
        ["Until ", { time: until }, ". What is still so then is told then."],
        matching > 0
          ? `${count(matching, "open alert falls silent", "open alerts fall silent")} now.`
          : "No open alert is about that now.",
      ],
      actions: [button("End it", "alert unsilence", { silence: silence.id }), button("Silences", "alert silences")],
    };
  },
});

/** What a form can show of it; who is meant by a member is left to the alert itself. */
function typedSubject(subject: CountedSubject): string | undefined {
  if (subject.scope === "tenant") return "installation";
  return subject.scope === "organization" ? subject.organizationId : undefined;
}

interface Whose {
  readonly subject: TypedSubject | undefined;
  readonly org: OrganizationFound | undefined;
}

function subjectOf(context: CommandContext, { subject, org }: Whose, about: AlertView | undefined): CountedSubject {
  return subject === undefined && about ? about.subject : countedMeant(context, subject, org);
}

async function seenAlert(context: CommandContext, alertId: string): Promise<AlertView> {
  const { id: personId } = requirePerson(context);
  const view = await readAlert(context.db, context, alertId);
  const isSeen = view && (await hasAlertRight(context.db, context, { personId, watched: view.subject, right: "see" }));
  // One answer for what is not there and for what is not theirs to see.
  return view && isSeen ? view : refuse({ kind: "not-found", thing: "alert" });
}

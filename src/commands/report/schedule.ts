import { scheduleReport } from "../../domain/scheduled-reports/schedule-report.ts";
import type { ReportPlace } from "../../domain/scheduled-reports/schedule-report.ts";
import { channelHere, reachHere } from "../alert/channel.ts";
import { optional, required } from "../arg.ts";
import { currentOrganization } from "../args/organization.ts";
import type { TypedSubject } from "../args/subject.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import { CommandError } from "../problem.ts";
import { button } from "../words.ts";
import { schedule, zone } from "./schedule-arg.ts";
import { placeOf, reportButtons, reportChoices, reportFacts, reportName } from "./words.ts";

export const reportSchedule = defineCommand({
  name: ["report", "schedule"],
  title: "Schedule a report",
  submit: "Schedule",
  summary: "Have a report posted in this channel, or to you in a direct message, as often as you say",
  details:
    "It tells of the whole days since the one before, beside as many days before that. Scheduling the same report here again changes when it comes.",
  group: "Alerts and announcements",
  permission: "alert:manage",
  effect: "changes",
  args: {
    what: arg.choice("Report", reportChoices)("What it tells of"),
    every: required(schedule, "When: every monday 9:00, weekdays 8:30, first of the month 9:00, …", { greedy: true }),
    org: arg.subject("Of whom: an organization, or installation; your organization, when left out", {
      optional: true,
      keyed: true,
      alsoKnownAs: ["organization", "subject"],
    }),
    zone: optional(zone, "By whose clock, such as Europe/Paris; yours, when left out", { keyed: true, unasked: true }),
  },
  example: "report schedule usage every monday 9:00",
  moreExamples: [
    "report schedule alerts weekdays 8:30 org:vision-lab",
    "report schedule admin first of the month 9:00",
  ],
  tells: "The channel: a line says who set it up.",

  async run(context, { what, every, org, zone: timeZone }) {
    const { report, before, changed } = await scheduleReport(context, {
      what,
      schedule: every,
      timeZone,
      place: placeHere(context),
      organizationId: organizationMeant(context, org),
    });
    const comes = `${reportName(report)} comes ${report.every} to ${placeOf(report)}`;
    return {
      tone: changed ? "success" : "neutral",
      title: changed ? comes : `${comes}, as before`,
      lines: before && changed ? [`Before, it came ${before.every}.`] : [],
      facts: reportFacts(report),
      actions: [...reportButtons(report), button("Reports", "report list")],
    };
  },
});

/** A channel's members read it; anywhere else it comes to who asks. */
function placeHere(context: CommandContext): ReportPlace {
  if (channelHere(context)) return { kind: "channel", ...reachHere(context) };
  const { platform, workspace } = context.invocation;
  return { kind: "direct", platform, workspaceExternalId: workspace.externalId };
}

/** undefined: the installation. */
function organizationMeant(context: CommandContext, typed: TypedSubject | undefined): string | undefined {
  switch (typed?.kind) {
    case undefined:
      return currentOrganization(context)?.organizationId;
    case "installation":
      return undefined;
    case "organization":
      return typed.organization.id;
    case "person":
    case "role":
      throw new CommandError({
        kind: "not-a-value",
        field: "org",
        typed: typed.kind === "person" ? typed.person.label : typed.role,
        expected: "an organization, or installation",
      });
  }
}

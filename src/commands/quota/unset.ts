import { previewUnset, unsetQuota } from "../../domain/quotas/unset-quota.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button, formButton, listed } from "../words.ts";
import { alertLines } from "./alerts-fired.ts";
import { overLines } from "./impact.ts";
import { QUIET_LINE, quiet, quietly } from "./quietly.ts";
import { subjectMeant, typedAgain } from "./whose.ts";

export const quotaUnset = defineCommand({
  name: ["quota", "unset"],
  aliases: [["limit", "unset"]],
  title: "Take a limit away",
  submit: "Take away",
  summary: "Take away a limit that was set by command; what comes next in line applies again",
  group: "See and change limits",
  permission: "quota:set",
  effect: "changes",
  args: {
    subject: arg.subject("Whose: @somebody, an organization, role:member, everyone, or installation"),
    meter: arg.meter("What is limited, such as gpu_hours"),
    window: arg.window("Over which period; all of them, when left out", { optional: true }),
    org: arg.place("Within which organization", { optional: true, keyed: true }),
    reason: arg.lines("Why; kept in the audit log", { optional: true, keyed: true, label: "Reason" }),
    quiet,
  },
  example: "quota unset @bob gpu_hours org:vision-lab",
  moreExamples: ["quota unset vision-lab gpu_hours month"],
  tells: "The person whose limit it was; for an organization, its admins.",

  async confirm(context, { subject, meter, window, org }) {
    const wish = { subject: subjectMeant(context, subject, org), meter, window };
    const { named, quotas, impact } = await previewUnset(context, wish);
    const consequences = [...overLines(context, impact), ...(await alertLines(context, impact))];
    if (consequences.length === 0) return undefined;
    const words = listed(quotas.map((quota) => quota.shown));
    return {
      title: `Take away from ${named.name}: ${words}?`,
      lines: consequences,
      button: "Take away",
      pinned: await typedAgain(context, wish.subject),
    };
  },

  async run(context, { subject, meter, window, org, reason, quiet: isQuiet }) {
    const meant = subjectMeant(context, subject, org);
    const wish = { subject: meant, meter, window, reason };
    const { impact } = await previewUnset(context, wish);
    const alerts = await alertLines(context, impact);
    const { named, quotas } = await unsetQuota(quietly(context, isQuiet), wish);
    const words = listed(quotas.map((quota) => quota.shown));
    const again = await typedAgain(context, meant);
    return {
      tone: "success",
      title: `Took away from ${named.name}: ${words}`,
      lines: [
        "What comes next in line applies: a role's limit, or the plan's.",
        ...alerts,
        ...(isQuiet ? [QUIET_LINE] : []),
      ],
      actions: [
        button("What applies now?", "quota explain", { ...again, meter: meter.name }),
        formButton("Set another", "quota set", { ...again, meter: meter.name }),
      ],
    };
  },
});

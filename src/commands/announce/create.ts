import { draftAnnouncement } from "../../domain/announcements/draft-announcement.ts";
import { refuse } from "../../domain/errors.ts";
import { required } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { body, title } from "./announcement-arg.ts";
import { audience, audienceMeant } from "./audience-arg.ts";
import { previewReply, severityLabels, viaNames } from "./words.ts";

export const announceCreate = defineCommand({
  name: ["announce", "create"],
  aliases: [["announce"], ["announcement"], ["announce", "new"]],
  title: "Announce something",
  submit: "Preview",
  summary: "Tell everyone, an organization, a role, a cluster's users or people on a plan something",
  details:
    "You see first how readers will see it, whom it reaches and how long it takes; nothing is sent before you say so. cluster:… are those who used something there in the last seven days, by the name that its usage is reported under. A role is one in the installation, or with org:… one there.",
  group: "Alerts and announcements",
  permission: "announcement:send-organization",
  effect: "changes",
  args: {
    title: required(title, "One line: the news"),
    text: required(body, "What is to be said: plain text and links"),
    to: required(audience, "everyone, an organization, role:admin, cluster:<name> or plan:<name>"),
    via: arg.choice("How", viaNames)("To each person, or in channels", { default: "direct", keyed: true }),
    severity: arg.choice("How grave", severityLabels)("How grave it is", { default: "info", keyed: true }),
    when: arg.start("When it goes out; once you say so, when left out", {
      optional: true,
      keyed: true,
      unasked: true,
      label: "When",
    }),
    org: arg.place("Within which organization a role is meant", { optional: true, keyed: true, unasked: true }),
  },
  example: 'announce create "Maintenance on Friday" "The cluster is down from 18:00 to 20:00." vision-lab',
  moreExamples: [
    'announce "New GPUs" "Eight more H100 are there." everyone',
    'announce "Move your data" "Scratch is emptied on Monday." cluster:slurm-alpha severity:warning when:"tomorrow 09:00"',
  ],
  tells: "Nobody yet: you see it first.",

  async run(context, { title: line, text, to, org, via, severity, when }) {
    if (when && when <= context.now) refuse({ kind: "until-passed", until: when.toISOString(), field: "when" });
    const drafted = await draftAnnouncement(context, {
      title: line,
      body: text,
      audience: audienceMeant(context, to, org),
      via,
      severity,
    });
    return previewReply(context, drafted, when);
  },
});

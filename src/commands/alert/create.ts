import { requireAlertRight } from "../../domain/alerts/alert-access.ts";
import { createAlertRule } from "../../domain/alerts/create-rule.ts";
import { subscribeChannel } from "../../domain/alerts/subscribe-channel.ts";
import { testAlert } from "../../domain/alerts/test-alert.ts";
import type { RuleWish } from "../../domain/alerts/rule-wish.ts";
import { refuse } from "../../domain/errors.ts";
import { optional } from "../arg.ts";
import { arg } from "../args.ts";
import { duration } from "../args/when.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import { button, formButton } from "../words.ts";
import { reachHere } from "./channel.ts";
import { ruleKinds, severityChoices } from "./kinds.ts";
import { level, levels } from "./level-arg.ts";
import { boundLines } from "./subscription-words.ts";
import { watchedMeant } from "./watched.ts";
import { defaultRoute, ruleFactsShown, sampleLines } from "./words.ts";

export const alertCreate = defineCommand({
  name: ["alert", "create"],
  title: "New alert rule",
  submit: "Create",
  summary: "Be told when a limit comes near, use is high or unusual, or jobs fail",
  details:
    "A bare number is a share of the limit in percent; an amount has its unit, and “left” behind it means what is left. Whoever it is about hears of it; here:yes has this channel hear of it, too. A sample is sent at once.",
  group: "Alerts and announcements",
  permission: "alert:manage",
  effect: "changes",
  args: {
    kind: arg.choice("Kind", ruleKinds)("What to be told of"),
    subject: arg.subject("Whose: yourself, @somebody, an organization, everyone, or installation", { optional: true }),
    meter: arg.meter("Of what, such as gpu_hours; every meter, when left out", { optional: true }),
    at: optional(levels, "From where on: 80, 95, 100; or 500 GPU hours; or 50 GPU hours left"),
    here: arg.flag("Whether this channel hears of it, too", {
      optional: true,
      keyed: true,
      label: "Tell this channel, too",
    }),
    over: optional(duration, "Over how long it looks, such as 6h: for high usage and failing jobs", {
      keyed: true,
      unasked: true,
      label: "Over",
    }),
    every: optional(level, "After the last level again and again, such as 10", { keyed: true, unasked: true }),
    window: arg.window("Only limits of this period", { optional: true, keyed: true, unasked: true }),
    severity: arg.choice("Severity", severityChoices)("How urgent it is", {
      optional: true,
      keyed: true,
      unasked: true,
    }),
    wait: optional(duration, "How long it has to be so before it is told", { keyed: true, unasked: true }),
    keep: optional(duration, "How long it has to be gone before it is over", { keyed: true, unasked: true }),
    repeat: optional(duration, "After how long it is said again", { keyed: true, unasked: true }),
    name: arg.text("What to call the rule", { optional: true, keyed: true, unasked: true, label: "Name" }),
    org: arg.place("Of a person: only what they do there", { optional: true, keyed: true, unasked: true }),
    reason: arg.lines("Why; it is kept in the audit trail", {
      optional: true,
      keyed: true,
      unasked: true,
      label: "Reason",
    }),
  },
  example: 'alert create quota vision-lab gpu_hours at:"80, 95, 100"',
  moreExamples: [
    'alert create usage vision-lab gpu_hours at:"100 GPU hours" over:6h here:yes',
    'alert create quota me storage at:"10 GB left"',
    'alert create failures vision-lab at:"3, 50 %" over:1h',
  ],
  tells: "You, and this channel where here:yes says so, by a sample.",

  async run(context, { here, over, wait, keep, repeat, org, at, ...input }) {
    const wish: RuleWish = {
      ...input,
      watched: watchedMeant(context, input.subject, org),
      levels: at,
      overMs: over,
      timing: timingOf({ wait, keep, repeat }),
    };
    // Before anything is made: a rule that its channel does not hear of helps nobody.
    if (here) await requireReach(context, wish);
    const view = await createAlertRule(context, wish);
    const heard =
      here && (await subscribeChannel(context, { ...reachHere(context), ...heardOf(wish), isBesides: true }));
    const tested = await testAlert(context, { ruleId: view.rule.id });
    const { id } = view.rule;
    return {
      tone: "success",
      title: `New alert rule: ${view.rule.name}`,
      lines: [...sampleLines(tested), defaultRoute(view), ...(heard ? boundLines(heard.subscription) : [])],
      facts: ruleFactsShown(view),
      actions: [
        button("How does it stand?", "alert explain", { rule: id }),
        formButton("Change it", "alert edit", { rule: id }),
        button("Delete it", "alert delete", { rule: id }, { style: "danger" }),
      ],
    };
  },
});

interface Lengths {
  readonly wait: number | undefined;
  readonly keep: number | undefined;
  readonly repeat: number | undefined;
}

/** Only what was said. */
export function timingOf({ wait, keep, repeat }: Lengths): RuleWish["timing"] {
  const timing = {
    ...(wait !== undefined && { pendingFor: wait }),
    ...(keep !== undefined && { keepFiringFor: keep }),
    ...(repeat !== undefined && { repeatEvery: repeat }),
  };
  return Object.keys(timing).length > 0 ? timing : undefined;
}

/** What this channel is to hear of besides what it does already: just what the rule tells. */
function heardOf({ kind, watched, meter }: RuleWish) {
  const organizationId = watched !== "each" && "organizationId" in watched ? watched.organizationId : undefined;
  return { kinds: [kind], organizationId, meter };
}

async function requireReach(context: CommandContext, wish: RuleWish): Promise<void> {
  const { organizationId } = heardOf(wish);
  const watched = organizationId
    ? ({ scope: "organization", organizationId } as const)
    : ({ scope: "tenant" } as const);
  await requireAlertRight(context, context.db, { watched, right: "manage" });
  const { channel, probe } = reachHere(context);
  const reach = await probe();
  if (!reach.ok)
    refuse({ kind: "channel-unreachable", channel: `#${channel.name}`, reason: reach.reason, howTo: reach.howTo });
}

import { assignPersonPlan, previewPersonPlan } from "../../domain/plans/assign-person-plan.ts";
import type { PersonPlan } from "../../domain/plans/assignments.ts";
import { explainPlan } from "../../domain/plans/explain-plan.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import { explanationReply } from "../plan/explain.ts";
import { alertLines } from "../quota/alerts-fired.ts";
import { consequences, differences, effectiveWords, labelOf } from "../plan/words.ts";
import { button, listed } from "../words.ts";

export const userPlan = defineCommand({
  name: ["user", "plan"],
  aliases: [["person", "plan"]],
  title: "A person's plan",
  submit: "Go on",
  summary: "Show somebody's plan, or give them one of their own",
  details:
    "A plan of one's own goes before those of all groups, joined now or later, until another is given; the default or none takes it away. Admins do not change their own, nor give what the configuration leaves to Super Admins.",
  group: "See and change limits",
  permission: "plan:assign",
  effect: "changes",
  args: {
    person: arg.registered("Whose: a mention or a username"),
    plan: arg.plan("Which plan, or none; left out, it is only shown", { optional: true }),
    reason: arg.lines("Why; they are told, and the audit log keeps it", {
      optional: true,
      keyed: true,
      label: "Reason",
    }),
  },
  example: "user plan @bob large",
  moreExamples: ["user plan @bob", "user plan @bob none"],
  tells: "The person: which plan they have now.",

  async confirm(context, { person, plan, reason }) {
    if (plan === undefined) return undefined;
    const { before, after, changed, impact } = await previewPersonPlan(context, { personId: person.id, plan, reason });
    if (!changed) return undefined;
    const { name, username } = before.person;
    return {
      title: after.personal
        ? `Give ${name} the plan ${labelOf(context.configuration, after.personal)}?`
        : `Take away the plan of ${name}'s own?`,
      lines: [
        `Now: ${effectiveWords(before)}. Then: ${effectiveWords(after)}.`,
        ...overriding(context, after),
        ...differences(context.configuration, before.effective.plan, after.effective.plan),
        ...consequences(context, impact),
        ...(await alertLines(context, impact)),
      ],
      button: after.personal ? "Give it" : "Take it away",
      pinned: { person: `@${username}`, plan },
    };
  },

  async run(context, { person, plan, reason }) {
    if (plan === undefined) return explanationReply(context, await explainPlan(context, { personId: person.id }));

    const wish = { personId: person.id, plan, reason };
    const { impact } = await previewPersonPlan(context, wish);
    const alerts = await alertLines(context, impact);
    const { before, after, changed } = await assignPersonPlan(context, wish);
    const { name, username } = after.person;
    const whose = `@${username}`;
    if (!changed)
      return { tone: "neutral", title: `The plan of ${name} is ${effectiveWords(after)}, as before. Nothing changed.` };
    return {
      tone: "success",
      title: `The plan of ${name} is now ${effectiveWords(after)}`,
      lines: [...overriding(context, after), `Before: ${effectiveWords(before)}.`, ...alerts],
      actions: [
        button("Undo", "user plan", { person: whose, plan: before.personal ?? "none" }),
        button("How is it chosen?", "plan explain", { person: whose }),
      ],
    };
  },
});

/** DL-14 and DL-38: which groups' plans it goes before, now and later. */
function overriding({ configuration }: CommandContext, { personal, groups }: PersonPlan): readonly string[] {
  if (personal === null) return ["The plans of groups apply again, and the default where there is none."];
  const overridden = groups.flatMap(({ name, plan }) => (plan ? [`${labelOf(configuration, plan)} of ${name}`] : []));
  return overridden.length > 0
    ? [`It overrides ${listed(overridden)}, and the plans of groups joined later.`]
    : ["No group of theirs has a plan; it also goes before those of groups joined later."];
}

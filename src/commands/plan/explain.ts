import { explainPlan } from "../../domain/plans/explain-plan.ts";
import type { Flip, PlanExplanation, PlanRule } from "../../domain/plans/explain-plan.ts";
import type { Configuration } from "../../domain/configuration/configuration.ts";
import type { TableRow } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import type { Reply } from "../reply.ts";
import { actions, button, formButton, listed } from "../words.ts";
import { effectiveWords, labelOf } from "./words.ts";

export const planExplain = defineCommand({
  name: ["plan", "explain"],
  aliases: [["plan", "why"]],
  title: "Why this plan",
  submit: "Explain",
  summary: "Explain why a plan applies: every place it could come from, and why the others lost",
  details: "One's own plan comes first, then of all groups' plans the one listed last, then the default.",
  group: "See and change limits",
  effect: "reads",
  args: { person: arg.registered("Whose; yours, when left out", { optional: true }) },
  example: "plan explain",
  moreExamples: ["plan explain @bob"],

  async run(context, { person }) {
    return explanationReply(context, await explainPlan(context, { personId: person?.id }));
  },
});

/** The derivation as people read it. */
export function explanationReply(context: CommandContext, explanation: PlanExplanation): Reply {
  const { person, kind, type, flips, rules } = explanation;
  const { configuration, actor } = context;
  const isOwn = actor.kind === "person" && actor.id === person.id;
  return {
    tone: "neutral",
    title: isOwn
      ? `Your plan is ${effectiveWords(explanation).replace("of their own", "of your own")}`
      : `The plan of ${person.name} is ${effectiveWords(explanation)}`,
    lines: [
      ...(type === "viewer" ? ["Viewers look and use nothing: no job starts, whatever the plan allows."] : []),
      ...(kind === "service" ? ["A service account gets nothing of the plans of groups, nor of the default."] : []),
      ...(explanation.effective.through === "personal"
        ? ["It stays when groups with other plans are joined or left, until another plan is given."]
        : []),
      ...flips.map((flip) => flipLine(configuration, flip)),
    ],
    table: { columns: ["Where from", "Plan", "Outcome"], rows: rowsOf(configuration, rules) },
    ...actions(
      button("Limits of this plan", "plan show", { plan: explanation.effective.plan.name }),
      !isOwn && formButton("Give another", "user plan", { person: `@${person.username}` }),
    ),
  };
}

const outcomes: Readonly<Record<PlanRule["outcome"], string>> = {
  applies: "applies",
  "nothing-given": "none is given here",
  "own-goes-first": "loses: a plan of one's own goes first",
  "listed-earlier": "loses: it is listed before the one that applies",
  "same-plan": "the same plan",
  "given-elsewhere": "loses: another one is given",
  gone: "passed over: it is no longer defined",
};

function isEmpty({ through, outcome }: PlanRule): boolean {
  return through === "organization" && outcome === "nothing-given";
}

/** Groups without a plan share a row: most people belong to several. */
function rowsOf(configuration: Configuration, rules: readonly PlanRule[]): readonly TableRow[] {
  const empty = rules.flatMap((rule) => (isEmpty(rule) && rule.organization ? [rule.organization] : []));
  const rows = rules.filter((rule) => !isEmpty(rule)).map((rule) => rowOf(configuration, rule));
  const shared = { cells: [listed(empty), "none", outcomes["nothing-given"]] };
  return empty.length > 0 ? [...rows.slice(0, -1), shared, ...rows.slice(-1)] : rows;
}

function rowOf(configuration: Configuration, { through, organization, plan, outcome }: PlanRule): TableRow {
  const place = { personal: "Own plan", organization: organization ?? "A group", default: "The default" }[through];
  return { cells: [place, plan === null ? "none" : labelOf(configuration, plan), outcomes[outcome]] };
}

function flipLine(configuration: Configuration, flip: Flip): string {
  const label = (name: string) => labelOf(configuration, name);
  switch (flip.kind) {
    case "end-personal":
      return `Without the plan of one's own, ${label(flip.next)} would apply.`;
    case "give-personal":
      return "A plan of one's own would go before all others.";
    case "leave":
      return `Outside of ${listed(flip.organizations)}, ${label(flip.next)} would apply.`;
    case "group-listed-later":
      return `A group with ${listed(flip.plans.map(label), "or")} would go before it, as listed later in the file.`;
  }
}

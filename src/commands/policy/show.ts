import { showPolicy } from "../../domain/policies/list-policies.ts";
import { countedSubjectOf } from "../../domain/quotas/subject-row.ts";
import { policyWords } from "../../notifications/compose/notice-pause.ts";
import { required } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { typedAgain } from "../quota/whose.ts";
import { actions, button, fact, present } from "../words.ts";
import { policy } from "./policy-arg.ts";
import { actionNames, firedText, standingWords } from "./words.ts";

export const policyShow = defineCommand({
  name: ["policy", "show"],
  title: "A policy",
  submit: "Show",
  summary: "Show a policy: what it looks at, how far that is, and what it has done in this period",
  group: "See and change limits",
  permission: "quota:set",
  effect: "reads",
  args: {
    policy: required(policy, "Which; part of how the list calls it, such as gpu_hours", { greedy: true }),
  },
  example: "policy show gpu_hours",
  moreExamples: ["policy show pause at 80 %"],

  async run(context, { policy: policyId }) {
    const row = await showPolicy(context, { policyId });
    const { facts, policy: made, isPausing, span } = row;
    const again = await typedAgain(context, countedSubjectOf(made));
    return {
      tone: isPausing ? "warning" : "neutral",
      title: `${facts.subject}: ${policyWords(facts)}`,
      facts: present([
        fact("Now", standingWords(context, row)),
        fact("In this period", firedText(row)),
        fact("What it does", actionNames[made.action]),
        span.endsAt && fact("Next period", [{ time: span.endsAt }]),
        made.reason !== null && fact("Reason", made.reason),
        fact("Made", [`by ${made.createdByName}, `, { time: made.createdAt }]),
      ]),
      ...actions(
        isPausing && button("Resume", "quota resume", again),
        button("Limits", "quota show", again),
        button("Delete", "policy delete", { policy: facts.id }, { style: "danger" }),
      ),
    };
  },
});

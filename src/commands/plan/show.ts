import { showPlan } from "../../domain/plans/list-plans.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { actions, button, fact, formButton } from "../words.ts";
import { countsCell, originOf } from "./list.ts";
import { limitFacts } from "./words.ts";

export const planShow = defineCommand({
  name: ["plan", "show"],
  title: "A plan",
  submit: "Show",
  summary: "Show a plan: its limits, what happens at them, and who has it",
  group: "See and change limits",
  effect: "reads",
  args: { plan: arg.plan("Which plan") },
  example: "plan show large",

  async run(context, { plan: typed }) {
    const { plan, position, isDefault, isMine, counts, seesAll } = await showPlan(context, typed);
    const { plans, source } = context.configuration;
    const limits = limitFacts(context.configuration, plan);
    return {
      tone: "neutral",
      title: `Plan ${plan.label}${isMine ? ", yours" : ""}`,
      lines: [
        ...(plan.description ? [plan.description] : []),
        ...(limits.length === 0 ? ["It limits nothing."] : []),
        originOf(source),
      ],
      facts: [
        ...limits,
        fact("Place in the list", `${position} of ${plans.length}${isDefault ? ", the default" : ""}`),
        ...(plan.assignedBy === "super_admin" ? [fact("Who gives it to people", "Super Admins only")] : []),
        ...(counts ? [fact("Who has it", countsCell(counts))] : []),
      ],
      ...actions(
        seesAll && !isDefault && formButton("Give it to somebody", "user plan", { plan: plan.name }),
        button("Plans", "plan list"),
      ),
    };
  },
});

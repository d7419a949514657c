import { listPlans } from "../../domain/plans/list-plans.ts";
import { given } from "../arg.ts";
import type { Kind } from "../arg.ts";

const MOST_SUGGESTIONS = 25;
const MOST_CHARACTERS = 100;

/** A plan's name or label, or "none". Whether there is one is for the verb to say, once it is known who asks. */
export const plan: Kind<string> = {
  kind: "plan",
  label: "Plan",
  field: "suggested",
  read: (typed) => given(typed),
  async suggest(context, query) {
    const wanted = query.toLowerCase();
    const { rows } = await listPlans(context);
    return rows
      .map(({ plan: { name, label, description } }) => ({ value: name, label: labelOf(label, description) }))
      .filter((one) => `${one.value} ${one.label}`.toLowerCase().includes(wanted))
      .slice(0, MOST_SUGGESTIONS);
  },
};

function labelOf(label: string, description: string): string {
  const text = description ? `${label}: ${description}` : label;
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
}

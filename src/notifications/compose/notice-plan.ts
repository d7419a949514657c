import type { PlanEvent } from "../../domain/plans/events.ts";
import type { Notices } from "./notice.ts";

const myPlan = { label: "How is my plan chosen?", call: { command: "plan explain", input: {} } };
const planList = { label: "Plans", call: { command: "plan list", input: {} } };
/** A message that names more is not read. */
const MOST_SHOWN = 10;

/** News about plans and the file that they are defined in. */
export const planNotices: Notices<PlanEvent["kind"]> = {
  "person-plan-changed": ({ person, before, after }, readerId) => ({
    tone: "neutral",
    title: `${person.id === readerId ? "Your" : `${person.name}'s`} own plan ${after === null ? "was taken away" : `is now ${after}`}`,
    lines: [
      after === null
        ? "Now the plans of groups apply again, and the default where there is none."
        : "It goes before the plans of all groups, until another one is given. What is running goes on.",
    ],
    facts: [{ label: "Before", value: before ?? "none" }],
    actions: [myPlan],
  }),

  "organization-plan-changed": ({ organization, before, after }) => ({
    tone: "neutral",
    title:
      after === null
        ? `The plan of ${organization.name} was taken away`
        : `The plan of ${organization.name} is now ${after}`,
    lines: [
      after === null
        ? "Its members get the plan of another group, or the default."
        : "It applies to its members who have no plan of their own. What is running goes on.",
    ],
    facts: [{ label: "Before", value: before ?? "none" }],
    actions: [myPlan],
  }),

  "configuration-loaded": ({ file, changes }) => ({
    tone: "neutral",
    title: `${file} was loaded`,
    lines: shown(changes, "change", "changes"),
    actions: [planList],
  }),

  "configuration-refused": ({ file, problems }) => ({
    tone: "warning",
    title: `${file} has a mistake and was not loaded`,
    lines: [...shown(problems, "mistake", "mistakes"), "The configuration from before stays in use."],
    actions: [planList],
  }),
};

function shown(lines: readonly string[], one: string, many: string): readonly string[] {
  const more = lines.length - MOST_SHOWN;
  return more > 0 ? [...lines.slice(0, MOST_SHOWN), `And ${more} more ${more === 1 ? one : many}.`] : lines;
}

import { listPlans } from "../../domain/plans/list-plans.ts";
import type { PlanList, PlanRow } from "../../domain/plans/list-plans.ts";
import type { ConfigurationSource } from "../../domain/configuration/configuration.ts";
import { PAGE_SIZE, pageOf } from "../../domain/paging.ts";
import type { TableRow, Text } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import { listReply } from "../list.ts";
import { button, count, listed, present } from "../words.ts";
import { limitsCell } from "./words.ts";

const MOST_LINES = 10;

export const planList = defineCommand({
  name: ["plan", "list"],
  aliases: [["plans"]],
  title: "Plans",
  summary: "List the plans in their order: of several groups' plans the last listed applies",
  details: "Admins see all plans and who has them, everybody else those that concern them.",
  group: "See and change limits",
  effect: "reads",
  args: { page: arg.page("Which page of ten", { default: "1", keyed: true, unasked: true }) },
  example: "plan list",

  async run(context, { page }) {
    const list = await listPlans(context);
    const { offset, ...place } = pageOf(list.rows.length, page);
    const reply = listReply(context, {
      heading: "Plans",
      nothing: "There is no plan.",
      ...place,
      table: {
        columns: ["Plan", "Limits", ...(list.seesAll ? ["Who has it"] : [])],
        rows: list.rows.slice(offset, offset + PAGE_SIZE).map((row) => rowOf(context, row)),
      },
      actions: present([
        button("How is mine chosen?", "plan explain"),
        list.seesAll && button("Load the file again", "plan reload"),
      ]),
    });
    return { ...reply, lines: [...(reply.lines ?? []), ...standing(list, context.configuration.source)] };
  },
});

function rowOf({ configuration }: CommandContext, row: PlanRow): TableRow {
  const { plan, isDefault, isMine, counts } = row;
  const marks = present([isDefault && "the default", isMine && "yours"]);
  const name = marks.length > 0 ? `${plan.label} (${marks.join(", ")})` : plan.label;
  return {
    cells: [name, limitsCell(configuration, plan), ...(counts ? [countsCell(counts)] : [])],
    actions: [button("Show", "plan show", { plan: plan.name })],
  };
}

export function countsCell({ people, personal, organizations }: NonNullable<PlanRow["counts"]>): string {
  const own = personal > 0 ? ` (${personal} as their own)` : "";
  const groups = organizations > 0 ? `, given to ${count(organizations, "group", "groups")}` : "";
  return `${count(people, "person", "people")}${own}${groups}`;
}

/** Where plans come from, since when, and what is wrong with that. */
function standing({ missing, seesAll }: PlanList, source: ConfigurationSource): readonly Text[] {
  const origin = originOf(source);
  if (!seesAll) return [origin];
  return [
    origin,
    ...(source.problem ? [`A later version of it is not in use: ${source.problem}`] : []),
    ...(source.waiting ? [`A later version waits for plan reload; it makes ${changes(source.waiting)}.`] : []),
    ...(source.warnings ?? []).slice(0, MOST_LINES).map((warning) => `Warning: ${warning}.`),
    ...missing.slice(0, MOST_LINES).map(({ plan, people, organizations }) => {
      const whose = present([
        people > 0 && count(people, "person", "people"),
        organizations > 0 && count(organizations, "group", "groups"),
      ]);
      return `The plan ${plan} is still given to ${listed(whose)}, but no longer defined: what comes next applies to them.`;
    }),
  ];
}

function changes(waiting: readonly string[]): string {
  return count(waiting.length, "change", "changes");
}

/** DL-10: the source, and when it was read. */
export function originOf({ file, loadedAt }: ConfigurationSource): Text {
  return file === undefined
    ? "There is no quartermaster.yml here: this is the program's own plan."
    : [`Defined in ${file}, loaded `, { time: loadedAt }, "."];
}

import { listPolicies } from "../../domain/policies/list-policies.ts";
import type { PolicyRow } from "../../domain/policies/list-policies.ts";
import { policyWords } from "../../notifications/compose/notice-pause.ts";
import type { TableRow } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import { listReply } from "../list.ts";
import { capitalized } from "../org/words.ts";
import { actions, button, formButton } from "../words.ts";
import { placeLooked } from "./policy-arg.ts";
import { firedText, standingWords } from "./words.ts";

export const policyList = defineCommand({
  name: ["policy", "list"],
  aliases: [["policies"]],
  title: "Policies",
  submit: "List",
  summary: "List what is to happen at how much used, how far that is, and what has happened in this period",
  group: "See and change limits",
  permission: "quota:set",
  effect: "reads",
  args: {
    org: arg.place("Of which organization and its members; for admins of the installation all, when left out", {
      optional: true,
    }),
    page: arg.page("Which page of ten", { default: "1", keyed: true, unasked: true }),
  },
  example: "policy list",
  moreExamples: ["policy list vision-lab"],

  async run(context, { org, page }) {
    const { rows, ...paged } = await listPolicies(context, { organizationId: org?.id ?? placeLooked(context), page });
    return listReply(context, {
      ...paged,
      heading: org ? `Policies in ${org.name}` : "Policies",
      nothing: "There are no policies: nothing happens by itself at any amount used.",
      table: {
        columns: ["For whom", "What", "Now", "In this period"],
        rows: rows.map((row) => rowOf(context, row)),
      },
      ...actions(formButton("Make one", "policy create")),
    });
  },
});

function rowOf(context: CommandContext, row: PolicyRow): TableRow {
  const { facts } = row;
  return {
    cells: [facts.subject, capitalized(policyWords(facts)), standingWords(context, row), firedText(row)],
    actions: [
      button("Show", "policy show", { policy: facts.id }),
      button("Delete", "policy delete", { policy: facts.id }, { style: "danger" }),
    ],
  };
}

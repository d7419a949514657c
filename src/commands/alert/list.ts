import { listAlertRules } from "../../domain/alerts/list-rules.ts";
import type { RuleRow } from "../../domain/alerts/list-rules.ts";
import type { TableRow } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { listReply } from "../list.ts";
import { capitalized } from "../org/words.ts";
import { button, formButton } from "../words.ts";
import { ruleKinds } from "./kinds.ts";

export const alertList = defineCommand({
  name: ["alert", "list"],
  aliases: [["alert", "rules"]],
  title: "Alert rules",
  summary: "List the rules that alerts come from",
  group: "Alerts and announcements",
  effect: "reads",
  args: {
    text: arg.text("Only rules whose name has this in it", { optional: true, label: "Search" }),
    kind: arg.choice("Kind", ruleKinds)("Only of this kind", { optional: true, keyed: true }),
    org: arg.place("Only of this organization", { optional: true, keyed: true, unasked: true }),
    page: arg.page("Which page of ten", { default: "1", keyed: true, unasked: true }),
  },
  example: "alert list",
  moreExamples: ["alert list kind:quota"],

  async run(context, { text, kind, org, page }) {
    const found = await listAlertRules(context, { text, kind, organizationId: org?.id, page });
    return listReply(context, {
      ...found,
      heading: "Alert rules",
      nothing: "There are no alert rules.",
      table: { columns: ["Rule", "Whose", "Tells", "State"], rows: found.rows.map(rowOf) },
      filters: ["text", "kind", "org"],
      actions: [formButton("New rule", "alert create"), button("Open alerts", "alert open")],
    });
  },
});

function rowOf({ rule, subject, tells, enabled, open }: RuleRow): TableRow {
  const input = { rule: rule.id };
  return {
    cells: [rule.name, capitalized(subject), capitalized(tells), stateOf(enabled, open)],
    actions: [
      button("Show", "alert show", input),
      button("Explain", "alert explain", input),
      formButton("Change", "alert edit", input),
      button(rule.builtIn === null ? "Delete" : "Switch off", "alert delete", input),
    ],
  };
}

function stateOf(enabled: boolean, open: number): string {
  if (!enabled) return "off";
  return open > 0 ? `${open.toLocaleString("en-US")} open` : "quiet";
}

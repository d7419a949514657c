import { listAlerts } from "../../domain/alerts/list-alerts.ts";
import { howMuch, stateOf } from "../../notifications/compose/alert-amount.ts";
import { rowActions, whatOf } from "../../notifications/compose/alert-digest.ts";
import type { AlertView } from "../../domain/alerts/alert.ts";
import type { ToldApart } from "../../domain/alerts/told-apart.ts";
import type { TableRow } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { listMenu, listReply, pinned } from "../list.ts";
import { capitalized } from "../org/words.ts";
import { button } from "../words.ts";
import { allKinds } from "./kinds.ts";

const stateNames = { open: "Open", over: "Over", all: "All" } as const;

export const alertOpen = defineCommand({
  name: ["alert", "open"],
  aliases: [["alerts"]],
  title: "Alerts",
  summary: "List the alerts that are open, or that were",
  group: "Alerts and announcements",
  effect: "reads",
  args: {
    state: arg.choice("State", stateNames)("Only those that are open, or over", { default: "open", keyed: true }),
    kind: arg.choice("Kind", allKinds)("Only of this kind", { optional: true, keyed: true }),
    org: arg.place("Only of this organization", { optional: true, keyed: true }),
    page: arg.page("Which page of ten", { default: "1", keyed: true, unasked: true }),
  },
  example: "alert open",
  moreExamples: ["alert open state:all kind:quota"],

  async run(context, { state, kind, org, page }) {
    const found = await listAlerts(context, { state, kind, organizationId: org?.id, page });
    const here = pinned(context, { state });
    return listReply(here, {
      ...found,
      heading: state === "open" ? "Open alerts" : state === "over" ? "Alerts that are over" : "Alerts",
      nothing: state === "open" ? "No alert is open." : "There have been no alerts.",
      table: {
        columns: ["Whose", "What", "How much", "State", "Since"],
        rows: found.rows.map((alert) => rowOf(alert, found.apart.get(alert.id))),
      },
      filters: ["kind", "org"],
      menus: [
        listMenu(here.call, "Filter", {
          "Only open": { state: "open" },
          "Only over": { state: "over" },
          All: { state: "all" },
        }),
      ],
      actions: [button("Alert rules", "alert list")],
    });
  },
});

function rowOf(alert: AlertView, apart: readonly ToldApart[] = []): TableRow {
  const { subjectName, firedAt } = alert;
  return {
    cells: [
      capitalized(subjectName),
      whatOf(alert),
      howMuch(alert),
      [stateOf(alert), ...apart.map(apartWords)].join("; "),
      firedAt ? [{ time: firedAt }] : "",
    ],
    actions: rowActions(alert),
  };
}

/** Whom another alert of the same limit tells. */
function apartWords({ who }: ToldApart): string {
  return who === undefined ? "also told to others" : `${who} is told by another rule`;
}

import type { AlertView } from "../../domain/alerts/alert.ts";
import { listAlerts } from "../../domain/alerts/list-alerts.ts";
import { howMuch, stateOf } from "../../notifications/compose/alert-amount.ts";
import { whatOf } from "../../notifications/compose/alert-digest.ts";
import type { Action, Text } from "../../notifications/message.ts";
import type { CommandContext } from "../define.ts";
import { capitalized } from "../org/words.ts";
import { button, count } from "../words.ts";

const MOST_ALERTS = 3;

/** The alerts that are open and that the asker may see. */
export interface OpenAlerts {
  readonly rows: readonly AlertView[];
  /** How many there are, those that are not shown among them. */
  readonly total: number;
}

/** The latest ones; none for who has no account that is active. */
export async function openAlerts(context: CommandContext): Promise<OpenAlerts> {
  const { standing } = context;
  if (standing.kind !== "person" || standing.person.state !== "active") return { rows: [], total: 0 };

  const { rows, total } = await listAlerts(context);
  return { rows: rows.slice(0, MOST_ALERTS), total };
}

/** "Vision Lab · GPU hours: limit coming near · 380 of 400 (95 %) · warning, level 95 %" */
export function alertLines({ rows, total }: OpenAlerts): readonly Text[] {
  const more = total - rows.length;
  return [
    ...rows.map((alert): Text => {
      const parts = [whatOf(alert), howMuch(alert), stateOf(alert)].filter((part) => part !== "");
      return ["Alert: ", { strong: capitalized(alert.subjectName) }, ` · ${parts.join(" · ")}`];
    }),
    ...(more > 0 ? [`${count(more, "more alert is", "more alerts are")} open.`] : []),
  ];
}

export function alertActions({ total }: OpenAlerts): readonly Action[] {
  return total === 0 ? [] : [button("Open alerts", "alert open")];
}

import type { AlertView } from "../../domain/alerts/alert.ts";
import { listAlerts } from "../../domain/alerts/list-alerts.ts";
import { refuse } from "../../domain/errors.ts";
import { kindNames } from "../../domain/alerts/kinds.ts";
import { isId } from "../../domain/id.ts";
import { given } from "../arg.ts";
import type { Kind } from "../arg.ts";
import type { CommandContext } from "../define.ts";
import { CommandError } from "../problem.ts";

/** An open alert by words of whose and what it is; buttons give its id. */
export const alert: Kind<string> = {
  kind: "text",
  label: "Alert",
  field: "suggested",
  alsoKnownAs: ["id"],
  read(typed, field) {
    if (isId(typed)) return given(typed);
    return {
      ok: true,
      resolve: async (context) => only(matching(await openAlerts(context), typed), { field, typed }),
    };
  },
  async suggest(context, query) {
    const found = matching(await openAlerts(context), query);
    return found.map((one) => ({ value: one.id, label: labelOf(one) }));
  },
};

/** The alert that is meant where none is named: the only one that is open. */
export async function theOnlyAlert(context: CommandContext): Promise<string> {
  return only(await openAlerts(context), { field: "alert", typed: "" });
}

async function openAlerts(context: CommandContext): Promise<readonly AlertView[]> {
  return (await listAlerts(context)).rows;
}

/** "Vision Lab: GPU hours, limit coming near". */
export function labelOf({ subjectName, meter, kind }: AlertView): string {
  const name = kindNames[kind];
  return `${subjectName}: ${meter ? `${meter.label}, ${name.toLowerCase()}` : name}`;
}

function matching(rows: readonly AlertView[], typed: string): readonly AlertView[] {
  const wanted = typed.toLowerCase().split(/\s+/u);
  return rows.filter((row) => {
    const words = `${labelOf(row)} ${row.kind} ${row.meter?.name ?? ""}`.toLowerCase();
    return wanted.every((word) => words.includes(word));
  });
}

function only(rows: readonly AlertView[], { field, typed }: { field: string; typed: string }): string {
  const [first, another] = rows;
  if (!first) return refuse({ kind: "not-found", thing: "alert", ...(typed && { named: typed, field }) });
  if (!another) return first.id;
  const candidates = rows.map((row) => ({ value: row.id, label: labelOf(row) }));
  throw new CommandError({ kind: "ambiguous", field, typed, things: "alerts", candidates });
}

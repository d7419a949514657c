import type { Investigation } from "../../domain/alerts/investigate-alert.ts";
import type { RelatedEvent } from "../../domain/alerts/related-events.ts";
import { showAmount } from "../../domain/meters/amount.ts";
import type { Table, Text } from "../../notifications/message.ts";

/** What used most in the hours that were found unusual. */
export function contributorTable({ most, card, isMasked }: Investigation): { readonly table?: Table } {
  const { meter } = card.alert;
  const shown = isMasked ? most.filter(({ job }) => job !== undefined) : most;
  if (!meter || shown.length === 0) return {};
  const columns = isMasked ? ["Job", "Used"] : ["Job", "Who", "Used"];
  const rows = shown.map(({ job, person, amount }) => ({
    cells: [job ?? "", ...(isMasked ? [] : [person ?? "nobody named"]), showAmount(meter, amount)],
  }));
  return { table: { columns, rows } };
}

/** What else happened around that time, newest first. */
export function relatedLines({ related, span }: Investigation): readonly Text[] {
  if (related.length === 0)
    return [["Nothing else that you may see happened from ", { time: span.from }, " to ", { time: span.to }, "."]];
  return [[{ strong: "What else happened" }], ...related.map(lineOf)];
}

function lineOf(event: RelatedEvent): Text {
  return [{ time: event.at }, `: ${event.from === "audit" ? auditWords(event) : activityWords(event)}`];
}

type Audited = Extract<RelatedEvent, { from: "audit" }>;
type Active = Extract<RelatedEvent, { from: "activity" }>;

/** "quota set, Vision Lab (by Bob Ekman)", "refused: forbidden (by Bob Ekman)". */
function auditWords({ kind, isRefused, by, about }: Audited): string {
  const what = kind.replaceAll(/[-_]/gu, " ");
  return `${isRefused ? "refused: " : ""}${what}${about === null ? "" : `, ${about}`} (by ${by})`;
}

/** "job ended: train-1, failed, exit 137", "sign in: succeeded, from FR". */
function activityWords({ kind, outcome, job, cause, country }: Active): string {
  const parts = [job, outcome, cause, country === null ? null : `from ${country}`].filter((part) => part !== null);
  const what = kind.replaceAll("-", " ");
  return parts.length === 0 ? what : `${what}: ${parts.join(", ")}`;
}

import type { RequestCard, RequestView } from "../../domain/requests/request.ts";
import { showOf } from "../../domain/requests/show-of.ts";
import type { Tally } from "../../domain/requests/votes.ts";
import type { Inline, Text } from "../message.ts";
import { termWords } from "./quota-request-words.ts";
import { listed } from "./words.ts";

/** "1 of 2 approvals: Alice Moreau."; nothing where the first answer decides. */
export function tallyLines({ approvals, denials, needed }: Tally): readonly Text[] {
  return [
    ...(needed.approvals > 1 ? [countLine(approvals, needed.approvals, "approvals")] : []),
    ...(needed.denials > 1 && denials.length > 0 ? [countLine(denials, needed.denials, "denials")] : []),
  ];
}

function countLine(have: Tally["approvals"], least: number, what: string): string {
  const names = have.length === 0 ? "" : `: ${listed(have.map(({ name }) => name))}`;
  return `${have.length} of ${least} ${what}${names}.`;
}

/** Who has not answered yet, while more than one has to. */
export function openLines({ open, needed }: Pick<RequestCard, "open" | "needed">): readonly Text[] {
  if (needed.approvals === 1 && needed.denials === 1) return [];
  return open.length === 0 ? [] : [`Still to answer: ${listed(open.map(({ name }) => name))}.`];
}

/** "2 of 4 who may grant are away."; no names: those are nobody else's to know. */
export function absenceLines({ away, of }: RequestCard["absence"]): readonly Text[] {
  return away === 0 ? [] : [`${away} of ${of} who may grant ${away === 1 ? "is" : "are"} away.`];
}

/** What an approver would grant instead, while others still have to agree. */
export function changedLines({ changedBy, terms, meter, baseline }: RequestView): readonly Text[] {
  if (!changedBy) return [];
  const { amount, until, lengthMs, from } = terms;
  const start: readonly Inline[] = from ? [" from ", { time: from }] : [];
  const end = termWords({ until, baseline: { ...baseline, lengthMs } });
  return [
    [
      { strong: `Changed by ${changedBy.name}:` },
      ` ${showOf(meter, amount)}`,
      ...start,
      " ",
      ...end,
      ". Approvals are of this, and were counted anew.",
    ],
  ];
}

import { listRequests } from "../../domain/requests/list-requests.ts";
import type { RequestRow } from "../../domain/requests/list-requests.ts";
import { answerButtons, moreOf, termWords } from "../../notifications/compose/quota-request-words.ts";
import type { Action, Text } from "../../notifications/message.ts";
import type { CommandContext } from "../define.ts";
import { button, formButton } from "../words.ts";

const MOST_REQUESTS = 3;
const MOST_OF_REASON = 140;

/** The requests for quota that wait for the asker's answer. */
export interface WaitingRequests {
  readonly rows: readonly RequestRow[];
  /** How many there are, those that are not shown among them. */
  readonly total: number;
}

/** The newest ones; none for who has no account that is active. */
export async function waitingRequests(context: CommandContext): Promise<WaitingRequests> {
  const { standing } = context;
  if (standing.kind !== "person" || standing.person.state !== "active") return { rows: [], total: 0 };

  const { rows, total } = await listRequests(context, { state: "pending", toAnswer: true });
  return { rows: rows.slice(0, MOST_REQUESTS), total };
}

export function requestLines({ rows, total }: WaitingRequests): readonly Text[] {
  const more = total - rows.length;
  return [
    ...rows.map((row): Text => {
      const { requester, subjectName, reason, expiresAt } = row;
      const whose = subjectName === requester.name ? "" : ` for ${subjectName}`;
      return [
        { strong: `${row.urgent ? "Urgent: " : ""}${requester.name} asks for ${moreOf(row)}${whose}` },
        ", ",
        ...termWords(row),
        `: “${shortened(reason)}”. Waits until `,
        { time: expiresAt },
        ".",
      ];
    }),
    ...(more > 0 ? [`${more.toLocaleString("en-US")} more wait for your answer.`] : []),
  ];
}

export function requestActions({ rows, total }: WaitingRequests): readonly Action[] {
  if (total === 0) return [];
  return [
    ...rows.flatMap((row) => {
      const { requester, terms } = row;
      const [approve] = answerButtons(row);
      const label = `Approve ${moreOf({ ...row, amount: terms.amount })}: ${requester.name}`;
      return [
        ...(approve ? [{ ...approve, label }] : []),
        formButton(`Deny: ${requester.name}`, "quota deny", { request: row.id }),
      ];
    }),
    button("Show the requests", "quota requests"),
  ];
}

function shortened(reason: string): string {
  const line = reason.replaceAll(/\s+/gu, " ");
  const letters = [...line];
  return letters.length > MOST_OF_REASON ? `${letters.slice(0, MOST_OF_REASON - 1).join("")}…` : line;
}

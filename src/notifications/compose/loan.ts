import type { Side, LoanCard, LoanView } from "../../domain/loans/loan.ts";
import { answeringSide } from "../../domain/loans/loan.ts";
import { showOf } from "../../domain/requests/show-of.ts";
import type { Button, Inline, Message, Text } from "../message.ts";
import type { Clock } from "./limit-line.ts";
import { limitLine } from "./limit-line.ts";
import { byName } from "./words.ts";

/** The card of a loan for one side: from the offer, or the asking, to its return. */
export function loanCard(loan: LoanCard, side: Side, clock: Clock): Message {
  const { lender, borrower, state } = loan;
  const what = showOf(loan.meter, loan.amount);
  const between = `${what} from ${lender.name} to ${borrower.name}`;
  switch (state) {
    case "offered":
      return offered(loan, side, clock);
    case "active":
      return {
        tone: "success",
        title:
          side === "lender"
            ? `${lender.name} lends ${borrower.name} ${what}`
            : `${borrower.name} borrows ${what} from ${lender.name}`,
        lines: [
          ...answered(loan, "Accepted"),
          ["Goes back by itself ", { time: loan.until }, "."],
          ...limitLines(loan, side, clock),
        ],
        ...(side === "borrower" && { actions: [giveBack(loan)] }),
        footer: proposed(loan),
      };
    case "returned":
      return { tone: "neutral", title: `Returned: ${between}`, lines: returned(loan), footer: proposed(loan) };
    case "declined":
      return {
        tone: "warning",
        title: `Declined: ${between}`,
        lines: answered(loan, "Declined"),
        footer: proposed(loan),
      };
    case "cancelled":
      return {
        tone: "neutral",
        title: `Taken back: ${between}`,
        lines: answered(loan, "Taken back"),
        footer: proposed(loan),
      };
    case "expired":
      return {
        tone: "warning",
        title: `Expired: ${between}`,
        lines: [["Nobody answered until ", { time: loan.offerEndsAt }, "."]],
        footer: proposed(loan),
      };
  }
}

function offered(loan: LoanCard, side: Side, clock: Clock): Message {
  const { lender, borrower, askedFor } = loan;
  const what = showOf(loan.meter, loan.amount);
  return {
    tone: "neutral",
    title: askedFor
      ? `${borrower.name} asks ${lender.name} for ${what}`
      : `${lender.name} offers ${borrower.name} ${what}`,
    lines: [
      ...(loan.reason ? [`“${loan.reason}”`] : []),
      ["Until ", { time: loan.until }, "; then what is not used goes back by itself."],
      ...limitLines(loan, side, clock),
      ["Waits for an answer until ", { time: loan.offerEndsAt }],
    ],
    actions: answeringSide(loan) === side ? answers(loan) : [cancel(loan)],
    footer: proposed(loan),
  };
}

/** Each side sees its own limits, and not the other's. */
function limitLines(loan: LoanCard, side: Side, clock: Clock): readonly Text[] {
  const own = side === "lender" ? loan.lenderLimits : loan.borrowerLimits;
  return own.map((state): Text => {
    const line = limitLine(loan.meter, state, clock);
    return [`${loan[side].name}: `, ...(typeof line === "string" ? [line] : line)];
  });
}

function answered({ answeredBy, answeredAt }: LoanView, how: string): readonly Text[] {
  const when: readonly Inline[] = answeredAt ? [", ", { time: answeredAt }] : [];
  return [[`${how}${byName(answeredBy?.name)}`, ...when, "."]];
}

function returned({ meter, usedAmount, returnedAt, borrower, until }: LoanView): readonly Text[] {
  const early = returnedAt !== null && returnedAt < until ? "Returned early" : "Returned";
  const when: readonly Inline[] = returnedAt ? [" ", { time: returnedAt }] : [];
  const used = usedAmount ?? 0n;
  return [
    [early, ...when, "."],
    used === 0n
      ? `${borrower.name} used nothing of it.`
      : `${borrower.name} used ${showOf(meter, used)} of it; the rest went back.`,
  ];
}

function proposed({ proposer, askedFor, offeredAt }: LoanView): Text {
  return [`${askedFor ? "Asked for" : "Offered"} by ${proposer.name}, `, { time: offeredAt }];
}

function answers({ id, askedFor }: LoanView): readonly Button[] {
  const input = { loan: id };
  return [
    { label: askedFor ? "Lend it" : "Accept", style: "primary", call: { command: "loan accept", input } },
    { label: "Decline", style: "danger", call: { command: "loan decline", input } },
  ];
}

function cancel({ id }: LoanView): Button {
  return { label: "Cancel", style: "danger", call: { command: "loan cancel", input: { loan: id } } };
}

function giveBack({ id }: LoanView): Button {
  return { label: "Return now", call: { command: "loan return", input: { loan: id } } };
}

import type { ReservationProblem } from "../../domain/reservations/problems.ts";
import { count } from "../words.ts";
import type { WordsFor } from "./explanation.ts";

const ended: Readonly<Record<Extract<ReservationProblem, { kind: "reservation-ended" }>["state"], string>> = {
  committed: "It was committed with other amounts, or asked for something else.",
  released: "It was released.",
  expired: "It expired before it was committed.",
};

export const reservationWords: WordsFor<ReservationProblem> = {
  "reservation-ended": ({ state }) => ({
    what: "That reservation has ended.",
    rule: ended[state],
    next: "Reserve again; report what was used meanwhile as usage.",
  }),
  "reservation-too-long": ({ mostSeconds }) => ({
    what: "A reservation can't be kept that long.",
    rule: `It lasts from one second to ${count(mostSeconds / 86_400, "day", "days")}.`,
    next: "Choose a time within that, and extend it while the work goes on.",
  }),
  "usage-time-invalid": ({ at, from, to }) => ({
    what: `Nothing can be counted at ${at}.`,
    rule: `Use is counted from ${from} to ${to}.`,
    next: "Send the time when it was used, or none for now.",
  }),
  "idempotency-mismatch": () => ({
    what: "That idempotency key came before with another request.",
    rule: "A key stands for one request, and gets its answer again.",
    next: "Use a new key for a new request.",
  }),
  "decisions-busy": ({ waitedSeconds }) => ({
    what: "No answer could be had in time.",
    rule: `Nothing was reserved or counted; it waited ${count(waitedSeconds, "second", "seconds")} for its turn.`,
    next: "Try again in a moment.",
  }),
};

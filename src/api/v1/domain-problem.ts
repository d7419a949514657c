import type { Problem, Thing } from "../../domain/errors.ts";
import type { MeterProblem } from "../../domain/meters/problems.ts";
import { ApiError } from "./api-error.ts";
import type { FieldError } from "./api-error.ts";
import type { ProblemCode } from "./codes.ts";

type AmountInvalid = Extract<MeterProblem, { kind: "amount-invalid" }>;

export const amountCodes = {
  "not-a-number": "amount_not_a_number",
  infinite: "amount_infinite",
  negative: "amount_negative",
  zero: "amount_zero",
  "too-precise": "amount_too_precise",
  "too-large": "amount_too_large",
  "wrong-unit": "amount_wrong_unit",
} as const satisfies Readonly<Record<AmountInvalid["because"], ProblemCode>>;

type Words = {
  readonly [Kind in Problem["kind"]]?: (problem: Extract<Problem, { kind: Kind }>) => ApiError | undefined;
};

const notFound: Partial<Readonly<Record<Thing, ProblemCode>>> = {
  person: "person_unknown",
  organization: "organization_unknown",
  member: "not_a_member",
  reservation: "reservation_not_found",
};

const words: Words = {
  "meter-unknown": ({ typed, known, field }) =>
    new ApiError("meter_unknown", {
      detail: `There is no meter “${typed}”. There are ${known.join(", ")}.`,
      errors: at(field, `There is no meter “${typed}”.`),
    }),
  "accelerator-unknown": ({ typed, known, field }) => {
    const says = `There is no accelerator “${typed.slice(0, 100)}”.`;
    const there = known.length > 0 ? `There are ${known.join(", ")}.` : "None is defined.";
    return new ApiError("accelerator_unknown", { detail: `${says} ${there}`, errors: at(field, says) });
  },
  "amount-invalid": (problem) => {
    const detail = amountDetail(problem);
    return new ApiError(amountCodes[problem.because], { detail, errors: at(problem.field, detail) });
  },
  "idempotency-mismatch": () =>
    new ApiError("idempotency_mismatch", { detail: "Send the same body again, or use another key." }),
  "reservation-ended": ({ state }) =>
    new ApiError("reservation_ended", { detail: `It was ${state}.`, members: { state } }),
  draining: ({ subject, by, until, reason, help }) =>
    new ApiError("draining", {
      detail: `${subject} is paused by ${by}${reason ? `: ${reason}` : ""}. Finish within the time reserved.`,
      members: { until, ...(help !== undefined && { help }) },
    }),
  "reservation-too-long": ({ mostSeconds }) => {
    const detail = `From 1 to ${mostSeconds.toLocaleString("en-US")} seconds.`;
    return new ApiError("invalid_request", { detail, errors: [{ pointer: "#/for_seconds", detail }] });
  },
  "usage-time-invalid": ({ at: typed, from, to }) => {
    const detail = `It must be from ${from} to ${to}.`;
    const code = Date.parse(typed) < Date.parse(from) ? "time_too_early" : "time_too_late";
    return new ApiError(code, { detail, errors: [{ pointer: "#/at", detail }] });
  },
  "decisions-busy": () => new ApiError("unavailable", { retryAfter: 1 }),
  "not-found": ({ thing }) => {
    const code = notFound[thing];
    return code && new ApiError(code);
  },
};

/** The API's words for what the domain refuses; undefined for what no request of the API can meet. */
export function apiErrorOf(problem: Problem): ApiError | undefined {
  // Safe: words holds, under each kind, a function that takes problems of that kind.
  const say = words[problem.kind] as ((problem: Problem) => ApiError | undefined) | undefined;
  return say?.(problem);
}

function at(pointer: string | undefined, detail: string): readonly FieldError[] {
  return pointer === undefined ? [] : [{ pointer, detail }];
}

export function amountDetail({ because, typed, meter, decimals }: Omit<AmountInvalid, "kind">): string {
  const shown = `“${typed.slice(0, 40)}”`;
  const why: Readonly<Record<AmountInvalid["because"], string>> = {
    "not-a-number": "is not a decimal number",
    infinite: "is not finite",
    negative: "is negative",
    zero: "is zero",
    "too-precise": `has more than ${decimals} decimals, which ${meter} has`,
    "too-large": "is larger than any that is taken",
    "wrong-unit": `is not in the unit of ${meter}`,
  };
  return `${shown} ${why[because]}.`;
}

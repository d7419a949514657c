import type { Problem } from "../../domain/errors.ts";
import type { MeterProblem } from "../../domain/meters/problems.ts";
import { ApiError } from "./api-error.ts";
import type { FieldError } from "./api-error.ts";
import type { ProblemCode } from "./codes.ts";

type AmountInvalid = Extract<MeterProblem, { kind: "amount-invalid" }>;

export const amountCodes = {
  "not-a-number": "amount_not_a_number",
  negative: "amount_negative",
  zero: "amount_zero",
  "too-precise": "amount_too_precise",
  "too-large": "amount_too_large",
  "wrong-unit": "amount_wrong_unit",
} as const satisfies Readonly<Record<AmountInvalid["because"], ProblemCode>>;

type Words = {
  readonly [Kind in Problem["kind"]]?: (problem: Extract<Problem, { kind: Kind }>) => ApiError | undefined;
};

const words: Words = {
  "meter-unknown": ({ typed, known, field }) =>
    new ApiError("meter_unknown", {
      detail: `There is no meter “${typed}”. There are ${known.join(", ")}.`,
      errors: at(field, `There is no meter “${typed}”.`),
    }),
  "amount-invalid": (problem) => {
    const detail = amountDetail(problem);
    return new ApiError(amountCodes[problem.because], { detail, errors: at(problem.field, detail) });
  },
  "idempotency-mismatch": () =>
    new ApiError("idempotency_mismatch", { detail: "Send the same body again, or use another key." }),
  "reservation-ended": ({ state }) =>
    new ApiError("reservation_ended", { detail: `It was ${state}.`, members: { state } }),
  "not-found": ({ thing }) => (thing === "reservation" ? new ApiError("reservation_not_found") : undefined),
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
    "not-a-number": "is not a finite decimal number",
    negative: "is negative",
    zero: "is zero",
    "too-precise": `has more than ${decimals} decimals, which ${meter} has`,
    "too-large": "is larger than any that is taken",
    "wrong-unit": `is not in the unit of ${meter}`,
  };
  return `${shown} ${why[because]}.`;
}

import { codes } from "./codes.ts";
import type { ProblemCode } from "./codes.ts";

/** What is wrong at one place of the request. */
export interface FieldError {
  /** JSON Pointer into the body, as a URI fragment: "#/wanted/0/amount". */
  readonly pointer: string;
  readonly detail: string;
}

/** What a refusal says besides its code. */
export interface ProblemFacts {
  /** What is wrong in this very request; a sentence. */
  readonly detail?: string | undefined;
  readonly errors?: readonly FieldError[] | undefined;
  /** Members of this kind of problem, such as the limit that refuses. */
  readonly members?: Readonly<Record<string, unknown>> | undefined;
  /** Seconds. */
  readonly retryAfter?: number | undefined;
}

/** An expected refusal of a request. */
export class ApiError extends Error {
  readonly code: ProblemCode;
  readonly facts: ProblemFacts;

  constructor(code: ProblemCode, facts: ProblemFacts = {}) {
    super(code);
    this.name = "ApiError";
    this.code = code;
    this.facts = facts;
  }
}

/** A problem of RFC 9457, with the members that every answer of ours has. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
}

export const PROBLEMS_PATH = "/v1/problems";

/** The body of the answer. */
export function problemBody(code: ProblemCode, { detail, errors, members }: ProblemFacts = {}): ProblemBody {
  const { status, title } = codes[code];
  return {
    type: `${PROBLEMS_PATH}/${code}`,
    title,
    status,
    code,
    ...(detail && { detail }),
    ...(errors && errors.length > 0 && { errors }),
    ...members,
  };
}

import type { Choice } from "./reply.ts";

/** What can be wrong with a request before any rule of the domain is asked. */
export type CommandProblem =
  | { readonly kind: "unknown-command"; readonly typed: string; readonly nearest: readonly NamedExample[] }
  | {
      readonly kind: "unknown-argument";
      readonly command: string;
      readonly key: string;
      readonly known: readonly string[];
    }
  | { readonly kind: "repeated-argument"; readonly command: string; readonly key: string }
  | { readonly kind: "too-many-words"; readonly command: string; readonly rest: string; readonly example: string }
  | { readonly kind: "unbalanced-quote"; readonly near: string }
  | { readonly kind: "too-long"; readonly limit: number }
  | { readonly kind: "stale-call" }
  | { readonly kind: "missing"; readonly field: string; readonly label: string }
  | { readonly kind: "not-a-value"; readonly field: string; readonly typed: string; readonly expected: string }
  /** What cannot be undone wants the name of its object typed. */
  | { readonly kind: "name-mistyped"; readonly field: string; readonly typed: string; readonly name: string }
  | { readonly kind: "secret-typed"; readonly field: string }
  /** Somebody on the chat platform, or an address, without an account here. */
  | { readonly kind: "person-unregistered"; readonly field: string; readonly label: string }
  | { readonly kind: "person-is-bot"; readonly field: string; readonly label: string }
  /** What was typed, or left out, could mean several things. */
  | {
      readonly kind: "ambiguous";
      readonly field: string;
      readonly typed: string;
      /** "invitations". */
      readonly things: string;
      /** All that there are, best first. */
      readonly candidates: readonly Choice[];
    };

interface NamedExample {
  readonly name: string;
  readonly example: string;
}

/** Thrown where a request cannot be understood or placed; caught in dispatch. */
export class CommandError extends Error {
  readonly problem: CommandProblem;

  constructor(problem: CommandProblem) {
    super(problem.kind);
    this.name = "CommandError";
    this.problem = problem;
  }
}

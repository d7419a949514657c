import type { CommandProblem } from "./problem.ts";
import type { Choice, Field } from "./reply.ts";
import type { CommandContext } from "./define.ts";

/** What an argument stands for. Adapters pick their own control by it. */
export type ArgKind =
  | "text"
  | "lines"
  | "integer"
  | "choice"
  | "several"
  | "flag"
  | "person"
  | "organization"
  | "role"
  | "permission"
  | "invitation"
  | "duration"
  | "period"
  | "date"
  | "meter"
  | "amount"
  | "window"
  | "subject"
  | "plan"
  | "code"
  | "public-key";

/** What was typed, understood as far as that goes without looking anything up. */
export type Reading<Value> =
  | { readonly ok: true; resolve(context: CommandContext): Promise<Value> }
  | { readonly ok: false; readonly problem: CommandProblem };

/** One argument of a command: how it is asked for, read, looked up and suggested. */
export interface Arg<Value> {
  readonly kind: ArgKind;
  /** What it is called on a form. */
  readonly label: string;
  /** One sentence on what to give; at most 100 characters, as Discord's option descriptions are. */
  readonly hint: string;
  readonly required: boolean;
  /** Stands in, as if typed, when the argument is left out. */
  readonly fallback?: string;
  readonly field: Field["kind"];
  /** Fixed answers, at most 25. */
  readonly choices?: readonly Choice[];
  /** Typed completions come from the database. */
  readonly suggested: boolean;
  /** Takes all the words up to the next key. */
  readonly greedy: boolean;
  /** Only ever given by key, never by position. */
  readonly keyed: boolean;
  /** Left out of forms. */
  readonly unasked: boolean;
  /** Other keys that mean this argument. */
  readonly alsoKnownAs: readonly string[];
  readonly maxLength?: number;
  /** True for a word that has a colon and is yet a value of this kind, not a key. */
  claims?(word: string): boolean;
  /** Never throws. `typed` is not empty; `field` is the argument's own name. */
  read(typed: string, field: string): Reading<Value>;
  /** At most 25, best first. */
  suggest?(context: CommandContext, query: string): Promise<readonly Choice[]>;
  /** What an absent, optional argument is. Only called when nothing was typed and there is no fallback. */
  absent(): Value;
}

export interface ArgOptions {
  readonly label?: string;
  readonly greedy?: boolean;
  readonly keyed?: boolean;
  readonly unasked?: boolean;
  readonly alsoKnownAs?: readonly string[];
}

/** The parts in which kinds of arguments differ. */
export interface Kind<Value> {
  readonly kind: ArgKind;
  readonly label: string;
  readonly field: Field["kind"];
  readonly choices?: readonly Choice[];
  readonly alsoKnownAs?: readonly string[];
  readonly maxLength?: number;
  claims?(word: string): boolean;
  read(typed: string, field: string): Reading<Value>;
  suggest?(context: CommandContext, query: string): Promise<readonly Choice[]>;
}

/** An argument that has to be given. */
export function required<Value>(kind: Kind<Value>, hint: string, options: ArgOptions = {}): Arg<Value> {
  return {
    ...common(kind, hint, options),
    required: true,
    absent() {
      throw new Error("a required argument is never absent");
    },
  };
}

/** An argument that may be left out; it is undefined then. */
export function optional<Value>(kind: Kind<Value>, hint: string, options: ArgOptions = {}): Arg<Value | undefined> {
  return { ...common(kind, hint, options), required: false, absent: () => undefined };
}

/** An argument that is taken for `fallback` when it is left out. */
export function defaulted<Value>(
  kind: Kind<Value>,
  hint: string,
  options: ArgOptions & { fallback: string },
): Arg<Value> {
  return { ...required(kind, hint, options), required: false, fallback: options.fallback };
}

function common<Value>(kind: Kind<Value>, hint: string, options: ArgOptions) {
  const { alsoKnownAs = [], label = kind.label, greedy = false, keyed = false, unasked = false } = options;
  return {
    ...kind,
    label,
    hint,
    suggested: kind.suggest !== undefined,
    greedy,
    keyed,
    unasked,
    alsoKnownAs: [...(kind.alsoKnownAs ?? []), ...alsoKnownAs],
  };
}

/** A reading that needs no looking up. */
export function given<Value>(value: Value): Reading<Value> {
  return { ok: true, resolve: async () => value };
}

/** A reading that failed: what was expected instead, as the end of "Give …". */
export function notA(field: string, typed: string, expected: string): Reading<never> {
  return { ok: false, problem: { kind: "not-a-value", field, typed, expected } };
}

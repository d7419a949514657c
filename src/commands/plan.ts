import type { Call } from "../notifications/message.ts";
import type { Platform } from "../storage/generated/enums.ts";
import { confirming } from "./confirm.ts";
import type { Command, Readings } from "./define.ts";
import { DRY_RUN, readDryRun } from "./dry-run.ts";
import { explain, refusal } from "./explain.ts";
import type { Asked } from "./invocation.ts";
import { argumentNamed } from "./lookup.ts";
import type { Registry } from "./lookup.ts";
import { parseText } from "./parse-text.ts";
import type { CommandProblem } from "./problem.ts";
import { readInput } from "./readings.ts";
import type { Reply } from "./reply.ts";

/** Rides along with a form's answers: the lists that it showed as they are. */
export const SHOWN_LISTS = "shown_lists";

/** What a request comes to, decided from its words alone. */
export type Plan =
  | {
      readonly kind: "run";
      readonly call: Call;
      readonly visibleTo: "asker" | "everyone";
      readonly command: Command;
      readonly readings: Readings;
      /** Only what it would do is wanted. */
      readonly isDryRun: boolean;
    }
  | { readonly kind: "form"; readonly call: Call; readonly command: Command }
  | { readonly kind: "reply"; readonly reply: Reply };

/** Pure and synchronous: platforms that must open a form first thing ask this before anything is looked up. */
export function plan(asked: Asked, registry: Registry, platform: Platform): Plan {
  if (asked.via !== "text") return planCall(asked.call, { registry, platform, fromForm: asked.via === "form" });

  const parsed = parseText(asked.text, registry);
  if (parsed.ok) return planCall(parsed.call, { registry, platform, fromForm: false });
  if (parsed.problem.kind === "missing" && parsed.call)
    return planCall({ ...parsed.call, form: true }, { registry, platform, fromForm: false });
  return { kind: "reply", reply: refusal(parsed.problem, { platform, ...(parsed.call && { call: parsed.call }) }) };
}

interface Planning {
  readonly registry: Registry;
  readonly platform: Platform;
  readonly fromForm: boolean;
}

function planCall(asked: Call, planning: Planning): Plan {
  const canonical = canonicalCall(asked, planning.registry);
  if ("problem" in canonical)
    return { kind: "reply", reply: refusal(canonical.problem, { platform: planning.platform }) };
  const { command, call } = canonical;
  if (call.form) return { kind: "form", command, call };

  const read = readInput(command, call.input);
  if (!planning.fromForm && isUnfinished(command, call, read.missing)) return { kind: "form", command, call };

  const tried = readDryRun(call);
  const problems = new Map([
    ...read.problems,
    ...(typeof tried === "boolean" ? [] : [[DRY_RUN, tried] as const]),
    ...read.missing.map((name) => [name, missingIn(command, name)] as const),
  ]);
  const [first] = problems.values();
  if (first) return { kind: "reply", reply: fieldRefusal(first, problems, { call, platform: planning.platform }) };
  const isDryRun = tried === true;
  return { kind: "run", command, call, readings: read.readings, isDryRun, visibleTo: visibilityOf(command, isDryRun) };
}

/** What only somebody tried is nobody else's news. */
function visibilityOf(command: Command, isDryRun: boolean): "asker" | "everyone" {
  return isDryRun ? "asker" : (command.visibleTo ?? "asker");
}

function isUnfinished(command: Command, call: Call, missing: readonly string[]): boolean {
  return missing.length > 0 || (command.formWhenBare === true && isBare(command, call));
}

function missingIn(command: Command, name: string): CommandProblem {
  return { kind: "missing", field: name, label: command.args[name]?.label ?? name };
}

function isBare(command: Command, call: Call): boolean {
  return Object.keys(call.input).every((name) => command.args[name]?.kind === "organization");
}

function fieldRefusal(
  first: CommandProblem,
  problems: ReadonlyMap<string, CommandProblem>,
  asking: { call: Call; platform: Platform },
): Reply {
  const errors = [...problems].map(([field, problem]) => {
    const { what, rule } = explain(problem, asking);
    return [field, typeof rule === "string" ? `${what} ${rule}` : what] as const;
  });
  return { ...refusal(first, asking), fieldErrors: Object.fromEntries(errors) };
}

/** The call under the command's and the arguments' own names. */
function canonicalCall(
  asked: Call,
  registry: Registry,
): { command: Command; call: Call } | { problem: CommandProblem } {
  const command = registry.byName.get(asked.command.toLowerCase());
  if (!command) return { problem: { kind: "stale-call" } };

  const input: Record<string, string> = {};
  for (const [key, value] of Object.entries(withNothingChosen(asked.input))) {
    const name = confirming.includes(key) ? key : argumentNamed(command, key);
    if (!name)
      return { problem: { kind: "unknown-argument", command: command.id, key, known: Object.keys(command.args) } };
    if (value.trim() === "") continue;
    if (input[name] !== undefined) return { problem: { kind: "repeated-argument", command: command.id, key } };
    input[name] = sound(value);
  }
  return { command, call: { command: command.id, input, ...(asked.form && { form: true }) } };
}

/** PostgreSQL takes neither NUL nor half a surrogate pair, in no column and no comparison. */
function sound(value: string): string {
  return value.toWellFormed().replaceAll("\0", "\uFFFD");
}

/** In the lists that a form showed filled in, leaving nothing chosen means "none"; elsewhere it means nothing. */
function withNothingChosen({ [SHOWN_LISTS]: shown, ...input }: Call["input"]): Call["input"] {
  const emptied = (shown ?? "").split(",").filter((name) => name !== "" && !input[name]?.trim());
  return { ...input, ...Object.fromEntries(emptied.map((name) => [name, "none"])) };
}

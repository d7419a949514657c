import type { Call } from "../notifications/message.ts";
import type { Command } from "./define.ts";
import { DRY_RUN } from "./dry-run.ts";
import { lex } from "./lexer.ts";
import type { Token } from "./lexer.ts";
import { nearestCommands } from "./nearest.ts";
import type { CommandProblem } from "./problem.ts";
import { argumentNamed, nouns } from "./lookup.ts";
import type { Registry } from "./lookup.ts";

export type Parsed =
  | { readonly ok: true; readonly call: Call }
  /** `call` is as much as was understood, for a form to go on from. */
  | { readonly ok: false; readonly problem: CommandProblem; readonly call?: Call };

/** Slack takes 4,000 characters in a message; nothing longer can have been typed. */
const LONGEST_LINE = 4_000;

const YES_OR_NO = /^(?:yes|no|on|off|true|false|y|n)$/iu;

/**
 * Reads `noun verb value key:value`, as Slack delivers it. Never throws, and never guesses:
 * what is not understood to the last word is refused. A bare noun asks for help on it.
 */
export function parseText(line: string, registry: Registry): Parsed {
  if (line.length > LONGEST_LINE) return { ok: false, problem: { kind: "too-long", limit: LONGEST_LINE } };
  const lexed = lex(line);
  if (!lexed.ok) return lexed;
  const [first, ...others] = lexed.tokens;
  if (!first) return { ok: true, call: { command: "help", input: {} } };

  const found = findCommand(lexed.tokens, registry);
  if (found) return parseArguments(found.command, lexed.tokens.slice(found.words));
  if (others.length === 0 && isWord(first) && nouns(registry).has(first.text.toLowerCase())) {
    return { ok: true, call: { command: "help", input: { topic: first.text.toLowerCase() } } };
  }
  const typed = lexed.tokens.slice(0, 2).map((token) => token.raw);
  return {
    ok: false,
    problem: { kind: "unknown-command", typed: typed.join(" "), nearest: nearestCommands(typed, registry) },
  };
}

function isWord(token: Token): boolean {
  return !token.quoted && token.key === undefined;
}

function findCommand(tokens: readonly Token[], registry: Registry) {
  for (let words = Math.min(registry.longest, tokens.length); words > 0; words -= 1) {
    const leading = tokens.slice(0, words);
    if (!leading.every(isWord)) continue;
    const command = registry.byName.get(leading.map((token) => token.text.toLowerCase()).join(" "));
    if (command) return { command, words };
  }
  return undefined;
}

function parseArguments(command: Command, tokens: readonly Token[]): Parsed {
  const named = readKeys(command, tokens);
  if ("problem" in named) return { ...named, ok: false };
  const values = new Map(named.values);
  const rest = fillByPosition(command, values, named.unnamed);
  const call = callOf(command, values);
  if (rest.length === 0) return { ok: true, call };

  const words = rest.map((token) => token.raw).join(" ");
  const problem = { kind: "too-many-words", command: command.id, rest: words, example: command.example } as const;
  return { ok: false, problem, call };
}

interface Named {
  readonly values: ReadonlyMap<string, string>;
  readonly unnamed: readonly Token[];
}

function readKeys(command: Command, tokens: readonly Token[]): Named | { problem: CommandProblem; call: Call } {
  const values = new Map<string, string>();
  const unnamed: Token[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (!token) break;
    if (token.key === undefined || isValueWithColon(command, token)) {
      unnamed.push(token.key === undefined ? token : { text: token.raw, quoted: false, raw: token.raw });
      continue;
    }
    const read = readKey(command, token, tokens[at + 1]);
    if ("problem" in read) return { problem: read.problem, call: callOf(command, values) };
    if (values.has(read.name)) {
      return {
        problem: { kind: "repeated-argument", command: command.id, key: token.key },
        call: callOf(command, values),
      };
    }
    values.set(read.name, read.value);
    if (read.tookNext) at += 1;
  }
  return { values, unnamed };
}

type KeyRead = { name: string; value: string; tookNext?: boolean } | { problem: CommandProblem };

function readKey(command: Command, token: Token, next: Token | undefined): KeyRead {
  const key = token.key ?? "";
  const name = argumentNamed(command, key);
  if (!name) {
    return { problem: { kind: "unknown-argument", command: command.id, key, known: Object.keys(command.args) } };
  }
  return token.open ? readOpenKey(command, { name, token, next }) : { name, value: token.text };
}

interface OpenKey {
  readonly name: string;
  readonly token: Token;
  readonly next: Token | undefined;
}

/** "key: value" and "--key value"; a flag's "--key" alone means yes. */
function readOpenKey(command: Command, { name, token, next }: OpenKey): KeyRead {
  const value = next && next.key === undefined ? next.text : undefined;
  if (token.dashed && isFlag(command, name) && !YES_OR_NO.test(value ?? "")) return { name, value: "yes" };
  if (value !== undefined) return { name, value, tookNext: true };
  return { problem: { kind: "missing", field: name, label: command.args[name]?.label ?? name } };
}

function isFlag(command: Command, name: string): boolean {
  return name === DRY_RUN || command.args[name]?.kind === "flag";
}

/** A permission ("cluster:create") or a fingerprint ("SHA256:…") has a colon and is yet no key. */
function isValueWithColon(command: Command, token: Token): boolean {
  if (token.dashed || token.quoted || token.open || (token.key && argumentNamed(command, token.key))) return false;
  return Object.values(command.args).some((arg) => arg.claims?.(token.raw));
}

/** Gives the values without a key to the arguments without a value, in their order; returns what is left over. */
function fillByPosition(command: Command, values: Map<string, string>, unnamed: readonly Token[]): readonly Token[] {
  let rest = unnamed;
  for (const [name, arg] of Object.entries(command.args)) {
    if (rest.length === 0) break;
    if (arg.keyed || values.has(name)) continue;
    const taken = arg.greedy ? rest : rest.slice(0, 1);
    values.set(name, taken.map((token) => token.text).join(" "));
    rest = rest.slice(taken.length);
  }
  return rest;
}

function callOf(command: Command, values: ReadonlyMap<string, string>): Call {
  const names = [...Object.keys(command.args), "confirm", DRY_RUN].filter((name) => values.get(name));
  return { command: command.id, input: Object.fromEntries(names.map((name) => [name, values.get(name) ?? ""])) };
}

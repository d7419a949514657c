import type { Arg, ArgKind } from "./arg.ts";
import type { Command } from "./define.ts";
import { canBeTried, DRY_RUN, DRY_RUN_HINT } from "./dry-run.ts";
import type { Registry } from "./lookup.ts";
import type { Choice } from "./reply.ts";

/** An argument, as far as a platform has a control for it. */
export interface OptionOutline {
  readonly name: string;
  readonly hint: string;
  /** "suggested" is text that is completed while it is typed. */
  readonly kind: "text" | "integer" | "flag" | "choice" | "person" | "suggested";
  readonly choices?: readonly Choice[];
  readonly maxLength?: number;
}

export interface VerbOutline {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionOutline[];
}

/** A noun with verbs, or a single word with options of its own. */
export interface NounOutline {
  readonly name: string;
  readonly summary: string;
  readonly verbs?: readonly VerbOutline[];
  readonly options?: readonly OptionOutline[];
}

/**
 * The commands for platforms that want them registered by noun and verb. Verbs that people may look for under another
 * noun of ours ("org invite") are there, too; mere synonyms are not.
 */
export function discordCommands(registry: Registry): readonly NounOutline[] {
  const named = registry.commands.filter((command) => !command.hidden).flatMap(namesOf);
  const nouns = new Set(
    registry.commands.filter((command) => command.name.length === 2).map((command) => command.name[0]),
  );
  const singles = named
    .filter(({ verb }) => verb === undefined)
    .map(({ noun, command }) => ({ name: noun, summary: command.summary, options: optionsOf(command) }));
  const families = [...nouns].map((noun) => {
    const verbs = named.filter((one) => one.noun === noun && one.verb !== undefined);
    return {
      name: noun,
      summary: summaryOf(noun),
      verbs: verbs.map(({ verb, command }) => verbOutline(verb ?? "", command)),
    };
  });
  return [...singles, ...families];
}

interface Named {
  readonly noun: string;
  readonly verb: string | undefined;
  readonly command: Command;
}

function namesOf(command: Command): readonly Named[] {
  const [noun, verb] = command.name;
  const elsewhere = (command.aliases ?? []).filter((words) => words.length === 2 && words[0] !== noun);
  return [{ noun, verb, command }, ...elsewhere.map(([noun = "", verb]) => ({ noun, verb, command }))];
}

function verbOutline(name: string, command: Command): VerbOutline {
  return { name, summary: command.summary, options: optionsOf(command) };
}

function optionsOf(command: Command): readonly OptionOutline[] {
  const own = Object.entries(command.args).map(([name, arg]) => ({
    name,
    hint: arg.hint,
    kind: kindOf(arg),
    ...(arg.choices && arg.kind !== "several" && arg.kind !== "flag" && { choices: arg.choices }),
    ...(arg.maxLength && { maxLength: arg.maxLength }),
  }));
  return canBeTried(command) ? [...own, { name: DRY_RUN, hint: DRY_RUN_HINT, kind: "flag" }] : own;
}

const kinds: Readonly<Record<ArgKind, OptionOutline["kind"]>> = {
  text: "text",
  lines: "text",
  integer: "integer",
  choice: "choice",
  several: "text",
  flag: "flag",
  person: "person",
  organization: "suggested",
  role: "choice",
  permission: "suggested",
  invitation: "suggested",
  duration: "text",
  period: "suggested",
  date: "text",
  meter: "suggested",
  amount: "text",
  window: "suggested",
  subject: "suggested",
  plan: "suggested",
  code: "text",
  "public-key": "text",
};

function kindOf(arg: Arg<unknown>): OptionOutline["kind"] {
  return kinds[arg.kind];
}

const summaries: Readonly<Record<string, string>> = {
  invite: "Invite people, and answer invitations",
  member: "See and manage who belongs",
  org: "Your organizations",
  project: "Your projects",
  link: "Use one account on Slack and Discord",
  "ssh-key": "Your SSH keys",
  registration: "Who can register here",
  person: "People's accounts",
  workspace: "Connect Slack workspaces and Discord servers",
  plan: "Plans, and whose applies to whom",
  user: "People's plans and accounts",
  meter: "What is counted",
  fairshare: "Whose turn it is, and who borrows from whom",
  announce: "Tell many people something",
  audit: "What happened, and what was refused",
};

function summaryOf(noun: string): string {
  return summaries[noun] ?? noun;
}

/** The single words and the nouns, as a hint at what can be typed: "whoami | help | invite … | member …". */
export function usageHint(registry: Registry): string {
  const shown = registry.commands.filter((command) => !command.hidden);
  const words = shown.map(({ name: [noun, verb] }) => (verb === undefined ? noun : `${noun} …`));
  return [...new Set(words)].join(" | ");
}

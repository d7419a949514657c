import type { Call } from "../notifications/message.ts";
import type { Command, Confirmation } from "./define.ts";
import { CommandError } from "./problem.ts";
import type { Form, Outcome, Reply } from "./reply.ts";
import { button } from "./words.ts";

const NAME_LENGTH = 200;

/** Input that belongs to the confirming and not to the command: the button was pressed; what was typed as the name. */
export const confirming: readonly string[] = ["confirm", "typed"];

/** Whether the button of the question was pressed. */
export function isConfirmed({ input }: Call): boolean {
  return input["confirm"] === "yes";
}

/**
 * What still comes before the change: the question, then, for what wants the name typed, the form for it. Throws a
 * CommandError for a wrong name.
 */
export function firstOf(confirmation: Confirmation, command: Command, call: Call): Outcome | undefined {
  if (!isConfirmed(call)) return { kind: "reply", reply: askFirst(confirmation, call) };

  const form = nameForm(confirmation, command, call);
  const { typed: name } = confirmation;
  if (!form || name === undefined) return undefined;
  const { typed } = call.input;
  if (typed === undefined) return { kind: "form", form };
  if (!isSameName(typed, name)) throw new CommandError({ kind: "name-mistyped", field: "typed", typed, name });

  return undefined;
}

/** The question before a change; its button goes on with the same call, confirmed. */
function askFirst({ title, lines, button: label, pinned }: Confirmation, call: Call): Reply {
  return {
    tone: "warning",
    title,
    lines,
    actions: [
      button(label, call.command, { ...call.input, ...pinned, confirm: "yes" }, { style: "danger" }),
      button("Cancel", "cancel"),
    ],
  };
}

/** Asks for the name, below what it confirms; what was typed before is still there. Undefined where none is wanted. */
export function nameForm(confirmation: Confirmation, command: Command, call: Call): Form | undefined {
  const { title, lines, button: label, typed: name } = confirmation;
  if (name === undefined) return undefined;

  const { typed, ...fixed } = call.input;
  return {
    command: command.id,
    title: command.title,
    intro: [title, ...lines].join("\n"),
    submit: label,
    fields: [
      {
        name: "typed",
        label: `Type ${name} to ${label.toLowerCase()} it`,
        kind: "line",
        required: true,
        maxLength: NAME_LENGTH,
        ...(typed && { value: typed }),
      },
    ],
    fixed,
  };
}

/** Telephones capitalize, and turn quotes and dashes into others: that is no other name. */
function isSameName(typed: string, name: string): boolean {
  return plain(typed) === plain(name);
}

function plain(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[‘’‚‛′]/gu, "'")
    .replaceAll(/[“”„‟″]/gu, '"')
    .replaceAll(/\p{Pd}+/gu, "-")
    .replaceAll(/\s+/gu, " ")
    .trim();
}

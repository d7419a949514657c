import { refusal } from "../../commands/explain.ts";
import type { Form, Reply } from "../../commands/reply.ts";
import type { Call, Fact, Message } from "../../notifications/message.ts";

/** What only this adapter has to say; everything else comes from the commands. */
export const staleControl: Message = refusal({ kind: "stale-call" }, { platform: "discord" });

/** Something broke in the adapter itself; the reference is in the log. */
export function apology(reference: string): Message {
  return {
    tone: "warning",
    title: "That did not work. It is our fault, not yours.",
    lines: ["Try again in a minute."],
    footer: ["reference ", { code: reference }],
  };
}

export const noServer: Message = {
  tone: "refusal",
  title: "You and Quartermaster have no server in common.",
  lines: [
    "Commands in direct messages work for members of a server that uses Quartermaster.",
    "Join such a server, or give the command there.",
  ],
  footer: "code no_common_server",
};

export const whichServer: Message = {
  tone: "neutral",
  title: "Which server is this about?",
  lines: [
    "You are in several that use Quartermaster. Direct messages will be about the one you choose for the next 12 hours.",
  ],
};

/** A form that cannot be shown by itself any more, behind a button. */
export function openForm(form: Call): Message {
  return {
    tone: "neutral",
    title: "A few more things are needed.",
    lines: ["What you have given so far is already filled in."],
    actions: [{ label: "Open form", style: "primary", call: { ...form, form: true } }],
  };
}

/** Discord marks no fields in its forms: the mistakes are listed, and the form opens again as it was left. */
export function fieldMistakes(reply: Reply, call: Call, labels: Readonly<Record<string, string>>): Message {
  const all = Object.entries(reply.fieldErrors ?? {});
  // One that the answer itself is about is not said twice, nor is its form offered twice.
  const mistakes = all.length === 1 ? all.filter(([, value]) => !isSaid(reply, value)) : all;
  const others = (reply.actions ?? []).filter((action) => !("call" in action && isFormOf(action.call, call)));
  return {
    ...reply,
    facts: [
      ...mistakes.map(([name, value]) => ({ label: labels[name] ?? spelledOut(name), value })),
      ...(reply.facts ?? []),
    ],
    actions: [{ label: "Continue editing", style: "primary", call: { ...call, form: true } }, ...others],
  };
}

function isSaid({ title, lines = [] }: Reply, mistake: string): boolean {
  return [title, ...lines.filter((line) => typeof line === "string")].join(" ").startsWith(mistake);
}

function isFormOf(offered: Call, { command }: Call): boolean {
  return offered.form === true && offered.command === command;
}

/** A member was picked and an address was written, and they need not be the same person. */
export function givenTwice(fields: readonly string[]): Reply {
  return {
    tone: "refusal",
    title: "That names somebody twice.",
    lines: ["Nothing was done."],
    code: "given_twice",
    footer: "code given_twice",
    fieldErrors: Object.fromEntries(fields.map((name) => [name, "Pick a member or write an address, not both."])),
  };
}

/** The last resort when a form cannot be brought back: what was typed, to be copied. */
export function withTyped(message: Message, call: Call): Message {
  const typed = Object.entries(call.input).map(([name, value]): Fact => ({
    label: spelledOut(name),
    value: [{ code: value }],
  }));
  if (typed.length === 0) return message;
  return { ...message, facts: [...(message.facts ?? []), ...typed], footer: "What you typed is above, to be copied." };
}

/** A form as a call that opens it again. */
export function callOf(form: Form): Call {
  const given = form.fields.filter((field) => field.value !== undefined);
  const input = { ...form.fixed, ...Object.fromEntries(given.map((field) => [field.name, field.value ?? ""])) };
  return { command: form.command, input, form: true };
}

export function labelsOf(form: Form): Readonly<Record<string, string>> {
  return Object.fromEntries(form.fields.map((field) => [field.name, field.label]));
}

/** "membersCanInvite" as "Members can invite". */
function spelledOut(name: string): string {
  const words = name
    .replaceAll(/([A-Z])/gu, " $1")
    .replaceAll(/[_-]/gu, " ")
    .toLowerCase()
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

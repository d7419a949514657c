import type { Asked, Invocation } from "../../../src/commands/invocation.ts";
import type { Choice, Form, Outcome, Reply } from "../../../src/commands/reply.ts";
import { EVERYONE } from "../../../src/commands/call-id.ts";
import type { Reader } from "../../../src/commands/call-id.ts";
import type { Suggesting } from "../../../src/commands/suggest.ts";
import type { FrontDesk, Plan } from "../../../src/bot/front-desk.ts";
import type { Call } from "../../../src/notifications/message.ts";

type Run = (invocation: Invocation, call: Call) => Outcome | Promise<Outcome>;

/** Commands that a test makes up, behind the real interface. */
export interface FakeDesk extends FrontDesk {
  readonly dispatched: Invocation[];
  readonly suggesting: Suggesting[];
}

export interface FakeCommand {
  readonly run: Run;
  readonly required?: readonly string[];
  readonly form?: Omit<Form, "command" | "fixed">;
  readonly formAfterMs?: number;
  readonly visibleTo?: "everyone";
  readonly suggestions?: () => Promise<readonly Choice[]>;
}

export function said(reply: Partial<Reply> & { title: string }): Outcome {
  return { kind: "reply", reply: { tone: "neutral", ...reply } };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

export function fakeDesk(commands: Readonly<Record<string, FakeCommand>>): FakeDesk {
  const dispatched: Invocation[] = [];
  const suggesting: Suggesting[] = [];
  const drafts = new Map<string, { reader: Reader; call: Call }>();

  const planned = (asked: Asked): Plan => {
    if (asked.via === "text") throw new Error("nobody types lines on Discord");
    const { call } = asked;
    const command = commands[call.command];
    if (!command) return { kind: "reply", reply: { tone: "refusal", title: `No command ${call.command}` } };
    const missing = (command.required ?? []).filter((name) => call.input[name] === undefined);
    if (call.form || (missing.length > 0 && asked.via !== "form")) return { kind: "form", call };
    return { kind: "run", call, visibleTo: command.visibleTo ?? "asker" };
  };

  return {
    dispatched,
    suggesting,
    plan: planned,
    async dispatch(invocation) {
      dispatched.push(invocation);
      const { asked } = invocation;
      if (asked.via === "text") throw new Error("nobody types lines on Discord");
      const command = commands[asked.call.command];
      if (!command) throw new Error("unplanned");
      return command.run(invocation, asked.call);
    },
    async buildForm(_invocation, call) {
      const command = commands[call.command];
      await pause(command?.formAfterMs ?? 0);
      const form = command?.form ?? { title: call.command, submit: "Send", fields: [] };
      const names = new Set(form.fields.map(({ name }) => name));
      const fixed = Object.fromEntries(Object.entries(call.input).filter(([name]) => !names.has(name)));
      const fields = form.fields.map((field) => ({ ...field, ...valueOf(call, field.name) }));
      return { ...form, command: call.command, fields, fixed };
    },
    async suggest(_invocation, asked) {
      suggesting.push(asked);
      return (await commands[asked.command]?.suggestions?.()) ?? [];
    },
    async encodeCall(reader, call) {
      const id = `d.${drafts.size}`;
      drafts.set(id, { reader, call });
      return id;
    },
    async decodeCall(reader, encoded) {
      const draft = drafts.get(encoded);
      const isFor = [reader.userExternalId, EVERYONE].includes(draft?.reader.userExternalId ?? "");
      return isFor ? draft?.call : undefined;
    },
    home: () => Promise.resolve({ tone: "neutral", title: "Home" }),
  };
}

function valueOf(call: Call, name: string): { value?: string } {
  const value = call.input[name];
  return value === undefined ? {} : { value };
}

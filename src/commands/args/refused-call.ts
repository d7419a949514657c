import type { Call } from "../../notifications/message.ts";
import type { Kind } from "../arg.ts";
import type { Command, CommandContext } from "../define.ts";
import { parseText } from "../parse-text.ts";
import { CommandError } from "../problem.ts";

export interface RefusedCall {
  readonly command: Command;
  readonly input: Call["input"];
}

/** A change that was refused, as the line that means it; buttons give it. */
export const refusedCall: Kind<RefusedCall> = {
  kind: "text",
  label: "What was refused",
  field: "lines",
  read: (typed) => ({ ok: true, resolve: async (context) => changeIn(context, typed) }),
};

function changeIn({ registry }: CommandContext, line: string): RefusedCall {
  const parsed = parseText(line, registry);
  const command = parsed.ok ? registry.byName.get(parsed.call.command) : undefined;
  if (!parsed.ok || !command || command.hidden || command.effect !== "changes")
    throw new CommandError({ kind: "stale-call" });

  return { command, input: parsed.call.input };
}

import { rehearse } from "../domain/rehearse.ts";
import type { Call } from "../notifications/message.ts";
import { yesOrNo } from "./args/plain.ts";
import type { Command, CommandContext, Confirmation, Readings } from "./define.ts";
import type { CommandProblem } from "./problem.ts";
import type { Reply } from "./reply.ts";
import { button } from "./words.ts";

/** Input that every change takes beside its own: say what it would do, and do nothing. */
export const DRY_RUN = "dry_run";
export const DRY_RUN_HINT = "Only say what it would do, and change nothing";
const WRITTEN = /^dry[-_]?run$/iu;

/** Whether this key means it, for this command. Whoever types a code guesses, and every guess has to be counted. */
export function isDryRunOf(command: Command, key: string): boolean {
  return WRITTEN.test(key) && canBeTried(command);
}

export function canBeTried({ effect, hidden, args }: Command): boolean {
  return effect === "changes" && !hidden && Object.values(args).every(({ kind }) => kind !== "code");
}

/** Whether a call only tries; or what is wrong with how it says so. */
export function readDryRun({ input }: Call): boolean | CommandProblem {
  const typed = input[DRY_RUN];
  if (typed === undefined) return false;
  return yesOrNo(typed.trim()) ?? { kind: "not-a-value", field: DRY_RUN, typed, expected: "yes or no" };
}

/**
 * The answer that the command would give, what it would ask first, and a button that does it; all of it undone. Refused as
 * the command itself would be.
 */
export async function tryOut(
  context: CommandContext,
  { command, readings, call }: { command: Command; readings: Readings; call: Call },
): Promise<Reply> {
  const { question, answer } = await rehearse(context.db, async (db) => {
    const ready = await command.prepare({ ...context, db }, readings);
    const question = await ready.confirm();
    return { question, answer: command.tried === "question" ? undefined : await ready.run() };
  });

  const { [DRY_RUN]: _tried, ...input } = call.input;
  return {
    tone: "neutral",
    title: `Only tried: ${answer?.title ?? question?.title ?? command.summary}`,
    ...bodyOf(command, question, answer),
    actions: [button(question?.button ?? command.submit ?? "Do it", call.command, input)],
    footer: "Nothing was changed, and nobody was told.",
  };
}

function bodyOf(command: Command, question: Confirmation | undefined, answer: Reply | undefined): Partial<Reply> {
  const asked = question?.lines ?? [];
  if (!answer || command.tried === "news") return { lines: asked };
  const { lines = [], facts, table, chart } = answer;
  return {
    lines: [...asked, ...lines.filter((line) => typeof line !== "string" || !asked.includes(line))],
    ...(facts && { facts }),
    ...(table && { table: { ...table, rows: table.rows.map(({ cells }) => ({ cells })) } }),
    ...(chart && { chart }),
  };
}

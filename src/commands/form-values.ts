import { findOrganization } from "../domain/quotas/find-organization.ts";
import { isId } from "../domain/id.ts";
import type { Call } from "../notifications/message.ts";
import type { Arg } from "./arg.ts";
import type { Command, CommandContext } from "./define.ts";
import type { Choice } from "./reply.ts";

const organizational: ReadonlySet<string> = new Set(["organization", "subject"]);

/**
 * What a form shows for values that are already given, by the argument's name: buttons give organizations by their ids,
 * and people read names. What cannot be found out is left as it is.
 */
export async function namedValues(
  context: CommandContext,
  command: Command,
  input: Call["input"],
): Promise<ReadonlyMap<string, Choice>> {
  const given = Object.entries(command.args).flatMap(([name, arg]) => {
    const typed = input[name] ?? arg.fallback;
    return arg.unasked || arg.field !== "suggested" || typed === undefined ? [] : [{ name, arg, typed }];
  });
  const named = await Promise.all(
    given.map(async ({ name, arg, typed }) => [name, await namedValue(context, arg, typed)] as const),
  );
  return new Map(named.flatMap(([name, choice]) => (choice ? [[name, choice] as const] : [])));
}

async function namedValue(context: CommandContext, arg: Arg<unknown>, typed: string): Promise<Choice | undefined> {
  const found = isId(typed) && organizational.has(arg.kind) ? await findOrganization(context, { slug: typed }) : null;
  const value = found?.slug ?? typed;
  const offered = (await arg.suggest?.(context, isId(value) ? "" : value)) ?? [];
  const choice = offered.find((one) => one.value.toLowerCase() === value.toLowerCase());
  return choice ?? (found ? { value, label: found.name } : undefined);
}

import type { Fact, Text } from "../../notifications/message.ts";
import { mayUse, whoMay } from "../access.ts";
import type { Arg } from "../arg.ts";
import type { Command, CommandContext } from "../define.ts";
import type { Platform } from "../../storage/generated/enums.ts";
import { canBeTried, DRY_RUN } from "../dry-run.ts";
import type { Reply } from "../reply.ts";
import { actions, button, fact, formButton, listed, typedOn } from "../words.ts";

/** Lists have buttons for it. */
const PAGE = "page";

/** One command with all its arguments, its examples, who may, and whom it tells. */
export function helpOnCommand(context: CommandContext, command: Command): Reply {
  const { platform } = context.invocation;
  const examples = [command.example, ...(command.moreExamples ?? [])];
  const allowed = mayUse(context.standing, command);
  const args = Object.entries(command.args);
  const asked = args.filter(([, arg]) => !arg.unasked);
  const shown = [...asked, ...args.filter(([name, arg]) => arg.unasked && name !== PAGE)];
  return {
    tone: "neutral",
    title: `${command.id}: ${command.summary}`,
    ...(command.details && { lines: [command.details] }),
    facts: [
      ...shown.map(([name, arg]) => argumentFact(name, arg)),
      fact(examples.length > 1 ? "Examples" : "Example", spaced(examples.map((example) => typedOn(platform, example)))),
      fact("Who may", `${whoMay(command)}${allowed ? "" : " (you may not at present)"}`),
      ...moreFacts(command),
      ...(canBeTried(command) ? [fact("Try it first", triedOn(platform))] : []),
    ],
    ...actions(
      allowed && (asked.length > 0 ? formButton("Fill in its form", command.id) : button("Do it", command.id)),
      button("What can I do?", "help"),
    ),
  };
}

function triedOn(platform: Platform): Text {
  const how = platform === "slack" ? "--dry-run" : `${DRY_RUN}:True`;
  return ["with ", { code: how }, " it says what it would do, and changes nothing"];
}

function moreFacts({ tells, aliases }: Command): readonly Fact[] {
  const names = (aliases ?? []).map((words) => words.join(" "));
  return [
    ...(tells ? [fact("Who hears of it", tells)] : []),
    ...(names.length > 0 ? [fact("Also written", listed(names, "or"))] : []),
  ];
}

function argumentFact(name: string, arg: Arg<unknown>): Fact {
  return fact(name, `${arg.hint} (${demandOf(arg)})`);
}

/** "needed", "default member", "optional"; and the answers, where there is a short list of them. */
export function demandOf(arg: Arg<unknown>): string {
  const demand = arg.required ? "needed" : arg.fallback ? `default ${arg.fallback}` : "optional";
  const choices =
    arg.choices && arg.kind !== "flag"
      ? `; ${listed(
          arg.choices.map(({ value }) => value),
          "or",
        )}`
      : "";
  return demand + choices;
}

function spaced(examples: readonly string[]): Text {
  return examples.flatMap((example, at) => (at === 0 ? [{ code: example }] : ["  ", { code: example }]));
}

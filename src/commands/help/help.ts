import type { Text } from "../../notifications/message.ts";
import { mayUse } from "../access.ts";
import { arg } from "../args.ts";
import { defineCommand, groups } from "../define.ts";
import type { Command, CommandContext } from "../define.ts";
import { nearestCommands } from "../nearest.ts";
import { CommandError } from "../problem.ts";
import type { Reply } from "../reply.ts";
import { actions, button, count, listed, typedOn } from "../words.ts";
import { helpOnCommand } from "./on-command.ts";

export const help = defineCommand({
  name: ["help"],
  title: "Help",
  submit: "Show",
  summary: "Show what you can do here, or how one command works",
  group: "Your account",
  effect: "reads",
  who: "anyone",
  args: {
    topic: arg.text("A command or its first word, such as invite create", {
      optional: true,
      greedy: true,
      label: "Topic",
    }),
  },
  example: "help",
  moreExamples: ["help invite", "help invite create"],

  async run(context, { topic }) {
    if (!topic) return overview(context);
    const wanted = topic
      .toLowerCase()
      .replace(/^\/?(?:qm\s+)?/u, "")
      .replaceAll(/\s+/gu, " ")
      .trim();
    const group = groups.find((one) => one.toLowerCase() === wanted);
    if (group) return helpOnGroup(context, group);
    const command = context.registry.byName.get(wanted);
    if (command && !command.hidden) return helpOnCommand(context, command);

    const ofNoun = context.registry.commands.filter((one) => !one.hidden && isAbout(one, wanted));
    if (ofNoun.length > 0) return helpOnNoun(context, wanted, ofNoun);
    throw new CommandError({
      kind: "unknown-command",
      typed: topic,
      nearest: nearestCommands(wanted.split(" "), context.registry),
    });
  },
});

function isAbout(command: Command, noun: string): boolean {
  return [command.name, ...(command.aliases ?? [])].some((words) => words.length > 1 && words[0] === noun);
}

/** Fits in one message however many commands there are: what each does is told group by group. */
function overview(context: CommandContext): Reply {
  const { mine, others } = sorted(context, context.registry.commands);
  const isMember = context.standing.kind === "person" && context.standing.person.state === "active";
  const offered = groups.filter((group) => mine.some((command) => command.group === group));
  return {
    tone: "neutral",
    title: "What you can do here",
    lines: [
      ...offered.flatMap((group) =>
        summaryOf(
          context,
          group,
          mine.filter((command) => command.group === group),
        ),
      ),
      ...(isMember && others.length > 0 ? [[{ strong: "You could request" }, `: to ${requestable(others)}.`]] : []),
    ],
    menus: [{ label: "What they do", options: offered.map((group) => button(group, "help", { topic: group })) }],
    ...actions(
      button("Who am I here?", "whoami"),
      isMember && button("My organizations", "org list"),
      context.standing.kind === "visitor" && button("Register", "register", {}, { style: "primary" }),
    ),
    footer: [
      "Missing something? A command without its words opens a form. More on one: ",
      { code: typed(context, "help invite create") },
    ],
  };
}

/** The first of them; the topics list them all. */
function requestable(others: readonly Command[]): string {
  const named = others.slice(0, MOST_REQUESTABLE).map(({ summary }) => lowerFirst(summary));
  const more = others.length - named.length;
  return listed(
    more > 0 ? [...named, `do ${count(more, "other thing", "other things")} that the topics below list`] : named,
  );
}

function sorted(context: CommandContext, commands: readonly Command[]) {
  const shown = commands.filter((command) => !command.hidden);
  const mine = shown.filter((command) => mayUse(context.standing, command));
  return { mine, others: shown.filter((command) => command.permission && !mine.includes(command)) };
}

function summaryOf(context: CommandContext, group: string, commands: readonly Command[]): readonly Text[] {
  const telling = commands.find(({ example, id }) => example !== id && example.length <= LONGEST_EXAMPLE);
  return [
    [{ strong: group }],
    namesOf(context, commands),
    ...(telling ? [["for example ", { code: typed(context, telling.example) }]] : []),
  ];
}

function namesOf(context: CommandContext, commands: readonly Command[]): Text {
  return commands.flatMap(({ id }, index) => [...(index > 0 ? [", "] : []), { code: typed(context, id) }]);
}

function helpOnGroup(context: CommandContext, group: string): Reply {
  const { mine, others } = sorted(
    context,
    context.registry.commands.filter((command) => command.group === group),
  );
  const lineOf = (command: Command): Text => [{ code: typed(context, shortExample(command)) }, ` ${command.summary}`];
  return {
    tone: "neutral",
    title: group,
    lines: [
      ...mine.map(lineOf),
      ...(others.length > 0 ? [[{ strong: "You could request" }], ...others.map(lineOf)] : []),
    ],
    ...actions(button("Everything", "help")),
  };
}

function helpOnNoun(context: CommandContext, noun: string, commands: readonly Command[]): Reply {
  const mine = commands.filter((command) => mayUse(context.standing, command));
  const others = commands.filter((command) => !mine.includes(command));
  const lineOf = (command: Command): Text => [{ code: typed(context, shortExample(command)) }, ` ${command.summary}`];
  return {
    tone: "neutral",
    title: `What you can do with ${noun}`,
    lines: [
      ...mine.map(lineOf),
      ...(others.length > 0 ? [[{ strong: "You could request" }], ...others.map(lineOf)] : []),
    ],
    menus: [
      {
        label: "More on …",
        options: commands.slice(0, 25).map((command) => button(command.id, "help", { topic: command.id })),
      },
    ],
  };
}

const LONGEST_EXAMPLE = 48;
const MOST_REQUESTABLE = 10;

/** Keys and codes are long; their command's name says enough in a list. */
function shortExample(command: Command): string {
  return command.example.length <= LONGEST_EXAMPLE ? command.example : command.id;
}

function typed(context: CommandContext, line: string): string {
  return typedOn(context.invocation.platform, line);
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

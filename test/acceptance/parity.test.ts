import type { APIApplicationCommandBasicOption } from "discord-api-types/v10";
import { ApplicationCommandOptionType as Kind } from "discord-api-types/v10";
import { afterAll, beforeAll, expect, it } from "vitest";
import { optionFields } from "../../src/bot/discord/register.ts";
import { slashCall } from "../../src/bot/discord/typed.ts";
import { discordCommands } from "../../src/commands/outline.ts";
import { plan } from "../../src/commands/plan.ts";
import { registry } from "../../src/commands/registry.ts";
import type { Call } from "../../src/notifications/message.ts";
import type { Scene } from "../support/scene.ts";
import { startScene } from "../support/scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.close());

const fields = optionFields(discordCommands(registry));
const examples = registry.commands
  .filter(({ hidden }) => !hidden)
  .flatMap((command) => [command.example, ...(command.moreExamples ?? [])]);

function missing(what: string): never {
  throw new Error(`not to be run on this platform: ${what}`);
}

/** What Slack delivers of a line, as the call that it becomes; a mention carries a platform's own id. */
function onSlack(line: string): Call {
  const planned = plan({ via: "text", text: line.replaceAll(/(?<=\s|:)@(\w+)/gu, "<@U1|$1>") }, registry, "slack");
  return planned.kind === "run" ? planned.call : missing(line);
}

/** The options as the server published them for a command, "invite create" or "whoami". */
function published(name: string): readonly APIApplicationCommandBasicOption[] {
  const [noun, verb] = name.split(" ");
  const options = scene.discord.commands().find((command) => command.name === noun)?.options ?? [];
  const subcommand = options.find((option) => option.name === verb);
  const own = subcommand?.type === Kind.Subcommand ? subcommand.options : options;
  // Safe: below a subcommand, and beside none, Discord has only basic options.
  return (own ?? []) as readonly APIApplicationCommandBasicOption[];
}

/** The same call as somebody fills it into Discord's options. */
function onDiscord({ command, input }: Call): Call {
  const known = fields.get(command) ?? missing(`/${command}`);
  const data = Object.entries(input).map(([field, value]) => {
    const isMention = value.startsWith("<@");
    const own = published(command).filter(({ name }) => (known.get(name) ?? name) === field);
    // Where an organization may be meant as well as a person, Discord asks for text, which takes mentions as they are.
    const fitting = own.find(({ type }) => (type === Kind.User) === isMention);
    const option = fitting ?? (isMention ? own[0] : undefined) ?? missing(`/${command} ${field}`);
    const text = option.type === Kind.User ? value.replaceAll(/[<@>]/gu, "") : value;
    return { name: option.name, type: option.type, value: option.type === Kind.Boolean ? isYes(text) : text };
  });
  const [commandName = "", verb] = command.split(" ");
  const options = verb ? [{ name: verb, type: Kind.Subcommand as const, options: data }] : data;
  const planned = plan(
    { via: "options", call: slashCall({ commandName, options: { data: options } }, fields) },
    registry,
    "discord",
  );
  return planned.kind === "run" ? planned.call : missing(`/${command}`);
}

const isYes = (text: string) => ["yes", "on", "true"].includes(text);

/** Discord says yes to a switch where people on Slack may write on. */
function alike({ command, input }: Call): Call {
  const same = Object.entries(input).map(([name, value]) => [name, isYes(value) ? "yes" : value]);
  return { command, input: Object.fromEntries(same) };
}

it.each(examples)("D-05 %s is the same call from Slack and from Discord", (line) => {
  const call = onSlack(line);
  expect(alike(onDiscord(call))).toEqual(alike(call));
});

it("D-05 has every command on Discord, and nothing else", () => {
  const names = scene.discord.commands().flatMap(({ name, options = [] }) => {
    const verbs = options.filter(({ type }) => type === Kind.Subcommand);
    return verbs.length > 0 ? verbs.map((verb) => `${name} ${verb.name}`) : [name];
  });
  const meant = names.map((name) => registry.byName.get(name)?.id);
  expect(meant).not.toContain(undefined);
  const shown = registry.commands.filter(({ hidden }) => !hidden).map(({ id }) => id);
  expect(shown.filter((id) => !meant.includes(id))).toEqual([]);
});

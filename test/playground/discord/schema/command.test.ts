import { describe, expect, it } from "vitest";
import { command } from "../../../../playground/discord/schema/command.ts";
import { problems, times } from "./support.ts";

const invite = (changes: object) => ({ name: "invite", description: "Invite people", ...changes });
const text = (changes: object = {}) => ({ type: 3, name: "role", description: "What they may do", ...changes });
const verb = (changes: object = {}) => ({ type: 1, name: "create", description: "Invite", ...changes });
const choice = (index: number) => ({ name: `Choice ${index}`, value: String(index) });
/** A command of exactly this size, most of it in the choices of eight options. */
const sized = (size: number) => {
  const options = times(8, (option) =>
    text({
      name: `o${option}`,
      description: "d",
      choices: times(9, (index) => ({ name: `${index}`.padEnd(100, "x"), value: "v".repeat(9) })),
    }),
  );
  const used = "invite".length + 8 * (3 + 9 * 109) + "rest".length + 1 + 31;
  const rest = text({ name: "rest", description: "d", choices: [{ name: "n", value: "v".repeat(30) }] });
  return invite({ description: "x".repeat(size - used), options: [...options, rest] });
};

const limits: readonly [string, (size: number) => object, number][] = [
  ["a name", (size) => invite({ name: "x".repeat(size) }), 32],
  ["a description", (size) => invite({ description: "x".repeat(size) }), 100],
  ["options", (size) => invite({ options: times(size, (index) => text({ name: `o${index}` })) }), 25],
  ["subcommands", (size) => invite({ options: times(size, (index) => verb({ name: `v${index}` })) }), 25],
  [
    "a subcommand's options",
    (size) => invite({ options: [verb({ options: times(size, (index) => text({ name: `o${index}` })) })] }),
    25,
  ],
  ["choices", (size) => invite({ options: [text({ choices: times(size, choice) })] }), 25],
  [
    "a choice's name",
    (size) => invite({ options: [text({ choices: [{ name: "x".repeat(size), value: "v" }] })] }),
    100,
  ],
  [
    "a choice's value",
    (size) => invite({ options: [text({ choices: [{ name: "n", value: "x".repeat(size) }] })] }),
    100,
  ],
  ["max_length", (size) => invite({ options: [text({ max_length: size })] }), 6000],
  ["everything together", sized, 8000],
];

describe("a command", () => {
  it.each(limits)("may use %s up to the limit", (_name, body, limit) => {
    expect(problems(command, body(limit))).toEqual([]);
  });

  it.each(limits)("is refused for %s one beyond the limit", (_name, body, limit) => {
    expect(problems(command, body(limit + 1))).not.toEqual([]);
  });

  it.each<[string, object, string]>([
    ["the name has a capital", invite({ name: "Invite" }), "name APPLICATION_COMMAND_INVALID_NAME"],
    ["the name has a space", invite({ name: "in vite" }), "name APPLICATION_COMMAND_INVALID_NAME"],
    ["the description is missing", { name: "invite" }, "description BASE_TYPE_REQUIRED"],
    [
      "a required option follows an optional one",
      invite({ options: [text(), text({ name: "who", required: true })] }),
      "options.1 APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
    ],
    [
      "an option's name repeats",
      invite({ options: [text(), text()] }),
      "options.1 APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
    ],
    [
      "values and subcommands mix",
      invite({ options: [verb(), text()] }),
      "options APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
    ],
    [
      "groups nest",
      invite({
        options: [{ type: 2, name: "g", description: "d", options: [{ type: 2, name: "h", description: "d" }] }],
      }),
      "options.0.options.0.type BASE_TYPE_CHOICES",
    ],
    [
      "choices meet autocomplete",
      invite({ options: [text({ autocomplete: true, choices: [choice(1)] })] }),
      "options.0.autocomplete APPLICATION_COMMAND_OPTIONS_CHOICES_MUTUALLY_EXCLUSIVE",
    ],
    [
      "the kind of an option is unknown",
      invite({ options: [text({ type: 99 })] }),
      "options.0.type UNION_TYPE_CHOICES",
    ],
  ])("is refused when %s", (_name, body, problem) => {
    expect(problems(command, body)).toContain(problem);
  });

  it("may be named in any script", () => {
    expect(problems(command, invite({ name: "приглашение" }))).toEqual([]);
  });
});

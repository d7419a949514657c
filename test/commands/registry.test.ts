import { describe, expect, it } from "vitest";
import { discordCommands } from "../../src/commands/outline.ts";
import { registry } from "../../src/commands/registry.ts";

const nouns = discordCommands(registry);

describe("registry", () => {
  it.each(registry.commands.map((command) => [command.id, command] as const))(
    "%s fits the platforms' limits",
    (_id, command) => {
      expect(command.title.length).toBeLessThanOrEqual(24);
      expect(command.summary.length).toBeLessThanOrEqual(100);
      expect(command.summary).not.toMatch(/\.$/u);
      for (const arg of Object.values(command.args)) expect(arg.hint.length).toBeLessThanOrEqual(100);
    },
  );

  it.each(registry.commands.map((command) => [command.id, command] as const))(
    "%s asks for at most five things on a form",
    (_id, command) => {
      expect(Object.values(command.args).filter((arg) => !arg.unasked).length).toBeLessThanOrEqual(5);
    },
  );
});

describe("discordCommands", () => {
  it.each(nouns.map((noun) => [noun.name, noun] as const))("/%s fits Discord's limits", (name, noun) => {
    expect(name).toMatch(/^[a-z0-9-]{1,32}$/u);
    expect(noun.verbs?.length ?? 0).toBeLessThanOrEqual(25);
    for (const verb of noun.verbs ?? []) {
      expect(verb.name).toMatch(/^[a-z0-9-]{1,32}$/u);
      expect(verb.options.length).toBeLessThanOrEqual(24);
    }
    expect(sizeOf(noun)).toBeLessThanOrEqual(8_000);
  });

  it("has the verbs of the seeds under the nouns that they are looked for under", () => {
    const org = nouns.find(({ name }) => name === "org")?.verbs?.map(({ name }) => name);
    const project = nouns.find(({ name }) => name === "project")?.verbs?.map(({ name }) => name);
    expect(org).toEqual(
      expect.arrayContaining(["invite", "members", "remove", "role", "settings", "list", "show", "switch"]),
    );
    expect(project).toEqual(expect.arrayContaining(["add-user", "remove-user", "role", "members"]));
  });
});

/** Discord counts names, descriptions and choices of a whole command. */
function sizeOf(noun: (typeof nouns)[number]): number {
  const options = [...(noun.options ?? []), ...(noun.verbs ?? []).flatMap((verb) => verb.options)];
  const words = [
    noun.name,
    noun.summary,
    ...(noun.verbs ?? []).flatMap((verb) => [verb.name, verb.summary]),
    ...options.flatMap(({ name, hint, choices = [] }) => [
      name,
      hint,
      ...choices.flatMap(({ value, label }) => [value, label]),
    ]),
  ];
  return words.join("").length;
}

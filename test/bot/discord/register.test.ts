import { describe, expect, it } from "vitest";
import { command } from "../../../playground/discord/schema/command.ts";
import { commandsJson, optionFields } from "../../../src/bot/discord/register.ts";
import { discordCommands } from "../../../src/commands/outline.ts";
import { registry } from "../../../src/commands/registry.ts";

describe("commandsJson", () => {
  const all = commandsJson(discordCommands(registry));

  it.each(all.map((json) => [json.name, json] as const))("writes /%s within Discord's limits", (_, json) => {
    expect(command.safeParse(json).error?.issues ?? []).toEqual([]);
  });

  it("stays below a hundred commands of different names", () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(all.length).toBeLessThanOrEqual(100);
  });

  it("requires nothing, so that what is missing opens a form", () => {
    expect(JSON.stringify(all)).not.toContain('"required":true');
  });

  it("asks for a person as a member or in writing", () => {
    const options = [{ name: "person", hint: "Who", kind: "person" }] as const;

    expect(commandsJson([{ name: "why", summary: "Why", options }])[0]?.options).toMatchObject([
      { name: "person", type: 6 },
      { name: "email", type: 3 },
    ]);
  });

  it("spells argument names in small letters, and knows them again", () => {
    const nouns = [{ name: "x", summary: "X", options: [{ name: "canInvite", hint: "h", kind: "flag" }] }] as const;

    expect(optionFields(nouns).get("x")).toEqual(new Map([["can_invite", "canInvite"]]));
  });
});

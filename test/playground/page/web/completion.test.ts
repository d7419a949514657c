import { ApplicationCommandOptionType, ApplicationCommandType } from "discord-api-types/v10";
import type { APIApplicationCommand } from "discord-api-types/v10";
import { describe, expect, it } from "vitest";
import {
  matchingCommands,
  problemWith,
  runnableCommands,
} from "../../../../playground/page/web/discord/command-list.ts";
import { completed, suggestionsFor } from "../../../../playground/page/web/slack/suggestions.ts";

const slack = {
  commands: [{ command: "/qm", description: "Run the people side", shouldEscape: true }],
  users: [
    { id: "U1", name: "Alice Moreau", handle: "alice" },
    { id: "U2", name: "Bob Ekman", handle: "bob" },
  ],
  channels: [],
};

function labels(text: string): readonly string[] {
  return suggestionsFor(text, slack).map((suggestion) => suggestion.label);
}

describe("suggestionsFor", () => {
  it("offers the command at the start of the text", () => {
    expect(labels("/q")).toEqual(["/qm"]);
  });

  it("offers no command further on", () => {
    expect(labels("see /q")).toEqual([]);
  });

  it("finds a person by the family name", () => {
    expect(labels("/qm invite create @ekm")).toEqual(["@bob"]);
  });

  it("stops when the name is complete, so that Enter sends", () => {
    expect(labels("/qm invite create @bob")).toEqual([]);
  });
});

describe("completed", () => {
  it("replaces the last word and leaves room for the next", () => {
    expect(completed("/qm invite create @b", "@bob")).toBe("/qm invite create @bob ");
  });
});

const invite: APIApplicationCommand = {
  id: "1",
  application_id: "2",
  version: "3",
  type: ApplicationCommandType.ChatInput,
  name: "invite",
  description: "Invitations",
  default_member_permissions: null,
  options: [
    {
      type: ApplicationCommandOptionType.Subcommand,
      name: "create",
      description: "Invite someone",
      options: [
        { type: ApplicationCommandOptionType.User, name: "person", description: "Who to invite" },
        { type: ApplicationCommandOptionType.String, name: "role", description: "What they may do" },
      ],
    },
    { type: ApplicationCommandOptionType.Subcommand, name: "list", description: "Open invitations" },
  ],
};

describe("runnableCommands", () => {
  it("lists subcommands in place of their command", () => {
    expect(runnableCommands([invite]).map(({ path }) => path)).toEqual(["invite create", "invite list"]);
  });
});

describe("problemWith", () => {
  it.each([
    ["/sing loudly", "Choose a command from the list; /sing loudly is none."],
    [
      "/invite create rolle:admin",
      "“rolle:admin” is no option of /invite create as Discord takes them. Choose /invite create from the list, then among person, role.",
    ],
    ["/invite list all", "“all” is no option of /invite list as Discord takes them. It has none."],
  ])("says what is wrong with %s", (typed, problem) => {
    expect(problemWith(typed, runnableCommands([invite]))).toBe(problem);
  });
});

function paths(text: string): readonly string[] {
  return matchingCommands(text, runnableCommands([invite])).map(({ path }) => path);
}

describe("matchingCommands", () => {
  it("matches the start of the path", () => {
    expect(paths("/inv")).toEqual(["invite create", "invite list"]);
  });

  it("matches words anywhere in the path", () => {
    expect(paths("/list")).toEqual(["invite list"]);
  });

  it("matches nothing without the slash", () => {
    expect(paths("invite")).toEqual([]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseText } from "../../src/commands/parse-text.ts";
import { printCall } from "../../src/commands/print.ts";
import { registry } from "../../src/commands/registry.ts";

const names = [...registry.byName.keys()];

function understood(line: string) {
  const parsed = parseText(line, registry);
  return parsed.ok ? parsed.call : parsed.problem;
}

describe("parseText", () => {
  it.each([
    ["invite create @bob role:admin", "invite create", { person: "@bob", role: "admin" }],
    ["invite create @bob role: admin", "invite create", { person: "@bob", role: "admin" }],
    ["invite create @bob --role admin", "invite create", { person: "@bob", role: "admin" }],
    ["invite create @bob --role=admin", "invite create", { person: "@bob", role: "admin" }],
    ["invite create @bob —role admin", "invite create", { person: "@bob", role: "admin" }],
    ["invite create @bob –role=admin", "invite create", { person: "@bob", role: "admin" }],
    ["invite create @bob −−role admin", "invite create", { person: "@bob", role: "admin" }],
    ["invite create @bob ‒role admin", "invite create", { person: "@bob", role: "admin" }],
    ["invite create role:admin @bob", "invite create", { person: "@bob", role: "admin" }],
    ["INVITE Create @bob admin", "invite create", { person: "@bob", role: "admin" }],
    ["  org   invite\t@bob ", "invite create", { person: "@bob" }],
    ["invite create <@U0AB1|bob>", "invite create", { person: "<@U0AB1>" }],
    [
      'member remove <@U0AB1|bob> reason:"asked by <@U0AB2|ann>, not <!here>"',
      "member remove",
      { person: "<@U0AB1>", reason: "asked by @ann, not @here" },
    ],
    ["invite create <@!4711>", "invite create", { person: "<@4711>" }],
    ["invite create <mailto:ann@x.io|ann@x.io>", "invite create", { person: "ann@x.io" }],
    ['invite create "Bob Ekman"', "invite create", { person: "Bob Ekman" }],
    ["invite create “Bob Ekman”", "invite create", { person: "Bob Ekman" }],
    ["invite create „Bob Ekman“", "invite create", { person: "Bob Ekman" }],
    ["invite create «Bob Ekman»", "invite create", { person: "Bob Ekman" }],
    ["invite create ‘Bob O’Neill’", "invite create", { person: "Bob O’Neill" }],
    [
      "invite create @bob message:“see <https://x.io/a|x.io/a> first”",
      "invite create",
      { person: "@bob", message: "see https://x.io/a first" },
    ],
    ["invite create @bob message: 'it &amp; that'", "invite create", { person: "@bob", message: "it & that" }],
    ["org create Vision &lt;Lab&gt;", "org create", { name: "Vision <Lab>" }],
    ["why @bob cluster:create", "why", { person: "@bob", permission: "cluster:create" }],
    ["ssh-key remove SHA256:abc/def+1", "ssh-key remove", { key: "SHA256:abc/def+1" }],
    ["whoami project:llava", "whoami", { org: "llava" }],
    ["whoami --project llava", "whoami", { org: "llava" }],
    ["project role @bob member", "member role", { person: "@bob", role: "member" }],
    ["project role show @bob", "member show", { person: "@bob" }],
    ["project add-user bob@x.io", "project add-user", { person: "bob@x.io" }],
    ["project remove-user @bob", "member remove", { person: "@bob" }],
    ["user activate @bob", "person activate", { person: "@bob" }],
    ["member list --descending", "member list", { descending: "yes" }],
    ["member list --descending no", "member list", { descending: "no" }],
    ["help invite create", "help", { topic: "invite create" }],
    ["invite", "help", { topic: "invite" }],
    ["", "help", {}],
  ])("reads %j", (line, command, input) => {
    expect(understood(line)).toEqual({ command, input });
  });

  it.each([
    ["invit create @bob", { kind: "unknown-command", typed: "invit create" }],
    ["invite remove-everything @bob", { kind: "unknown-command" }],
    ["invite create @bob colour:blue", { kind: "unknown-argument", key: "colour" }],
    ["invite create @bob --colour blue", { kind: "unknown-argument", key: "colour" }],
    ["invite create @bob role:admin role:member", { kind: "repeated-argument", key: "role" }],
    ["invite create @bob admin vision-lab and more", { kind: "too-many-words", rest: "and more" }],
    ['invite create "@bob', { kind: "unbalanced-quote" }],
    ['invite create "@bob"x', { kind: "unbalanced-quote" }],
    ['invite create @bob message:"a "b" c"', { kind: "unbalanced-quote" }],
    ["invite create @bob role:", { kind: "missing", field: "role" }],
    ["invite create @bob role: org:lab", { kind: "missing", field: "role" }],
    ["x".repeat(4_001), { kind: "too-long", limit: 4_000 }],
  ])("refuses %j", (line, problem) => {
    expect(understood(line)).toMatchObject(problem);
  });

  it("names the nearest command with an example", () => {
    expect(understood("invte creat @bob")).toMatchObject({
      nearest: [{ name: "invite create", example: "invite create ann@example.com role:member" }, {}, {}],
    });
  });

  it("never throws, and never yields another command than the one written, in 100,000 lines", () => {
    const isHonest = fc.property(aLine(), (line) => {
      const parsed = parseText(line, registry);
      return !parsed.ok || parsed.call.command === commandWritten(line);
    });
    expect(() => fc.assert(isHonest, { numRuns: 100_000 })).not.toThrow();
  }, 240_000);

  it("reads what it prints as the same call", () => {
    fc.assert(
      fc.property(aCall(), (call) => {
        expect(understood(printCall(call))).toEqual(call);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each(
    registry.commands.flatMap((one) =>
      [one.example, ...(one.moreExamples ?? [])].map((example) => [one.id, example] as const),
    ),
  )("reads %s's own example: %s", (command, example) => {
    expect(understood(example)).toMatchObject({ command });
  });
});

/** Lines made of what people write, what phones make of it, and noise. */
function aLine(): fc.Arbitrary<string> {
  const word = fc.oneof(
    fc.constantFrom(...names, ...names.map((name) => name.toUpperCase())),
    fc.constantFrom(
      "role:admin",
      "--role",
      "—role",
      "role:",
      "org: x",
      "confirm:yes",
      "page:2",
      "key:value",
      "https://x.io/a",
    ),
    fc.constantFrom(
      "<@U1|bob>",
      "<mailto:a@x.io|a@x.io>",
      "<#C1|general>",
      "<!channel>",
      "<https://x.io|x>",
      "&lt;@U1&gt;",
    ),
    fc.constantFrom('"', "'", "“", "”", "„", "‘", "’", "«", "»", "\\", '"a b"', "“a b”", "-", "—", "--", ":", "="),
    fc.string({ unit: "grapheme", maxLength: 12 }),
    fc.string({ unit: "binary", maxLength: 12 }),
  );
  return fc
    .array(word, { maxLength: 8 })
    .chain((words) => fc.constantFrom(words.join(" "), words.join(""), ` ${words.join("  ")}\n`));
}

/** Written without the parser's own means: the longest name that the line's first words spell. */
function commandWritten(line: string): string | undefined {
  const words = line.trim().toLowerCase().split(/\s+/u);
  for (let length = 3; length > 0; length -= 1) {
    const command = words.length >= length ? registry.byName.get(words.slice(0, length).join(" ")) : undefined;
    if (command) return command.id;
  }
  return "help";
}

function aCall() {
  const commands = registry.commands.filter((one) => Object.keys(one.args).length > 0);
  return fc.constantFrom(...commands).chain((command) => {
    const value = fc.oneof(
      fc.string({ minLength: 1, unit: "grapheme" }),
      fc.constantFrom("<@U1>", "a&amp;b", "<@U1|x>", 'a "b" c', "a:b", "\\", "it's"),
    );
    const entries = Object.keys(command.args).map((name) => [name, fc.option(value, { nil: undefined })] as const);
    return fc.record(Object.fromEntries(entries)).map((record) => ({
      command: command.id,
      input: Object.fromEntries(
        Object.entries(record).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
    }));
  });
}

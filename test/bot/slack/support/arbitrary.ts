import fc from "fast-check";
import type { Form } from "../../../../src/commands/reply.ts";
import type { Button, Inline, Menu, Message, Text } from "../../../../src/notifications/message.ts";

/** Words as an attacker would choose them, among any others. */
export const words: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom(
    "<!channel>",
    "<!here|x>",
    "<@U1|bob>",
    "<#C1>",
    "<https://evil.example|your bank>",
    "*bold* _it_ ~s~ `code`",
    ":smile:",
    "@everyone",
    "a\r\nb\u2028c",
    "\u202Eevil",
    "&lt;!channel&gt;",
    "\uD800",
    "",
    "   ",
  ),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 4 }).map((part) => part.repeat(1_500)),
);

const inline: fc.Arbitrary<Inline> = fc.oneof(
  words,
  words.map((strong) => ({ strong })),
  words.map((code) => ({ code })),
  fc.date({ noInvalidDate: true, min: new Date("2000-01-01"), max: new Date("2100-01-01") }).map((time) => ({ time })),
  fc.record({ link: fc.oneof(fc.webUrl(), words), label: words }),
);
const text: fc.Arbitrary<Text> = fc.oneof(words, fc.array(inline, { maxLength: 5 }));

const call = fc.record({
  command: fc.constantFrom("invite accept", "member list"),
  input: fc.dictionary(fc.constantFrom("a", "b"), fc.string({ maxLength: 5 })),
});
const button: fc.Arbitrary<Button> = fc.record(
  { label: words, call, style: fc.constantFrom("primary" as const, "danger" as const) },
  { requiredKeys: ["label", "call"] },
);
const menu: fc.Arbitrary<Menu> = fc.record({ label: words, options: fc.array(button, { maxLength: 8 }) });
const row = fc.record(
  { cells: fc.array(text, { maxLength: 6 }), actions: fc.array(button, { maxLength: 7 }) },
  { requiredKeys: ["cells"] },
);

export const message: fc.Arbitrary<Message> = fc.record(
  {
    tone: fc.constantFrom("neutral", "success", "warning", "danger", "refusal"),
    title: words,
    lines: fc.array(text, { maxLength: 25 }),
    facts: fc.array(fc.record({ label: words, value: text }), { maxLength: 30 }),
    table: fc.record({ columns: fc.array(words, { maxLength: 5 }), rows: fc.array(row, { maxLength: 12 }) }),
    actions: fc.array(fc.oneof(button, fc.record({ label: words, url: fc.oneof(fc.webUrl(), words) })), {
      maxLength: 30,
    }),
    menus: fc.array(menu, { maxLength: 7 }),
    footer: text,
  },
  { requiredKeys: ["tone", "title"] },
);

const fieldName = fc.constantFrom("person", "role", "org", "message", "reason", "until");
const field = fc.record(
  {
    name: fieldName,
    label: words,
    kind: fc.constantFrom("line", "lines", "choice", "choices", "person", "suggested"),
    required: fc.boolean(),
    hint: words,
    value: words,
    choices: fc.array(fc.record({ value: fc.string({ maxLength: 200 }), label: words }), { maxLength: 25 }),
    maxLength: fc.integer({ min: 1, max: 4_000 }),
  },
  { requiredKeys: ["name", "label", "kind", "required"] },
);

export const form: fc.Arbitrary<Form> = fc.record(
  {
    command: fc.constant("invite create"),
    title: words,
    intro: words,
    submit: words,
    fields: fc.uniqueArray(field, { selector: ({ name }) => name, maxLength: 6 }),
    fixed: fc.constant({}),
  },
  { requiredKeys: ["command", "title", "submit", "fields", "fixed"] },
);

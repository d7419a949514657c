import fc from "fast-check";
import { timeChart } from "../../notifications/chart/charts.ts";
import type { Action, Button, Inline, Message, Text } from "../../../src/notifications/message.ts";

const words = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ minLength: 200, maxLength: 1500 }),
  fc.constant(""),
);
const time = fc.oneof(
  fc.date({ min: new Date("2020-01-01"), max: new Date("2040-01-01") }),
  fc.constant(new Date(Number.NaN)),
);
const url = fc.oneof(fc.webUrl(), words);

const inline: fc.Arbitrary<Inline> = fc.oneof(
  words,
  words.map((strong) => ({ strong })),
  words.map((code) => ({ code })),
  time.map((at) => ({ time: at })),
  fc.record({ link: url, label: words }),
);
const text: fc.Arbitrary<Text> = fc.oneof(words, fc.array(inline, { maxLength: 6 }));

const button: fc.Arbitrary<Button> = fc.record({
  label: words,
  call: fc.record({
    command: fc.constant("invite accept"),
    input: fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }),
  }),
});
const action: fc.Arbitrary<Action> = fc.oneof(button, fc.record({ label: words, url }));
const some = <Value>(item: fc.Arbitrary<Value>, maxLength: number) => fc.array(item, { maxLength });

/** Any message that the types allow, sensible or not. */
export const message: fc.Arbitrary<Message> = fc.record(
  {
    tone: fc.constantFrom("neutral", "success", "warning", "danger", "refusal"),
    title: words,
    lines: some(text, 8),
    facts: some(fc.record({ label: words, value: text }), 30),
    table: fc.record({
      columns: some(words, 5),
      rows: some(fc.record({ cells: some(text, 5), actions: some(button, 4) }, { requiredKeys: ["cells"] }), 12),
    }),
    actions: some(action, 30),
    menus: some(fc.record({ label: words, options: some(button, 30) }), 4),
    footer: text,
    chart: words.map((alt) => timeChart({ alt })),
    attachments: some(
      fc.record({ name: words, mediaType: fc.constant("text/csv" as const), content: fc.string({ maxLength: 5 }) }),
      14,
    ),
  },
  { requiredKeys: ["tone", "title"] },
);

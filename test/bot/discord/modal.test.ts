import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { modal } from "../../../playground/discord/schema/modal.ts";
import type { Field, Form } from "../../../src/commands/reply.ts";
import { renderModal, unaskedInput } from "../../../src/bot/discord/modal.ts";

const words = fc.string({ unit: "binary", maxLength: 300 });
const choices = fc.uniqueArray(fc.record({ value: fc.string({ minLength: 1, maxLength: 30 }), label: words }), {
  maxLength: 25,
  selector: ({ value }) => value,
});
const field = fc.record(
  {
    label: words,
    hint: words,
    kind: fc.constantFrom<Field["kind"]>("line", "lines", "choice", "choices", "person", "suggested"),
    required: fc.boolean(),
    value: fc.oneof(fc.string({ maxLength: 5000 }), fc.constant("<@123456789012345678>")),
    choices,
    maxLength: fc.integer({ min: 1, max: 9000 }),
  },
  { requiredKeys: ["label", "kind", "required"] },
);
const form: fc.Arbitrary<Form> = fc.record({
  command: fc.constant("invite create"),
  title: words,
  intro: words,
  submit: words,
  fields: fc.array(field, { maxLength: 9 }).map((all) => all.map((one, index) => ({ ...one, name: `field${index}` }))),
  fixed: fc.constant({}),
});

const line = (name: string, required: boolean): Field => ({
  name,
  label: name,
  kind: "line",
  required,
  value: `${name}!`,
});

describe("renderModal", () => {
  it("is taken by Discord whatever the form is", () => {
    fc.assert(
      fc.property(form, (any) => {
        expect(modal.safeParse(renderModal(any, "f0.x")).error?.issues ?? []).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it("asks the required questions first and keeps the answers it has no room for", () => {
    const fields = [1, 2, 3, 4, 5].map((number) => line(`optional${number}`, false)).concat(line("needed", true));
    const long: Form = { command: "x", title: "X", submit: "Send", fields, fixed: {} };

    expect(JSON.stringify(renderModal(long, "f0.x"))).toContain('"custom_id":"needed"');
    expect(unaskedInput(long)).toEqual({ optional5: "optional5!" });
  });

  it("lets a person be picked or written", () => {
    const fields: Field[] = [{ name: "person", label: "Person", kind: "person", required: true, value: "<@1>" }];

    const { components } = renderModal({ command: "x", title: "X", submit: "Send", fields, fixed: {} }, "f0.x");

    expect(components).toMatchObject([
      { component: { custom_id: "person", default_values: [{ id: "1", type: "user" }], required: false } },
      { component: { custom_id: "person~written", required: false } },
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { fieldMistakes } from "../../../src/bot/discord/words.ts";

const call = { command: "alert explain", input: { alert: "vision" } };
const refused = {
  tone: "refusal",
  title: "“vision” does not fit alert.",
  lines: ["It takes one of several.", "Change it and try again."],
  actions: [
    { label: "Open alerts", call: { command: "alert open", input: {} } },
    { label: "Correct it in a form", call: { ...call, form: true } },
  ],
} as const;

describe("what is wrong with a form", () => {
  it("is said once where the answer itself says it, and its form is offered once", () => {
    const alert = "“vision” does not fit alert. It takes one of several.";
    const shown = fieldMistakes({ ...refused, fieldErrors: { alert } }, call, {});

    expect(shown.facts).toEqual([]);
    expect(shown.actions?.map(({ label }) => label)).toEqual(["Continue editing", "Open alerts"]);
  });

  it("is listed by field where several are wrong", () => {
    const fieldErrors = { alert: "“vision” does not fit alert.", until: "“never” does not fit until." };
    const shown = fieldMistakes({ ...refused, fieldErrors }, call, { alert: "Alert", until: "Until" });

    expect(shown.facts).toEqual([
      { label: "Alert", value: "“vision” does not fit alert." },
      { label: "Until", value: "“never” does not fit until." },
    ]);
  });
});

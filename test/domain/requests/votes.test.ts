import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSameTerms, termsAfter } from "../../../src/domain/requests/terms.ts";
import { waitsFor } from "../../../src/domain/requests/urgency.ts";
import { isReached, tallyOf } from "../../../src/domain/requests/votes.ts";
import { DAY, later } from "../../support/builders.ts";
import { hours } from "../../support/limited.ts";

const asked = { amount: hours(200), until: later(7 * DAY), from: null };

describe("tallyOf", () => {
  it("is reached by so many approvals or so many denials, and by nothing less", () => {
    const verdicts = fc.array(fc.constantFrom("approve" as const, "deny" as const), { maxLength: 12 });
    const least = fc.integer({ min: 1, max: 10 });
    fc.assert(
      fc.property(verdicts, least, least, (said, approvals, denials) => {
        const votes = said.map((verdict, index) => ({
          reviewer: { id: `${index}`, name: `${index}` },
          verdict,
          reason: null,
        }));
        const tally = tallyOf(votes, { approvals, denials });
        expect(isReached("approve", tally)).toBe(said.filter((one) => one === "approve").length >= approvals);
        expect(isReached("deny", tally)).toBe(said.filter((one) => one === "deny").length >= denials);
      }),
    );
  });
});

describe("termsAfter", () => {
  it("leaves what is not said as it stands", () => {
    expect(isSameTerms(termsAfter(asked, {}), asked)).toBe(true);
    expect(isSameTerms(termsAfter(asked, { amount: hours(200), from: null }), asked)).toBe(true);
    expect(termsAfter(asked, { amount: hours(100) })).toEqual({ ...asked, amount: hours(100) });
  });

  it.each([
    ["amount", { amount: hours(199) }],
    ["end", { term: { until: later(6 * DAY) } }],
    ["length", { term: { until: later(7 * DAY), lengthMs: 7 * DAY } }],
    ["start", { from: later(DAY) }],
  ])("another %s is another grant", (_what, wish) => {
    expect(isSameTerms(termsAfter(asked, wish), asked)).toBe(false);
  });

  it("takes the same length, said later, for the same", () => {
    const length = { amount: hours(200), until: later(3 * DAY), lengthMs: 3 * DAY, from: null };
    expect(isSameTerms(termsAfter(length, { term: { until: later(5 * DAY), lengthMs: 3 * DAY } }), length)).toBe(true);
  });
});

describe("waitsFor", () => {
  it("is an hour where it is urgent, and as long as is configured otherwise", () => {
    expect(waitsFor(true, { answerWithinHours: 72 })).toBe(DAY / 24);
    expect(waitsFor(false, { answerWithinHours: 72 })).toBe(3 * DAY);
  });
});

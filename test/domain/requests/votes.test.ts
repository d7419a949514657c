import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSameTerms, termsAfter } from "../../../src/domain/requests/terms.ts";
import { waitsFor } from "../../../src/domain/requests/urgency.ts";
import { tallyOf } from "../../../src/domain/requests/votes.ts";
import { DAY, later } from "../../support/builders.ts";
import { hours } from "../../support/limited.ts";

const asked = { amount: hours(200), until: later(7 * DAY), from: null };

describe("tallyOf", () => {
  it("has each who said something once, where they said it", () => {
    const verdicts = fc.array(fc.constantFrom("approve" as const, "deny" as const), { maxLength: 12 });
    fc.assert(
      fc.property(verdicts, (said) => {
        const votes = said.map((verdict, at) => ({ reviewer: { id: `${at}`, name: `${at}` }, verdict, reason: null }));
        const { approvals, denials } = tallyOf(votes, { approvals: 2, denials: 1 });
        const ids = [...approvals, ...denials].map(({ id }) => Number(id));
        expect(ids.toSorted((a, b) => a - b)).toEqual(said.map((_, at) => at));
        expect(approvals.map(({ id }) => said[Number(id)])).toEqual(approvals.map(() => "approve"));
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

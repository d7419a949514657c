import { describe, expect, it } from "vitest";
import { levelsOf } from "../../../src/domain/alerts/levels.ts";
import type { Timing } from "../../../src/domain/alerts/observation.ts";
import { step } from "../../../src/domain/alerts/step.ts";
import type { Effect, Prompt, Seen, Standing } from "../../../src/domain/alerts/step.ts";
import { NOON, later } from "../../support/builders.ts";

const HOUR = 3_600_000;
const atOnce: Timing = { pendingFor: 0, keepFiringFor: 0, repeatEvery: null, grace: 0 };

interface Look {
  readonly value: bigint;
  readonly limit?: bigint | null;
  readonly after?: number;
  readonly prompt?: Prompt;
}

function seen(
  { value, limit = 100n, after = 0, prompt = "usage" }: Look,
  timing: Partial<Timing>,
  percents: number[],
): Seen {
  const thresholds = percents.map((percent) => ({ of: "used", percent }) as const);
  const levels = levelsOf({ thresholds, limit, isSoft: true, value, amountWords: String });
  const windowStart = later(-24 * HOUR);
  return { value, limit, levels, timing: { ...atOnce, ...timing }, windowStart, now: later(after), prompt };
}

/** What each look tells, in short: "fire 1 of 0,1 (usage)". */
function story(looks: readonly Look[], timing: Partial<Timing> = {}, percents = [80, 95, 100, 120]): readonly string[] {
  let standing: Standing | undefined;
  return looks.map((look) => {
    const { next, effect } = step(standing, seen(look, timing, percents));
    standing = next;
    return shown(effect);
  });
}

function shown(effect: Effect): string {
  switch (effect.kind) {
    case "none":
      return "";
    case "fire":
    case "raise":
      return `${effect.kind} ${effect.level} of ${effect.crossed.join()} (${effect.cause})`;
    case "repeat":
      return `repeat ${effect.level}`;
    case "resolve":
      return `resolve (${effect.because})`;
  }
}

describe("step, semantics E9", () => {
  it("fires when value ≥ threshold: at 100 % exactly", () => {
    expect(story([{ value: 79n }, { value: 80n }, { value: 99n }, { value: 100n }])).toEqual([
      "",
      "fire 0 of 0 (usage)",
      "raise 1 of 1 (usage)",
      "raise 2 of 2 (usage)",
    ]);
  });

  it("tells of several levels crossed in one step once, for the highest, listing the others", () => {
    expect(story([{ value: 100n }])).toEqual(["fire 2 of 0,1,2 (usage)"]);
    expect(story([{ value: 81n }, { value: 130n }])).toEqual(["fire 0 of 0 (usage)", "raise 3 of 1,2,3 (usage)"]);
  });

  it("tells nothing at the same level, without a repeat", () => {
    expect(story([{ value: 80n }, { value: 90n }, { value: 90n, after: 100 * HOUR }])).toEqual([
      "fire 0 of 0 (usage)",
      "",
      "",
    ]);
  });

  it("repeats the same level after the interval, counted from what was told last", () => {
    const looks = [
      { value: 80n },
      { value: 80n, after: 3 * HOUR },
      { value: 80n, after: 4 * HOUR },
      { value: 96n, after: 5 * HOUR },
    ];
    const more = [
      { value: 96n, after: 8 * HOUR },
      { value: 96n, after: 9 * HOUR },
    ];
    expect(story([...looks, ...more], { repeatEvery: 4 * HOUR })).toEqual([
      "fire 0 of 0 (usage)",
      "",
      "repeat 0",
      "raise 1 of 1 (usage)",
      "",
      "repeat 1",
    ]);
  });

  it("clears only below threshold − 2 %, and tells again after that", () => {
    const looks = [80n, 79n, 80n, 78n, 77n, 79n, 80n].map((value) => ({ value }));
    expect(story(looks)).toEqual(["fire 0 of 0 (usage)", "", "", "", "resolve (fell)", "", "fire 0 of 0 (usage)"]);
  });

  it("waits for the condition to hold, and forgets what did not", () => {
    const looks = [
      { value: 80n },
      { value: 81n, after: 9 * 60_000 },
      { value: 70n, after: 9.5 * 60_000 },
      { value: 80n, after: 10 * 60_000 },
      { value: 80n, after: 20 * 60_000, prompt: "time" as const },
    ];
    expect(story(looks, { pendingFor: 10 * 60_000 })).toEqual(["", "", "", "", "fire 0 of 0 (usage)"]);
  });

  it("keeps firing for a while before it resolves", () => {
    const looks = [
      { value: 80n },
      { value: 10n, after: 1_000 },
      { value: 80n, after: 30_000 },
      { value: 10n, after: 40_000 },
      { value: 10n, after: 99_000 },
      { value: 10n, after: 100_000, prompt: "time" as const },
    ];
    expect(story(looks, { keepFiringFor: 60_000 })).toEqual(["fire 0 of 0 (usage)", "", "", "", "", "resolve (fell)"]);
  });

  it("resolves when the limit is raised, without an alarm for lower levels, and tells of the new limit's level", () => {
    const looks = [
      { value: 96n },
      { value: 96n, limit: 110n, prompt: "limits" as const },
      { value: 100n, limit: 110n },
      { value: 105n, limit: 110n },
    ];
    expect(story(looks, { keepFiringFor: HOUR })).toEqual([
      "fire 1 of 0,1 (usage)",
      "resolve (limit-raised)",
      "",
      "fire 1 of 1 (usage)",
    ]);
  });

  it("resolves when the limit becomes unlimited", () => {
    expect(story([{ value: 96n }, { value: 96n, limit: null, prompt: "limits" }])).toEqual([
      "fire 1 of 0,1 (usage)",
      "resolve (limit-raised)",
    ]);
  });

  it("fires with the cause limit-changed when the limit is lowered across a threshold", () => {
    const lowered = { value: 81n, limit: 85n, prompt: "limits" as const };
    expect(story([{ value: 70n }, { ...lowered, value: 70n }])).toEqual(["", "fire 0 of 0 (limit-changed)"]);
    expect(story([{ value: 81n }, lowered])).toEqual(["fire 0 of 0 (usage)", "raise 1 of 1 (limit-changed)"]);
  });

  it("fires once for what a new rule finds above already, marked so", () => {
    expect(story([{ value: 97n, prompt: "rule" }, { value: 98n }])).toEqual(["fire 1 of 0,1 (already-above)", ""]);
  });

  it("skips shares of a limit of 0 or none", () => {
    expect(
      story([
        { value: 5n, limit: 0n },
        { value: 6n, limit: null },
      ]),
    ).toEqual(["", ""]);
  });

  it("leaves what fires as it is when the limit is taken away to 0", () => {
    expect(story([{ value: 96n }, { value: 96n, limit: 0n, prompt: "limits" }, { value: 96n }])).toEqual([
      "fire 1 of 0,1 (usage)",
      "",
      "",
    ]);
  });

  it("fires nothing within the grace after a window's start, and then what still holds", () => {
    const looks = [{ value: 90n }, { value: 90n, after: 2 * HOUR, prompt: "time" as const }];
    expect(story(looks, { grace: 26 * HOUR })).toEqual(["", "fire 0 of 0 (usage)"]);
  });

  it("does not fire again in a window where it is to be told once", () => {
    expect(story([{ value: 80n }, { value: 10n }, { value: 90n }], { once: true })).toEqual([
      "fire 0 of 0 (usage)",
      "resolve (fell)",
      "",
    ]);
  });

  it("tells nothing where nothing is to be crossed", () => {
    expect(story([{ value: 500n }], {}, [])).toEqual([""]);
  });

  it("remembers the instant of what it told", () => {
    const { next } = step(undefined, seen({ value: 80n }, {}, [80]));
    expect(next).toEqual({
      phase: "firing",
      level: 0,
      held: 0,
      limit: 100n,
      value: 80n,
      cause: "usage",
      pendingSince: NOON,
      recoveringSince: null,
      notifiedAt: NOON,
    });
  });
});

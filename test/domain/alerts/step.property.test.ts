import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { levelsOf } from "../../../src/domain/alerts/levels.ts";
import type { Level } from "../../../src/domain/alerts/observation.ts";
import { step } from "../../../src/domain/alerts/step.ts";
import type { Effect, Standing } from "../../../src/domain/alerts/step.ts";
import { NOON, later } from "../../support/builders.ts";

const timing = { pendingFor: 0, keepFiringFor: 0, repeatEvery: null, grace: 0 };
const percents = [50, 80, 95, 100];

interface Look {
  readonly value: bigint;
  readonly limit: bigint | null;
}

const look: fc.Arbitrary<Look> = fc.record({
  value: fc.bigInt(0n, 300n),
  limit: fc.oneof({ weight: 8, arbitrary: fc.bigInt(40n, 250n) }, fc.constantFrom(0n, null)),
});

/** What people should be told, worked out from nothing but which levels they know of and have not been left since. */
function model() {
  let known = new Set<number>();
  let firing: number | undefined;
  return ({ value, limit }: Look, levels: readonly Level[]): string => {
    if (levels.length === 0) {
      if (firing === undefined || limit !== null) return "none";
      known = new Set();
      firing = undefined;
      return "resolve";
    }
    const isLeft = (index: number) => value < (levels[index]?.clearAt ?? 0n);
    known = new Set([...known].filter((index) => !isLeft(index)));
    const fresh = levels.flatMap(({ at }, index) => (value >= at && !known.has(index) ? [index] : []));
    if (fresh.length > 0) {
      const kind = firing === undefined ? "fire" : "raise";
      firing = Math.max(...fresh);
      fresh.forEach((index) => known.add(index));
      return `${kind} ${fresh.join()}`;
    }
    if (firing === undefined || !isLeft(firing)) return "none";
    firing = undefined;
    return "resolve";
  };
}

function shown(effect: Effect): string {
  return effect.kind === "fire" || effect.kind === "raise" ? `${effect.kind} ${effect.crossed.join()}` : effect.kind;
}

function leveled({ value, limit }: Look) {
  const thresholds = percents.map((percent) => ({ of: "used", percent }) as const);
  return levelsOf({ thresholds, limit, isSoft: true, value, amountWords: String });
}

describe("step", () => {
  it("tells of each level once until it is left, and always then, whatever becomes of value and limit", () => {
    fc.assert(
      fc.property(fc.array(look, { maxLength: 60 }), (looks) => {
        const expected = model();
        let standing: Standing | undefined;
        for (const [index, one] of looks.entries()) {
          const levels = leveled(one);
          const now = later(index * 1_000);
          const stepped = step(standing, { ...one, levels, timing, windowStart: NOON, now, prompt: "usage" });
          standing = stepped.next;
          expect(shown(stepped.effect)).toBe(expected(one, levels));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("fires nothing that has not held for as long as it has to", () => {
    const slow = { ...timing, pendingFor: 2_000, keepFiringFor: 3_000 };
    const at = (one: Look, index: number) => {
      const seen = { ...one, levels: leveled(one), timing: slow, windowStart: NOON, prompt: "usage" as const };
      return { ...seen, now: later(index * 1_000) };
    };
    fc.assert(
      fc.property(fc.array(look, { maxLength: 40 }), (looks) => {
        let standing: Standing | undefined;
        const waited = looks.flatMap((one, index) => {
          const { next, effect } = step(standing, at(one, index));
          standing = next;
          return effect.kind === "fire" && next ? [index * 1_000 - (next.pendingSince.getTime() - NOON.getTime())] : [];
        });
        expect(waited.filter((milliseconds) => milliseconds < 2_000)).toEqual([]);
      }),
    );
  });
});

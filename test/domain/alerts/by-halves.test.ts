import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byHalves } from "../../../src/domain/alerts/by-halves.ts";

async function tried(items: readonly number[], bad: ReadonlySet<number>) {
  return byHalves(items, async (some) => {
    if (some.some((one) => bad.has(one))) throw new Error("poisoned");
    return some;
  });
}

describe("byHalves", () => {
  it("does all but what fails by itself, in their order", async () => {
    const few = fc.uniqueArray(fc.nat(300), { maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(few, fc.uniqueArray(fc.nat(300), { maxLength: 8 }), async (items, bad) => {
        const { done, failed } = await tried(items, new Set(bad));
        expect(done.flat()).toEqual(items.filter((one) => !bad.includes(one)));
        expect(failed.map(({ item }) => item)).toEqual(items.filter((one) => bad.includes(one)));
      }),
    );
  });

  it("takes what fails as a whole for failed, after some tries, where all fail", async () => {
    const items = Array.from({ length: 200 }, (_, index) => index);
    let tries = 0;
    const { done, failed } = await byHalves(items, async () => {
      tries += 1;
      throw new Error("poisoned");
    });

    expect(done).toEqual([]);
    expect(failed.map(({ item }) => item)).toEqual(items);
    expect(tries).toBeLessThan(80);
  });
});

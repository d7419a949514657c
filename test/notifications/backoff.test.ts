import { describe, expect, it } from "vitest";
import { MAX_ATTEMPTS, waitBeforeNext } from "../../src/notifications/backoff.ts";

const exactly = () => 0;

describe("waitBeforeNext", () => {
  it("doubles from two seconds to a quarter of an hour", () => {
    const waits = Array.from({ length: MAX_ATTEMPTS - 1 }, (_, index) => waitBeforeNext(index + 1, undefined, exactly));

    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
  });

  it("waits as long as the platform asks", () => {
    expect(waitBeforeNext(1, 30, exactly)).toBe(30);
  });

  it("never returns sooner than the platform asks", () => {
    expect(waitBeforeNext(1, 30.2, () => 0.999)).toBeGreaterThanOrEqual(30.2);
  });
});

import { describe, expect, it } from "vitest";
import { nextLook } from "../../../src/domain/alerts/next-look.ts";

const at = (time: string) => new Date(`2026-11-21T${time}Z`);
const now = at("12:00:30");

describe("nextLook", () => {
  it.each([
    ["failures", "12:00:35"],
    ["idle", "12:01:00"],
    ["unusual", "12:05:00"],
    ["forecast", "13:00:00"],
    ["stale", "13:00:00"],
  ] as const)("of %s is by the clock", (kind, next) => {
    expect(nextLook(kind, now)).toEqual({ isFollowed: false, at: at(next) });
  });

  it("of limits is at once, and of what is open within a minute of the last", () => {
    expect(nextLook("quota", now)).toEqual({ isFollowed: true, at: undefined });
    expect(nextLook("quota", now, at("12:00:10"))).toEqual({ isFollowed: true, at: at("12:01:10") });
    expect(nextLook("usage", now, at("11:00:00"))).toEqual({ isFollowed: true, at: now });
  });

  it("of another system is that system's", () => {
    expect(nextLook("external", now)).toEqual({ isFollowed: false, at: undefined });
  });
});

import { describe, expect, it } from "vitest";
import { retryAfter } from "../../../src/domain/alerts/degrade-channel.ts";
import { suggest } from "../../../src/domain/alerts/noisy-rules.ts";
import { silencedUntil, silences } from "../../../src/domain/alerts/silence.ts";
import { hears } from "../../../src/domain/alerts/subscription.ts";
import { later, NOON } from "../../support/builders.ts";

const all = { ruleId: null, kind: null, subjectKey: null, organizationId: null, meter: null };
const alert = {
  ruleId: "r",
  kind: "quota",
  subjectKey: "member:lab:bob",
  meter: "gpu_hours",
  chain: ["lab", "faculty"],
};

describe("a silence", () => {
  it.each([
    ["everything", all, true],
    ["an organization above", { ...all, organizationId: "faculty" }, true],
    ["another organization", { ...all, organizationId: "optics" }, false],
    ["its kind", { ...all, kind: "quota" }, true],
    ["its kind of another meter", { ...all, kind: "quota", meter: "storage" }, false],
    ["its subject", { ...all, subjectKey: "member:lab:bob" }, true],
    ["another rule", { ...all, ruleId: "s", subjectKey: "member:lab:bob" }, false],
  ])("of %s", (_name, silence, expected) => expect(silences(silence, alert)).toBe(expected));

  it("lasts as long as the longest of several", () => {
    const two = [
      { ...all, until: later(1_000) },
      { ...all, until: later(2_000) },
      { ...all, organizationId: "optics", until: later(3_000) },
    ];
    expect(silencedUntil(two, alert)).toEqual(later(2_000));
    expect(silencedUntil([], alert)).toBeUndefined();
  });
});

describe("a subscription", () => {
  const filter = {
    purpose: "alerts",
    kinds: ["quota"],
    organizationId: null,
    meter: null,
    leastSeverity: "info",
    leastPercent: null,
  };
  const level = { index: 1, severity: "warning", percent: 80, isDirect: false } as const;
  const seen = { kind: "quota", meter: "gpu_hours", chain: ["lab", "faculty"], level } as const;

  it("hears exactly the kinds that it names (R-30)", () => {
    expect(hears(filter, seen)).toBe(true);
    expect(hears(filter, { ...seen, kind: "overage" })).toBe(false);
    expect(hears({ ...filter, kinds: [] }, seen)).toBe(false);
  });

  it("hears of its organization and all below it", () => {
    expect(hears({ ...filter, organizationId: "faculty" }, seen)).toBe(true);
    expect(hears({ ...filter, organizationId: "optics" }, seen)).toBe(false);
    expect(hears({ ...filter, organizationId: "lab" }, { ...seen, chain: [] })).toBe(false);
  });

  it("hears nothing slighter than it wants", () => {
    expect(hears({ ...filter, leastSeverity: "critical" }, seen)).toBe(false);
    expect(hears({ ...filter, leastPercent: 95 }, seen)).toBe(false);
    expect(hears({ ...filter, leastPercent: 80 }, seen)).toBe(true);
    expect(hears({ ...filter, meter: "storage" }, seen)).toBe(false);
  });

  it("hears what is for people only if it asked for that percentage", () => {
    const half = { ...level, percent: 50, isDirect: true };
    expect(hears(filter, { ...seen, level: half })).toBe(false);
    expect(hears({ ...filter, leastPercent: 50 }, { ...seen, level: half })).toBe(true);
  });
});

describe("a noisy rule (D-15)", () => {
  it("is told what would help", () => {
    expect(suggest({ fired: 31, acted: 0, brief: 2, subjects: 3 })).toMatch(
      /^Fired 31 times and nobody acted: .*again/u,
    );
    expect(suggest({ fired: 31, acted: 1, brief: 20, subjects: 3 })).toMatch(/somebody acted once: .*five|5 minutes/u);
    expect(suggest({ fired: 1_031, acted: 0, brief: 0, subjects: 900 })).toMatch(
      /^Fired 1,031 times .*fewer channels/u,
    );
  });
});

describe("a channel that cannot be reached", () => {
  it("is tried again after one minute, two, four, and at most six hours", () => {
    const minutes = [1, 2, 3, 9, 40].map(
      (failures) => (retryAfter(failures, NOON).getTime() - NOON.getTime()) / 60_000,
    );
    expect(minutes).toEqual([1, 2, 4, 256, 360]);
  });
});

import { describe, expect, it } from "vitest";
import { isProblemCode } from "../../src/api/v1/codes.ts";
import { formOf } from "../../src/api/v1/usage/form.ts";
import { readConfiguration } from "../../src/domain/configuration/read-configuration.ts";
import { parseWindow } from "../../src/domain/quotas/window.ts";
import { readPeriod } from "../../src/domain/reports/period.ts";
import { NOON } from "../support/builders.ts";

const names = ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf", "last constructor"];

describe("words that every object of the language knows", () => {
  it.each(names)("%s is no period, window, media type or code", (name) => {
    expect(readPeriod(name, NOON, { timeZone: "UTC", weekStartsOn: "monday" })).toBeUndefined();
    expect(parseWindow(name)).toBeUndefined();
    expect(isProblemCode(name)).toBe(false);
    expect(() => formOf({ "content-type": name.toLowerCase() })).toThrow("media_type_unsupported");
  });

  it("do no harm in a configuration file", () => {
    const text = [
      "__proto__: { plans: [] }",
      "meters: { __proto__: { unit: x, kind: counter, decimals: 3 }, constructor: { unit: y, kind: counter } }",
      "plans: [{ name: constructor, default: true, limits: { __proto__: 5 per month, constructor: 3 per month } }]",
    ].join("\n");
    const read = readConfiguration(text, { file: "x.yml", loadedAt: NOON });
    expect(read.ok).toBe(false);
    expect(Object.hasOwn(Object.prototype, "plans") || Object.hasOwn(Object.prototype, "unit")).toBe(false);
  });
});

import { describe, expect, it } from "vitest";
import { denialTextOf } from "../../../src/domain/configuration/denial-text.ts";
import { readConfiguration } from "../../../src/domain/configuration/read-configuration.ts";
import { changesBetween, settingsOf } from "../../../src/domain/configuration/settings.ts";
import { NOON } from "../../support/builders.ts";

const read = (text: string) => readConfiguration(text, { file: "quartermaster.yml", loadedAt: NOON });

function sound(text: string) {
  const found = read(text);
  if (!found.ok) throw new Error(found.problems.join("\n"));
  return found.configuration;
}

describe("the setting denial_text", () => {
  it("is for all meters, unless one has its own", () => {
    const configuration = sound(`
denial_text: Ask hpc-help@example.org or see https://docs.example.org/quota
meters:
  gpu_hours: { denial_text: "GPU time is given by the board, see https://board.example.org" }
  licenses: { unit: licenses, kind: gauge, denial_text: Ask the license desk }
`);

    expect(denialTextOf(configuration, "cpu_hours")).toBe(
      "Ask hpc-help@example.org or see https://docs.example.org/quota",
    );
    expect(denialTextOf(configuration, "gpu_hours")).toBe(
      "GPU time is given by the board, see https://board.example.org",
    );
    expect(denialTextOf(configuration, "licenses")).toBe("Ask the license desk");
    expect(denialTextOf(configuration)).toContain("hpc-help");
  });

  it("is nothing where it is left out", () => {
    expect(denialTextOf(sound("currency: EUR"), "gpu_hours")).toBeUndefined();
  });

  it("may be written over several lines, and is said in one", () => {
    const configuration = sound("denial_text: |\n  Ask the desk.\n  It is open at nine.\n");
    expect(denialTextOf(configuration)).toBe("Ask the desk. It is open at nine.");
  });

  it("is told among the changes of a file", () => {
    const before = settingsOf(sound("meters: { gpu_hours: { denial_text: Ask Ann } }"));
    const after = settingsOf(sound("denial_text: Ask Bob\nmeters: { gpu_hours: { denial_text: Ask Chen } }"));

    expect(changesBetween(before, after)).toEqual([
      "refusal of gpu_hours says: Ask Ann → Ask Chen",
      "refusals say: Ask Bob (new)",
    ]);
  });

  it.each([
    ["http://example.org", "may have links that begin with https:// only"],
    ["see FTP://example.org", "may have links that begin with https:// only"],
    ["javascript:alert(1)", "may have links that begin with https:// only"],
    ["ask\\u202E nna", "should be plain text in one line, without control or invisible characters"],
    ["ask\\u0007", "should be plain text in one line, without control or invisible characters"],
    ["a".repeat(501), "should be at most 500 characters"],
    ["   ", "should be what is said where quota is refused"],
  ])("refuses “%s”", (text, says) => {
    for (const file of [`denial_text: "${text}"`, `meters: { gpu_hours: { denial_text: "${text}" } }`]) {
      expect(read(file)).toMatchObject({ ok: false, problems: [expect.stringContaining(says)] });
    }
  });

  it("refuses what is no text", () => {
    expect(read("denial_text: [a, b]").ok).toBe(false);
    expect(read("denial_text: { gpu_hours: a }").ok).toBe(false);
  });
});

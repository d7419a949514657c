import { describe, expect, it } from "vitest";
import { csvFile } from "../../src/commands/csv.ts";

describe("csvFile", () => {
  it("quotes what needs quoting", () => {
    expect(csvFile("a.csv", ["Name", "GPU hours"], [['Bob "B", Ekman', "12.5"]]).content).toBe(
      '\uFEFFName,GPU hours\r\n"Bob ""B"", Ekman",12.5\r\n',
    );
  });

  it("lets no name become a formula", () => {
    expect(csvFile("a.csv", ["Name"], [["=HYPERLINK(1)"], ["@SUM(A1)"], ["-2+3"]]).content).toBe(
      "\uFEFFName\r\n'=HYPERLINK(1)\r\n'@SUM(A1)\r\n'-2+3\r\n",
    );
  });
});

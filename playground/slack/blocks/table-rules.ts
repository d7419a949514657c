import { isObject } from "./check.ts";
import type { Rule } from "./check.ts";
import { limits } from "./limits.ts";

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function characters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + characters(item), 0);
  if (!isObject(value)) return 0;

  const own = typeof value["text"] === "string" ? value["text"].length : 0;
  return own + characters(value["elements"]);
}

/** All cells of a table together hold at most 10,000 characters. */
export const tableFits: Rule = (block, pointer, found) => {
  const total = listed(block["rows"]).reduce((sum: number, row) => sum + characters(row), 0);
  if (total <= limits.tableTotal) return;
  found.push({ message: `must be less than ${limits.tableTotal + 1} characters`, pointer: `${pointer}/rows` });
};

/** Every row has as many cells as the header. */
export const columnsAgree: Rule = (block, pointer, found) => {
  const [header, ...rows] = listed(block["rows"]);
  const columns = listed(header).length;
  for (const [index, row] of rows.entries()) {
    if (listed(row).length === columns) continue;
    found.push({ message: "all rows must have the same number of cells", pointer: `${pointer}/rows/${index + 1}` });
  }
};

export const dataTableHeaderIsPlain: Rule = (block, pointer, found) => {
  for (const [index, cell] of listed(listed(block["rows"])[0]).entries()) {
    if (!isObject(cell) || cell["type"] !== "rich_text") continue;
    found.push({ message: "rich_text cannot be used for header cells", pointer: `${pointer}/rows/0/${index}` });
  }
};

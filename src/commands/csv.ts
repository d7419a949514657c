import { stringify } from "csv-stringify/sync";
import type { Attachment } from "../notifications/message.ts";

/** Spreadsheets read UTF-8 as such only behind this mark. */
const BYTE_ORDER_MARK = true;

/** A table as a file that spreadsheets open. What people have named cannot become a formula there. */
export function csvFile(
  name: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): Attachment {
  const content = stringify([columns, ...rows], {
    bom: BYTE_ORDER_MARK,
    escape_formulas: true,
    record_delimiter: "windows",
  });
  return { name, mediaType: "text/csv", content };
}

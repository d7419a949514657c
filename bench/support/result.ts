/** One measured figure beside what it is compared with in the same run. */
export interface Result {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly beside?: { readonly name: string; readonly value: number };
}

export function ratioOf({ value, beside }: Result): number | undefined {
  return beside && beside.value !== 0 ? value / beside.value : undefined;
}

/** One JSON object a line: name, value, unit, beside, ratio. */
export function jsonLine(result: Result): string {
  const { name, value, unit, beside } = result;
  return JSON.stringify({ name, value: rounded(value), unit, beside: beside ?? null, ratio: ratioOf(result) ?? null });
}

export function table(results: readonly Result[]): string {
  const rows = results.map((result) => [
    result.name,
    `${rounded(result.value)} ${result.unit}`,
    result.beside ? `${result.beside.name}: ${rounded(result.beside.value)} ${result.unit}` : "",
    ratioOf(result)?.toFixed(2) ?? "",
  ]);
  const all = [["what", "measured", "beside", "ratio"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function rounded(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

/** One of a unit: "GPU hours" → "GPU hour", "queries" → "query"; "GB", "EUR" and "TFLOPS" stay. */
export function singularOf(unit: string): string {
  if (/[a-z]{3}ies$/u.test(unit)) return unit.replace(/ies$/u, "y");
  return /[a-z]{2}s$/u.test(unit) && !/(?:ss|us)$/u.test(unit) ? unit.slice(0, -1) : unit;
}

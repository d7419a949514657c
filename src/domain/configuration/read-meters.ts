import { isPriceExact } from "../meters/cost.ts";
import { COST } from "../meters/meter.ts";
import type { Meter } from "../meters/meter.ts";
import { builtInMeters } from "./built-in.ts";
import { meterSchema } from "./schema.ts";
import type { MeterText } from "./schema.ts";
import type { Reader } from "./reader.ts";

const NAME = /^[a-z][a-z0-9_]{0,39}$/u;
const MOST_METERS = 100;

/**
 * The meters that are there from the start, as the file changes them, then the file's own. What is kept of a built-in
 * meter is counted in its smallest unit, so that neither its kind nor its decimals change.
 */
export function readMeters(
  reader: Reader,
  given: Readonly<Record<string, unknown>>,
  currency: string,
): readonly Meter[] {
  const texts = new Map(Object.entries(given).map(([name, value]) => [name, readMeter(reader, name, value)]));
  const priced = builtInMeters.map((meter) => (meter.name === COST ? { ...meter, unit: currency } : meter));
  const own = [...texts.keys()].filter((name) => !builtInMeters.some((meter) => meter.name === name));
  if (own.length > MOST_METERS) reader.fault(["meters"], `should have at most ${MOST_METERS} meters of your own`);

  const meters = [
    ...priced.map((meter) => changed(reader, meter, texts.get(meter.name))),
    ...own.map((name) => made(reader, name, texts.get(name))),
  ];
  for (const meter of meters) requireExact(reader, meter);
  requireOwnLabels(reader, meters, texts);
  return meters;
}

function readMeter(reader: Reader, name: string, value: unknown): MeterText | undefined {
  if (!NAME.test(name)) {
    reader.fault(["meters", name], "should be named in small letters, digits and underscores, such as gpu_hours");
  }
  return reader.read(meterSchema, value, ["meters", name]);
}

function changed(reader: Reader, meter: Meter, text: MeterText | undefined): Meter {
  if (!text) return meter;
  const { kind, decimals, denial_text: denialText, ...rest } = text;
  const path = ["meters", meter.name];
  if (kind && kind !== meter.kind) reader.fault([...path, "kind"], `is ${meter.kind} and can't be changed`);
  if (decimals !== undefined && decimals !== meter.decimals) {
    const says = `is ${meter.decimals} and can't be changed: what was counted is kept in that unit`;
    reader.fault([...path, "decimals"], says);
  }
  if (meter.name === COST && rest.unit) reader.fault([...path, "unit"], "follows the setting currency");
  return { ...meter, ...whatIsGiven({ ...rest, denialText }) };
}

function made(reader: Reader, name: string, text: MeterText | undefined): Meter {
  const nameless: Meter = { name, label: labelOf(name), unit: name, kind: "counter", decimals: 0 };
  if (!text) return nameless;
  if (!text.kind) reader.fault(["meters", name, "kind"], "is missing; it should be counter or gauge");
  if (!text.unit) {
    reader.fault(["meters", name, "unit"], "is missing; it should be what stands behind a number, such as licenses");
  }
  const { denial_text: denialText, ...rest } = text;
  return { ...nameless, ...whatIsGiven({ ...rest, denialText }) };
}

type Given<Values> = { [Key in keyof Values]?: Exclude<Values[Key], undefined> };

function whatIsGiven<Values extends object>(values: Values): Given<Values> {
  // Safe: only entries that are undefined are left out.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<Values>;
}

/** "tensor_hours" → "Tensor hours". */
function labelOf(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function requireExact(reader: Reader, meter: Meter): void {
  if (meter.price === undefined) return;
  const path = ["meters", meter.name, "price"];
  if (meter.name === COST) reader.fault(path, "can't be set: this meter is the sum of what others cost");
  else if (meter.kind === "gauge") reader.fault(path, "can't be set: only what adds up over time has a price");
  else if (!isPriceExact(meter)) {
    reader.fault(
      path,
      `is too fine: with ${meter.decimals} decimals the smallest unit would cost less than a billionth`,
    );
  }
}

/** People name meters by their labels, too. */
function requireOwnLabels(reader: Reader, meters: readonly Meter[], texts: ReadonlyMap<string, unknown>): void {
  for (const meter of meters) {
    const other = meters.find((one) => one !== meter && one.label.toLowerCase() === meter.label.toLowerCase());
    if (other && texts.has(meter.name))
      reader.fault(["meters", meter.name, "label"], `is the label of ${other.name}, too`);
  }
}

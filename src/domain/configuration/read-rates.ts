import { COST } from "../meters/meter.ts";
import type { Meter } from "../meters/meter.ts";
import { plainName } from "../rates/accelerator.ts";
import type { Accelerator } from "../rates/accelerator.ts";
import type { Rate } from "../rates/rate.ts";
import { ONE } from "../rates/rate.ts";
import { DAY_MINUTES, weekdays } from "../rates/usage-factor.ts";
import type { UsageFactor } from "../rates/usage-factor.ts";
import type { Reader } from "./reader.ts";
import { acceleratorSchema, usageFactorSchema } from "./rate-schemas.ts";
import { unknown } from "./schema.ts";
import type { Path } from "./yaml.ts";

const NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/u;
const MOST_ACCELERATORS = 100;
const HIGHEST_RATE: Rate = 1_000 * ONE;
/** What a plain GPU is called where people type "4xgpu 8h"; it counts 1. */
const PLAIN = /^(?:gpus?|v?cpus?|cores?|gb|gib|memory|ram)$/u;

export function readAccelerators(
  reader: Reader,
  given: Readonly<Record<string, unknown>>,
  meters: readonly Meter[],
): readonly Accelerator[] {
  const names = Object.keys(given);
  if (names.length > MOST_ACCELERATORS) {
    reader.fault(["accelerators"], `should have at most ${MOST_ACCELERATORS} accelerators`);
  }
  const accelerators = names.flatMap((name) => {
    const path = ["accelerators", name];
    if (!NAME.test(name)) reader.fault(path, "should be named in small letters and digits, such as h100");
    else if (PLAIN.test(name)) reader.fault(path, "means any of its kind, which counts 1; take another name");
    const text = reader.read(acceleratorSchema, given[name], path);
    if (!text) return [];
    const { label = name.toUpperCase(), memory, rates = {} } = text;
    for (const [meter, rate] of Object.entries(rates))
      requireRate(reader, { meter, rate, meters }, [...path, "rates", meter]);
    return [{ name, label, ...(memory !== undefined && { memory }), rates }];
  });
  requireOwnLabels(reader, accelerators);
  return accelerators;
}

/** People name them by their labels, too. */
function requireOwnLabels(reader: Reader, accelerators: readonly Accelerator[]): void {
  accelerators.forEach(({ name, label }, index) => {
    const other = accelerators.find(
      (one, at) =>
        at < index &&
        [one.name, one.label].map(plainName).some((text) => text === plainName(name) || text === plainName(label)),
    );
    if (other) reader.fault(["accelerators", name], `is called like ${other.name}`);
  });
}

interface RateOfMeter {
  readonly meter: string;
  readonly rate: Rate;
  readonly meters: readonly Meter[];
}

function requireRate(reader: Reader, { meter, rate, meters }: RateOfMeter, path: Path): void {
  requireWeighable(reader, meter, { meters, path });
  if (rate > HIGHEST_RATE) reader.fault(path, "should be at most 1,000");
}

/** The factors in the order of the file. */
export function readUsageFactors(
  reader: Reader,
  given: readonly unknown[],
  meters: readonly Meter[],
): readonly UsageFactor[] {
  return given.flatMap((value, index) => {
    const path = ["usage_factors", index];
    const text = reader.read(usageFactorSchema, value, path);
    if (!text) return [];
    const { label, meter, between = "00:00-24:00", on = weekdays, factor } = text;
    requireWeighable(reader, meter, { meters, path: [...path, "meter"] });
    if (factor > HIGHEST_RATE) reader.fault([...path, "factor"], "should be at most 1,000");
    const [from = 0, to = DAY_MINUTES] = between.split("-").map(minutesOf);
    if (from === to) reader.fault([...path, "between"], "should be two different times; leave it out for whole days");
    return [{ label, meter, from, to, on: weekdays.filter((day) => on.includes(day)), factor }];
  });
}

/** Only what adds up can be weighed, and cost follows from what other meters count. */
function requireWeighable(
  reader: Reader,
  name: string,
  { meters, path }: { readonly meters: readonly Meter[]; readonly path: Path },
): void {
  const meter = meters.find((one) => one.name === name);
  if (!meter) {
    const known = meters.map((one) => one.name);
    reader.fault(path, unknown(name, known));
  } else if (meter.kind === "gauge") reader.fault(path, "should be a meter that adds up over time");
  else if (meter.name === COST) reader.fault(path, "can't be weighed: cost follows from what other meters count");
}

/** "20:30" is 1,230. */
function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.trim().split(":").map(Number);
  return hours * 60 + minutes;
}

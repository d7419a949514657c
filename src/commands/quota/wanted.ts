import { findMeter } from "../../domain/meters/find-meter.ts";
import { requireAmount } from "../../domain/meters/amount.ts";
import type { Meter, Units } from "../../domain/meters/meter.ts";
import type { Configuration } from "../../domain/configuration/configuration.ts";
import { requireAccelerator } from "../../domain/rates/accelerator.ts";
import type { Accelerator } from "../../domain/rates/accelerator.ts";
import type { Kind } from "../arg.ts";
import type { CommandContext } from "../define.ts";
import { CommandError } from "../problem.ts";
import { durationMs } from "../args/when.ts";

/** What somebody wants to start: resources for a time, or an amount of a meter. */
export interface Wish {
  readonly meter: Meter;
  /** Before rates and factors. */
  readonly amount: Units;
  readonly accelerator?: Accelerator;
  readonly typed: string;
}

const EXPECTED = "what you would use, such as 4xA100 8h, or 32 gpu_hours";
const RESOURCES = /^(\d{1,6})\s*[x×]\s*(\S+)\s+(?:for\s+)?(.+)$/iu;
const OF_CPU = /^(?:v?cpus?|cores?)$/iu;
const OF_MEMORY = /^(?:gb|gib|memory|ram)$/iu;
const OF_GPU = /^gpus?$/iu;
const PLAIN = [OF_CPU, OF_MEMORY, OF_GPU];
const GPU_HOURS = "gpu_hours";
const HOUR_MS = 3_600_000n;

/** "4xA100 8h" is 32 GPU hours before rates; "16xcpu 2h" CPU hours; "64xGB 1h" memory hours; "32 gpu_hours" and "gpu_hours 32" as such. */
export const wanted: Kind<Wish> = {
  kind: "text",
  label: "What you would use",
  field: "line",
  maxLength: 100,
  alsoKnownAs: ["what", "wanted"],
  read: (typed, field) => ({ ok: true, resolve: async (context) => wishOf(context, typed.trim(), field) }),
};

function wishOf(context: CommandContext, typed: string, field: string): Wish {
  const wish = resources(context, typed, field) ?? amountOf(context, typed, field);
  if (wish) return wish;

  throw new CommandError({ kind: "not-a-value", field, typed, expected: EXPECTED });
}

/** "32 gpu_hours", "gpu hours 32". */
function amountOf({ configuration }: CommandContext, typed: string, field: string): Wish | undefined {
  const words = typed.split(/\s+/u);
  for (const [amount = "", name = ""] of [split(words, 1), split(words, words.length - 1).toReversed()]) {
    const meter = /\d/u.test(amount) ? findMeter(configuration, name) : undefined;
    if (meter) return { meter, amount: requireAmount(meter, amount, { field, positive: true }), typed };
  }
  return undefined;
}

function split(words: readonly string[], at: number): string[] {
  return [words.slice(0, at).join(" "), words.slice(at).join(" ")];
}

/** Rounded up to the meter's smallest unit: what is checked is never less than what is used. */
function resources({ configuration }: CommandContext, typed: string, field: string): Wish | undefined {
  const [, count, thing = "", time = ""] = RESOURCES.exec(typed) ?? [];
  const lasting = durationMs(time);
  if (!count || lasting === undefined) return undefined;
  const accelerator = acceleratorOf(configuration, thing, field);
  const meter = findMeter(configuration, accelerator ? meterOf(accelerator) : meterNameOf(thing));
  if (!meter) return undefined;

  const scaled = BigInt(count) * BigInt(lasting) * 10n ** BigInt(meter.decimals);
  return { meter, amount: (scaled + HOUR_MS - 1n) / HOUR_MS, ...(accelerator && { accelerator }), typed };
}

/** Where none has a rate of its own, whatever is named is a GPU like any other. */
function acceleratorOf(configuration: Configuration, thing: string, field: string): Accelerator | undefined {
  if (configuration.accelerators.length === 0 || PLAIN.some((plain) => plain.test(thing))) return undefined;
  return requireAccelerator(configuration, thing, field);
}

/** Of an accelerator that only counts something else, that. */
function meterOf({ rates }: Accelerator): string {
  const [first] = Object.keys(rates);
  return first === undefined || rates[GPU_HOURS] !== undefined ? GPU_HOURS : first;
}

function meterNameOf(thing: string): string {
  if (OF_CPU.test(thing)) return "cpu_hours";
  return OF_MEMORY.test(thing) ? "memory_hours" : GPU_HOURS;
}

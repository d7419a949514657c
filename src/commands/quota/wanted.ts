import { findMeter } from "../../domain/meters/find-meter.ts";
import { requireAmount } from "../../domain/meters/amount.ts";
import type { Meter, Units } from "../../domain/meters/meter.ts";
import type { Kind } from "../arg.ts";
import type { CommandContext } from "../define.ts";
import { CommandError } from "../problem.ts";
import { durationMs } from "../args/when.ts";

/** What somebody wants to start: resources for a time, or an amount of a meter. */
export interface Wish {
  readonly meter: Meter;
  readonly amount: Units;
  readonly typed: string;
}

const EXPECTED = "what you would use, such as 4xA100 8h, or 32 gpu_hours";
const RESOURCES = /^(\d{1,6})\s*[x×]\s*(\S+)\s+(?:for\s+)?(.+)$/iu;
const OF_CPU = /^(?:v?cpus?|cores?)$/iu;
const OF_MEMORY = /^(?:gb|gib|memory|ram)$/iu;
const HOUR_MS = 3_600_000n;

/** "4xA100 8h" is 32 GPU hours; "16xcpu 2h" CPU hours; "64xGB 1h" memory hours; "32 gpu_hours" and "gpu_hours 32" as such. */
export const wanted: Kind<Wish> = {
  kind: "text",
  label: "What you would use",
  field: "line",
  maxLength: 100,
  alsoKnownAs: ["what", "wanted"],
  read: (typed, field) => ({ ok: true, resolve: async (context) => wishOf(context, typed.trim(), field) }),
};

function wishOf(context: CommandContext, typed: string, field: string): Wish {
  const wish = resources(context, typed) ?? amountOf(context, typed, field);
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
function resources({ configuration }: CommandContext, typed: string): Wish | undefined {
  const [, count, thing = "", time = ""] = RESOURCES.exec(typed) ?? [];
  const lasting = durationMs(time);
  const meter = findMeter(configuration, meterNameOf(thing));
  if (!count || lasting === undefined || !meter) return undefined;

  const scaled = BigInt(count) * BigInt(lasting) * 10n ** BigInt(meter.decimals);
  return { meter, amount: (scaled + HOUR_MS - 1n) / HOUR_MS, typed };
}

function meterNameOf(thing: string): string {
  if (OF_CPU.test(thing)) return "cpu_hours";
  return OF_MEMORY.test(thing) ? "memory_hours" : "gpu_hours";
}

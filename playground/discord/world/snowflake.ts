import type { Snowflake } from "discord-api-types/v10";

/** Snowflakes count milliseconds from the first second of 2015. */
const EPOCH = 1_420_070_400_000n;

/** Makes ids that grow, also when several are made in one millisecond or the clock steps back. */
export function createSnowflakes(after: Snowflake = "0"): () => Snowflake {
  let last = BigInt(after);
  return () => {
    const now = (BigInt(Date.now()) - EPOCH) << 22n;
    last = now > last ? now : last + 1n;
    return String(last);
  };
}

/** ISO 8601, in the form Discord writes it. */
export function timeOf(id: Snowflake): string {
  return timestamp(Number((BigInt(id) >> 22n) + EPOCH));
}

/** ISO 8601 with an offset instead of a Z, as Discord writes it. `at` is in milliseconds. */
export function timestamp(at: number): string {
  return new Date(at).toISOString().replace("Z", "000+00:00");
}

import { alertsThatWouldFire } from "../../domain/alerts/would-fire.ts";
import type { WouldFire } from "../../domain/alerts/would-fire.ts";
import type { Configuration } from "../../domain/configuration/configuration.ts";
import type { Impact } from "../../domain/quotas/impact.ts";
import type { CommandContext } from "../define.ts";
import { placeOf } from "../plan/words.ts";

const MOST_NAMED = 5;

type Asking = Pick<CommandContext, "db" | "tenantId" | "configuration" | "now">;

/** Which alerts fire with a change that is not made yet, in one line (demand D-02); empty where none does. */
export async function alertLines(context: Asking, impact: Impact): Promise<readonly string[]> {
  const alerts = await alertsThatWouldFire(context.db, context, impact);
  if (alerts.length === 0) return [];

  const named = alerts.slice(0, MOST_NAMED).map((alert) => alertWords(context.configuration, alert));
  const more = alerts.length - named.length;
  const words = [...named, ...(more > 0 ? [`and ${more.toLocaleString("en-US")} more`] : [])].join("; ");
  return [`${alerts.length === 1 ? "This alert fires" : "These alerts fire"} because of it: ${words}.`];
}

/** "Vision Lab at 95 % of GPU hours a month (warning)". */
function alertWords(configuration: Configuration, { subjectName, level, severity, ...limit }: WouldFire): string {
  const at = level.endsWith("%") ? `${level} of` : `${level}, of`;
  return `${subjectName} at ${at} ${placeOf(configuration, limit)} (${severity})`;
}

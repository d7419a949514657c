import { z } from "zod";
import { severities } from "./kinds.ts";
import type { Severity } from "./kinds.ts";
import type { RoutedAlert } from "./routing.ts";

/** What routing asks of a level. */
export interface LevelTold {
  readonly index: number;
  readonly severity: Severity;
  /** Of the limit; undefined where the level is none of a limit. */
  readonly percent: number | undefined;
  /** Told to people only; to channels where they asked for that percentage. */
  readonly isDirect: boolean;
}

const kept = z.array(
  z.object({
    severity: z.enum(severities).catch("warning"),
    percent: z.number().optional().catch(undefined),
    isDirect: z.boolean().catch(false),
  }),
);

/** A level of an alert as it kept it. */
export function levelTold({ levels, severity }: Pick<RoutedAlert, "levels" | "severity">, index: number): LevelTold {
  const read = kept.safeParse(levels);
  const level = read.success ? read.data[index] : undefined;
  const otherwise = severities.find((one) => one === severity) ?? "warning";
  return { index, severity: level?.severity ?? otherwise, percent: level?.percent, isDirect: level?.isDirect ?? false };
}

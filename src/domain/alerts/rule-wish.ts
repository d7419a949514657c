import { refuse } from "../errors.ts";
import type { Meter } from "../meters/meter.ts";
import type { Watched } from "./alert-access.ts";
import type { AlertKind } from "./kinds.ts";
import type { AlertRuleProblem } from "./problems.ts";
import { readLevels } from "./typed-level.ts";
import type { TypedLevel } from "./typed-level.ts";
import type { SpecWish } from "./wished-spec.ts";

export interface RuleWish extends SpecWish {
  readonly kind: AlertKind;
  readonly watched: Watched;
  readonly meter?: Meter | undefined;
  /** As quotas/window.ts prints it. */
  readonly window?: string | undefined;
  readonly name?: string | undefined;
  readonly reason?: string | undefined;
}

type Because = Extract<AlertRuleProblem, { kind: "alert-rule-unfit" }>["because"];

/** What each kind can look at. */
const reaches: Readonly<
  Record<AlertKind, { readonly meter: "needed" | "optional" | "none"; readonly place: boolean }>
> = {
  quota: { meter: "optional", place: true },
  overage: { meter: "optional", place: true },
  usage: { meter: "needed", place: true },
  forecast: { meter: "optional", place: true },
  failures: { meter: "none", place: true },
  unusual: { meter: "optional", place: true },
  idle: { meter: "optional", place: true },
  approvals: { meter: "none", place: true },
  expiring: { meter: "none", place: true },
  stale: { meter: "none", place: false },
  deliveries: { meter: "none", place: false },
  external: { meter: "none", place: false },
};

/** Stops what a kind cannot look at. */
export function requireFit({ kind, watched, meter }: Pick<RuleWish, "kind" | "watched" | "meter">): void {
  const no = (because: Because, field: string) => refuse({ kind: "alert-rule-unfit", alertKind: kind, because, field });
  if (kind === "external") no("from-outside", "kind");
  const { meter: needs, place } = reaches[kind];
  if (needs === "needed" && !meter) no("needs-meter", "meter");
  if (needs === "none" && meter) no("takes-no-meter", "meter");
  if (!place && watched !== "each" && watched.scope !== "tenant") no("installation-only", "subject");
}

/** The levels that a new rule has where none are named. */
const usual: Partial<Readonly<Record<AlertKind, string>>> = { quota: "80, 95, 100", overage: "100, 120" };

/** Those that were named, else the kind's usual ones. Refuses with `alert-levels-invalid` where a kind has none. */
export function levelsFor({ kind, levels }: Pick<RuleWish, "kind" | "levels">): readonly TypedLevel[] | undefined {
  if (levels) return levels;
  const typed = usual[kind];
  if (typed) return readLevels(typed, "at");
  return kind === "usage"
    ? refuse({ kind: "alert-levels-invalid", because: "none", typed: "", field: "at" })
    : undefined;
}

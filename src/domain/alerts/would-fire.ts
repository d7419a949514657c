import type { Database, Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import type { Impact } from "../quotas/impact.ts";
import type { LimitState } from "../quotas/limit.ts";
import { readOrganizations } from "../quotas/read-places.ts";
import { keysOver } from "./alert-rule.ts";
import { findRules } from "./find-rules.ts";
import { severities } from "./kinds.ts";
import type { Severity } from "./kinds.ts";
import type { Level, Observation } from "./observation.ts";
import type { PlacedState } from "./observe/look.ts";
import { observeStates } from "./observe/quota.ts";
import { stepFor } from "./settle.ts";
import { placeSeen, readKnown } from "./standing.ts";
import type { Known } from "./standing.ts";

/** An alert that a change lets fire or rise, by the highest level that it reaches. */
export interface WouldFire {
  readonly subjectName: string;
  readonly meter: string;
  /** As quotas/window.ts prints it. */
  readonly window: string;
  /** "95 %", "50 GPU hours left". */
  readonly level: string;
  readonly severity: Severity;
}

const WHOLE = 100;

/**
 * Which alerts of limits fire or rise with a change that is not made yet, and would not without it (demand D-02): by the
 * rules and by how their alerts stand, the most urgent first. Rules are not named: they may be somebody else's.
 */
export async function alertsThatWouldFire(
  db: Database | Transaction,
  { tenantId, configuration: { meters }, now }: Pick<Context, "tenantId" | "configuration" | "now">,
  { before, after }: Pick<Impact, "before" | "after">,
): Promise<readonly WouldFire[]> {
  if (after.length === 0) return [];
  const chainOf = await readChains(db, tenantId, [...before, ...after]);
  const placed = (states: readonly LimitState[]) => states.map((state) => placedState(state, chainOf));
  const becomes = placed(after);
  const keys = [...new Set(becomes.flatMap((one) => one.keys))];
  const found = await findRules(db, { tenantId, keys, kinds: ["quota", "overage"] });
  const rules = found.filter((rule) => rule.kind === "quota" || rule.kind === "overage");

  const seen = observeStates(becomes, rules, meters);
  const standing = { known: await readKnown(db, tenantId, seen), now };
  const was = observeStates(placed(before), rules, meters);
  const anyway = new Map(was.map((one) => [placeSeen(one), levelFired(one, standing)?.name]));
  const usedUp = new Set(seen.filter(isUsedUp).map(limitSeen));
  const fired = seen.flatMap((one) => {
    const level = levelFired(one, standing);
    if (!level || level.name === anyway.get(placeSeen(one))) return [];
    return isSaidByOther(one, level, usedUp) ? [] : [wouldFire(one, level)];
  });
  return distinct(fired).toSorted(
    (one, other) => severities.indexOf(other.severity) - severities.indexOf(one.severity),
  );
}

function placedState(state: LimitState, chainOf: (organizationId: string) => readonly string[]): PlacedState {
  const { subject } = state;
  return { state, keys: keysOver(subject, "organizationId" in subject ? chainOf(subject.organizationId) : []) };
}

/** An organization with those above it, nearest first. */
async function readChains(db: Database | Transaction, tenantId: string, states: readonly LimitState[]) {
  const ids = states.flatMap(({ subject }) => ("organizationId" in subject ? [subject.organizationId] : []));
  const organizations = await readOrganizations(db, tenantId, [...new Set(ids)]);
  return (organizationId: string): readonly string[] => {
    const chain: string[] = [];
    let id: string | null = organizationId;
    while (id !== null && !chain.includes(id)) {
      chain.push(id);
      id = organizations.get(id)?.parentId ?? null;
    }
    return chain;
  };
}

interface HowTheyStand {
  readonly known: ReadonlyMap<string, Known>;
  readonly now: Date;
}

/** What fires at once; what must last first is not said. */
function levelFired(seen: Observation, { known, now }: HowTheyStand): Level | undefined {
  const { effect } = stepFor(known.get(placeSeen(seen)), seen, { now, prompt: "limits" });
  return effect.kind === "fire" || effect.kind === "raise" ? seen.levels[effect.level] : undefined;
}

function isUsedUp({ kind, value, levels }: Observation): boolean {
  return kind === "overage" && levels.some(({ at }) => value >= at);
}

/** Of what is used up it is not also told that it comes near. */
function isSaidByOther(seen: Observation, { percent = 0 }: Level, usedUp: ReadonlySet<string>): boolean {
  return seen.kind === "quota" && percent < WHOLE && usedUp.has(limitSeen(seen));
}

function limitSeen({ about: { subjectKey }, meter, window }: Observation): string {
  return `${subjectKey} ${meter} ${window}`;
}

function wouldFire({ about, meter, window }: Observation, { name, severity }: Level): WouldFire {
  return { subjectName: about.name, meter, window, level: name, severity };
}

/** Two rules may tell the same. */
function distinct(alerts: readonly WouldFire[]): readonly WouldFire[] {
  return [...new Map(alerts.map((one) => [Object.values(one).join("\n"), one])).values()];
}

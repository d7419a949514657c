import type { Database, Transaction } from "../../storage/database.ts";

/** A rule that tells much and that nobody acts on. */
export interface NoisyRule {
  readonly rule: { readonly id: string; readonly name: string; readonly kind: string };
  /** How often it fired. */
  readonly fired: number;
  /** How often somebody acknowledged, snoozed, silenced or expected what it told. */
  readonly acted: number;
  /** How many of them were over within five minutes. */
  readonly brief: number;
  readonly suggestion: string;
}

/** Fewer are no noise. */
const MANY = 10;
/** What somebody acts on this seldom is not worth telling. */
const SELDOM = 0.05;
const BRIEF_MINUTES = 5;

/**
 * Rules that fired often since then while hardly anybody acted on it, noisiest first, each with what would help: for who
 * may see all rules of the installation.
 */
export async function noisyRules(
  db: Database | Transaction,
  tenantId: string,
  since: Date,
): Promise<readonly NoisyRule[]> {
  const rows = await db.$queryRaw<readonly Counted[]>`
    SELECT r.id, r.name, r.kind, count(*)::int AS fired,
      count(*) FILTER (WHERE a.acknowledged_at IS NOT NULL OR EXISTS (
        SELECT FROM alert_step s WHERE s.alert_id = a.id
          AND (s.kind IN ('snoozed', 'silenced') OR s.kind = 'resolved' AND s.note = 'expected')
      ))::int AS acted,
      count(*) FILTER (WHERE a.resolved_at - a.fired_at < make_interval(mins => ${BRIEF_MINUTES}))::int AS brief,
      count(DISTINCT a.subject_key)::int AS subjects
    FROM alert a JOIN alert_rule r ON r.id = a.rule_id
    WHERE a.tenant_id = ${tenantId}::uuid AND a.fired_at >= ${since} AND r.deleted_at IS NULL AND r.enabled
    GROUP BY r.id HAVING count(*) >= ${MANY}
    ORDER BY fired DESC, r.name`;
  return rows.filter(({ fired, acted }) => acted <= fired * SELDOM).map(noisy);
}

interface Counted {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly fired: number;
  readonly acted: number;
  readonly brief: number;
  readonly subjects: number;
}

function noisy({ id, name, kind, fired, acted, brief, subjects }: Counted): NoisyRule {
  return { rule: { id, name, kind }, fired, acted, brief, suggestion: suggest({ fired, acted, brief, subjects }) };
}

/** "Fired 31 times and nobody acted: raise its lowest level." */
export function suggest({ fired, acted, brief, subjects }: Omit<Counted, "id" | "name" | "kind">): string {
  const times = `Fired ${fired.toLocaleString("en-US")} times`;
  const who = acted === 0 ? "nobody acted" : `somebody acted ${acted === 1 ? "once" : `${acted} times`}`;
  return `${times} and ${who}: ${remedy({ fired, brief, subjects })}`;
}

function remedy({ fired, brief, subjects }: Pick<Counted, "fired" | "brief" | "subjects">): string {
  if (brief * 2 >= fired)
    return `most were over within ${BRIEF_MINUTES} minutes, so let it wait longer before it fires, or widen its hysteresis.`;
  if (subjects * 4 <= fired)
    return "the same few came back again and again, so raise its lowest level for them, or raise their limits.";
  return "raise its lowest level, or have fewer channels hear of it.";
}

import type { Database } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { personNames } from "../usage/names.ts";
import type { AlertReach } from "./alert-reach.ts";

/** Who is told of a limit by another alert than the asker: whose own rule it is; undefined: by what everybody gets. */
export interface ToldApart {
  readonly who: string | undefined;
}

interface Doubled {
  readonly id: string;
  readonly place: string;
  readonly giverId: string | null;
  readonly giverName: string | null;
  readonly forPersonId: string | null;
  readonly isTold: boolean;
}

export interface Apart {
  /** Alerts that are told to others than the asker. */
  readonly hidden: readonly string[];
  /** By the alert that is the asker's. */
  readonly apart: ReadonlyMap<string, readonly ToldApart[]>;
}

/**
 * Where rules made by an organization for itself, or by somebody for themselves, and those that everybody gets tell different
 * people of one limit (`recipients.ts`), each has an open alert of it: which of them is the asker's, and who hears by others.
 */
export async function othersToldOf(
  db: Database,
  { tenantId }: Pick<Context, "tenantId">,
  { reach, isOpen }: { readonly reach: AlertReach; readonly isOpen: boolean },
): Promise<Apart> {
  const doubled = isOpen ? await readDoubled(db, tenantId) : [];
  const names = await personNames(
    db,
    tenantId,
    doubled.flatMap(({ forPersonId }) => forPersonId ?? []),
  );
  const hidden: string[] = [];
  const apart = new Map<string, readonly ToldApart[]>();
  for (const alerts of Map.groupBy(doubled, ({ place }) => place).values()) {
    const nearest = Math.min(...alerts.map((one) => distance(one, reach)));
    const others = alerts.filter((one) => distance(one, reach) > nearest);
    const told = others.filter(({ isTold }) => isTold);
    const whose = told.map(({ forPersonId, giverName }) => names.get(forPersonId ?? "") ?? giverName ?? undefined);
    hidden.push(...others.map(({ id }) => id));
    for (const { id } of alerts.filter((one) => !others.includes(one)))
      apart.set(
        id,
        [...new Set(whose)].map((who) => ({ who })),
      );
  }
  return { hidden, apart };
}

/** How near to the asker it is who is told: themselves, those of whom they are one, others, somebody else alone. */
function distance({ giverId, forPersonId }: Doubled, { personId, everything }: AlertReach): number {
  if (forPersonId !== null) return forPersonId === personId ? 0 : 3;
  return (giverId === null) === everything ? 1 : 2;
}

async function readDoubled(db: Database, tenantId: string): Promise<readonly Doubled[]> {
  return db.$queryRaw<readonly Doubled[]>`
    WITH open AS (
      SELECT a.id, concat_ws(' ', a.kind, a.subject_key, a.meter, a."window", a.window_start) AS place, r.giver_id, r.for_person_id
      FROM alert a JOIN alert_rule r ON r.id = a.rule_id
      WHERE a.tenant_id = ${tenantId}::uuid AND a.phase IN ('firing', 'recovering') AND a.kind IN ('quota', 'overage')
    )
    SELECT o.id, o.place, o.giver_id AS "giverId", g.name AS "giverName", o.for_person_id AS "forPersonId",
      EXISTS (SELECT FROM alert_told t WHERE t.alert_id = o.id AND t.how <> 'off') AS "isTold"
    FROM open o LEFT JOIN organization g ON g.id = o.giver_id
    WHERE o.place IN (SELECT place FROM open GROUP BY place HAVING count(DISTINCT (giver_id, for_person_id)) > 1)
    ORDER BY o.id`;
}

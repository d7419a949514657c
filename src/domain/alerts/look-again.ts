import type { Transaction } from "../../storage/database.ts";
import type { Context, World } from "../context.ts";
import { closeAlert } from "./close-alerts.ts";
import { evaluateSubjects, evaluating } from "./evaluate.ts";
import { alertKinds } from "./kinds.ts";
import { observers } from "./observe/observers.ts";
import type { TouchedSubject } from "./touched.ts";

const touchedKinds = alertKinds.filter((kind) => observers[kind].touched !== undefined);
/** What waits for time to pass is looked at each time, the others once a minute. */
const EVERY_MS = 60_000;
const BATCH = 500;

interface Due {
  readonly id: string;
  readonly organizationId: string | null;
  readonly personId: string | null;
  readonly meter: string;
}

/**
 * Looks again at open alerts of the kinds that follow usage: what is pending or recovering, is to be repeated, or is of a
 * window that moves, changes with time. One whose limit is gone is over. Returns how many.
 */
export async function lookAgain(world: World, tenantId: string): Promise<number> {
  const due = await evaluating(world, tenantId, look);
  if (!due || due.length === 0) return 0;
  // Apart, since alerts are locked before whom they are told to.
  await evaluating(world, tenantId, (tx, context) => closeUnseen(tx, context, due));
  return due.length;
}

async function look(tx: Transaction, context: Context): Promise<readonly string[]> {
  const { tenantId, now } = context;
  const before = new Date(now.getTime() - EVERY_MS);
  const due = await tx.$queryRaw<readonly Due[]>`
    SELECT id, organization_id::text AS "organizationId", person_id::text AS "personId", meter FROM alert
    WHERE tenant_id = ${tenantId}::uuid AND phase <> 'resolved' AND kind = ANY(${touchedKinds}::text[])
      AND evaluated_at < CASE WHEN phase = 'firing' THEN ${before}::timestamptz ELSE ${now}::timestamptz END
    ORDER BY evaluated_at LIMIT ${BATCH}`;
  await evaluateSubjects(tx, context, { touched: due.map(touchedBy), prompt: "time" });
  return due.map(({ id }) => id);
}

async function closeUnseen(tx: Transaction, context: Context, ids: readonly string[]): Promise<void> {
  const unseen = await tx.$queryRaw<readonly { id: string }[]>`
    SELECT id FROM alert WHERE id = ANY(${ids}::uuid[]) AND phase <> 'resolved' AND evaluated_at < ${context.now}::timestamptz
    ORDER BY id FOR UPDATE`;
  for (const { id } of unseen) await closeAlert(tx, context, { id, reason: "gone" });
}

function touchedBy({ organizationId, personId, meter }: Due): TouchedSubject {
  return {
    ...(organizationId && { organizationId }),
    ...(personId && { personId }),
    meters: new Set([meter]),
  };
}

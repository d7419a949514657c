import type { Transaction } from "../../storage/database.ts";
import type { Context, World } from "../context.ts";
import { closeAlert } from "./close-alerts.ts";
import { NOBODY } from "../quotas/subject.ts";
import { evaluateSubjects, touchedKinds } from "./evaluate-subjects.ts";
import { evaluating, rehearsing } from "./evaluating.ts";
import { findFailing } from "./find-failing.ts";
import { setAside } from "./set-aside.ts";
import { systemContext } from "../context.ts";
import type { TouchedSubject } from "./touched.ts";

/** What waits for time to pass is looked at each time, the others once a minute. */
export const LOOK_AGAIN_MS = 60_000;
/** So many at a time, so that usage is looked at in between, and so many times at each of the clock's looks. */
const BATCH = 250;
const MOST_TURNS = 8;

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
  let looked = 0;
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const size = await lookAtSome(world, tenantId);
    looked += size;
    if (size < BATCH) break;
  }
  return looked;
}

async function lookAtSome(world: World, tenantId: string): Promise<number> {
  const due = await lookOrSetAside(world, tenantId);
  if (!due || due.length === 0) return 0;
  // Apart, since alerts are locked before whom they are told to.
  await evaluating(world, tenantId, (tx, context) => closeUnseen(tx, context, due));
  return due.length;
}

/** What fails by itself is left out for a while, so that the others are looked at the next time. */
async function lookOrSetAside(world: World, tenantId: string): Promise<readonly string[] | undefined> {
  try {
    return await evaluating(world, tenantId, look);
  } catch (error) {
    const due = await rehearsing(world, tenantId, readDue);
    const found = await findFailing(world, tenantId, (due ?? []).map(touchedBy));
    if (found.length > 0) await setAside(world.db, systemContext(world, tenantId), found);
    throw error;
  }
}

async function look(tx: Transaction, context: Context): Promise<readonly string[]> {
  const due = await readDue(tx, context);
  await evaluateSubjects(tx, context, { touched: due.map(touchedBy), prompt: "time" });
  return due.map(({ id }) => id);
}

async function readDue(tx: Transaction, { tenantId, now }: Context): Promise<readonly Due[]> {
  const before = new Date(now.getTime() - LOOK_AGAIN_MS);
  return tx.$queryRaw<readonly Due[]>`
    SELECT id, organization_id::text AS "organizationId", person_id::text AS "personId", meter FROM alert a
    WHERE tenant_id = ${tenantId}::uuid AND phase <> 'resolved' AND kind = ANY(${touchedKinds}::text[])
      AND evaluated_at < CASE WHEN phase = 'firing' THEN ${before}::timestamptz ELSE ${now}::timestamptz END
      AND NOT EXISTS (SELECT FROM alert_set_aside s WHERE s.tenant_id = a.tenant_id AND s.until > ${now}::timestamptz
        AND s.organization_id = coalesce(a.organization_id, ${NOBODY}::uuid) AND s.person_id = coalesce(a.person_id, ${NOBODY}::uuid))
    ORDER BY evaluated_at LIMIT ${BATCH}`;
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

import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import { systemContext } from "../context.ts";
import type { Context, World } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";

const LONGEST_DAYS = 365;
const DAY_MS = 24 * 60 * 60 * 1000;
const BATCH = 100;

/** Whether requests are put before others for now. */
export function isAway({ awayUntil }: { readonly awayUntil: Date | null }, now: Date): boolean {
  return awayUntil !== null && awayUntil > now;
}

/** Until when the asker has said to be away; null: they are there. */
export async function readAway(context: Context): Promise<Date | null> {
  const { db, now, tenantId } = context;
  const { id } = requirePerson(context);
  const person = await db.person.findFirst({ where: { id, tenantId }, select: { awayUntil: true } });
  return person && isAway(person, now) ? person.awayUntil : null;
}

/**
 * Has requests put before others until then; null: the asker is back. Returns whether that is anything new. Refuses with
 * `until-passed`, and with `away-too-long`.
 */
export async function setAway(context: Context, { until }: { readonly until: Date | null }): Promise<boolean> {
  const { id, label: name } = requirePerson(context);
  const { now, tenantId } = context;
  if (until && until <= now) refuse({ kind: "until-passed", until: until.toISOString(), field: "until" });
  if (until && until.getTime() - now.getTime() > LONGEST_DAYS * DAY_MS)
    refuse({ kind: "away-too-long", limitDays: LONGEST_DAYS, field: "until" });

  return transaction(context.db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM person WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
    const before = await tx.person.findFirstOrThrow({ where: { id, tenantId }, select: { awayUntil: true } });
    if (before.awayUntil?.getTime() === until?.getTime()) return false;

    await tx.person.update({ where: { id }, data: { awayUntil: until } });
    await record(tx, context, { kind: "person-away-set", person: { id, name }, until: until?.toISOString() ?? null });
    return true;
  });
}

/** Run by the clock: whoever is back by what they said is asked again. Returns how many. */
export async function endAbsences(world: World): Promise<number> {
  const due = { awayUntil: { lte: world.now } };
  const rows = await world.db.person.findMany({
    where: due,
    orderBy: { awayUntil: "asc" },
    take: BATCH,
    select: { id: true, tenantId: true, displayName: true },
  });

  let back = 0;
  for (const { id, tenantId, displayName: name } of rows) {
    back += await transaction(world.db, async (tx) => {
      const { count } = await tx.person.updateMany({ where: { id, ...due }, data: { awayUntil: null } });
      if (count === 0) return 0;
      const event = { kind: "person-away-set", person: { id, name }, until: null } as const;
      await record(tx, systemContext(world, tenantId), event);
      return 1;
    });
  }
  return back;
}

import { transaction } from "../../storage/transaction.ts";
import type { Prisma } from "../../storage/generated/client.ts";
import { record } from "../audit/record.ts";
import { systemContext } from "../context.ts";
import type { World } from "../context.ts";
import { grantFacts } from "./facts.ts";
import { subjectOfGrant } from "./give-grant.ts";
import { nameSubjects } from "./subject-name.ts";

/** How long before its end whoever has a grant is warned. */
export const WARNED_BEFORE_MS = 24 * 60 * 60 * 1000;
const BATCH = 100;

/** Run by the clock: warns, once, of grants that end within a day; those that are shorter are not warned of. Returns how many. */
export async function warnOfGrants(world: World): Promise<number> {
  const { now } = world;
  const soon = new Date(now.getTime() + WARNED_BEFORE_MS);
  const due = { warnedAt: null, voidedAt: null, endedAt: null, expiresAt: { gt: now, lte: soon } };
  return tell(world, { due, kind: "grant-ending", done: { warnedAt: now } });
}

/** Run by the clock: tells, once, of grants that have ended. They count no more from their end on, told or not. Returns how many. */
export async function endGrants(world: World): Promise<number> {
  const { now } = world;
  const due = { endedAt: null, voidedAt: null, expiresAt: { lte: now } };
  return tell(world, { due, kind: "grant-ended", done: { endedAt: now } });
}

interface Telling {
  readonly due: Prisma.QuotaGrantWhereInput;
  readonly kind: "grant-ending" | "grant-ended";
  readonly done: { readonly warnedAt: Date } | { readonly endedAt: Date };
}

async function tell(world: World, { due, kind, done }: Telling): Promise<number> {
  const found = await world.db.quotaGrant.findMany({ where: due, orderBy: { expiresAt: "asc" }, take: BATCH });
  let told = 0;
  for (const grant of found) {
    told += await transaction(world.db, async (tx) => {
      const { count } = await tx.quotaGrant.updateMany({ where: { ...due, id: grant.id }, data: done });
      const subject = subjectOfGrant(grant);
      const named = (await nameSubjects(tx, grant.tenantId, [subject])).get(grant.subjectKey);
      if (count === 0 || !named || isTooShort(grant, kind)) return 0;

      const { name, person, organization } = named;
      const about = { ...(person && { person }), ...(organization && { organization }) };
      const facts = grantFacts(world.configuration, grant, name);
      await record(tx, systemContext(world, grant.tenantId), { kind, grant: facts, ...about });
      return 1;
    });
  }
  return told;
}

function isTooShort({ effectiveAt, expiresAt }: { effectiveAt: Date; expiresAt: Date | null }, kind: Telling["kind"]) {
  const lasts = (expiresAt?.getTime() ?? Infinity) - effectiveAt.getTime();
  return kind === "grant-ending" && lasts <= WARNED_BEFORE_MS;
}

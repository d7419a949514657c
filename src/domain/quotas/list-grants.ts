import type { QuotaGrant } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import type { Units } from "../meters/meter.ts";
import { remainders } from "./grant-remainders.ts";
import { readLimitStates } from "./limit-states.ts";
import { requireLimitAccess } from "./limit-access.ts";
import { nameSubject } from "./subject-name.ts";
import { subjectKey } from "./subject.ts";
import type { CountedSubject } from "./subject.ts";

export type GrantStanding = "scheduled" | "active" | "used" | "expired" | "voided";

export interface GrantRow {
  readonly grant: QuotaGrant;
  readonly standing: GrantStanding;
  /** What is left of it in the present window; undefined where it adds to nothing now. */
  readonly remaining: Units | undefined;
  /** Its place among those of its meter, the one that is used first being 1; undefined where it is not used now. */
  readonly order: number | undefined;
}

export interface GrantLedger {
  readonly name: string;
  /** In the order in which they are used; what has ended last. */
  readonly rows: readonly GrantRow[];
}

const MOST_ENDED = 20;

/** What was given to somebody or an organization on top of their limits. A member's own grants everywhere are among theirs. */
export async function listGrants(
  context: Context,
  { subject }: { readonly subject: CountedSubject },
): Promise<GrantLedger> {
  const { db, tenantId, now } = context;
  await requireLimitAccess(context, subject);
  const { name } = await nameSubject(db, tenantId, subject);
  const everywhere = subject.scope === "member" ? [subjectKey({ scope: "person", personId: subject.personId })] : [];
  const grants = await db.quotaGrant.findMany({
    where: { tenantId, subjectKey: { in: [subjectKey(subject), ...everywhere] } },
    orderBy: [{ priority: "asc" }, { expiresAt: { sort: "asc", nulls: "last" } }, { createdAt: "asc" }, { id: "asc" }],
  });
  const [states = []] = subject.scope === "tenant" ? [[]] : await readLimitStates(db, context, [subject]);
  const left = remainders(states, grants);
  const rows = ordered(grants.map((grant) => rowOf(grant, left.get(grant.id), now)));
  const current = rows.filter(({ standing }) => !isOver(standing));

  return { name, rows: [...current, ...rows.filter(({ standing }) => isOver(standing)).slice(-MOST_ENDED)] };
}

function rowOf(grant: QuotaGrant, remaining: Units | undefined, now: Date): GrantRow {
  return { grant, remaining, standing: standingOf(grant, remaining, now), order: undefined };
}

function standingOf(
  { voidedAt, expiresAt, effectiveAt }: QuotaGrant,
  left: Units | undefined,
  now: Date,
): GrantStanding {
  if (voidedAt) return "voided";
  if (expiresAt && expiresAt <= now) return "expired";
  if (effectiveAt > now) return "scheduled";
  return left === 0n ? "used" : "active";
}

function isOver(standing: GrantStanding): boolean {
  return standing === "expired" || standing === "voided";
}

function ordered(rows: readonly GrantRow[]): readonly GrantRow[] {
  const places = new Map<string, number>();
  return rows.map((row) => {
    if (row.standing !== "active") return row;
    const order = (places.get(row.grant.meter) ?? 0) + 1;
    places.set(row.grant.meter, order);
    return { ...row, order };
  });
}

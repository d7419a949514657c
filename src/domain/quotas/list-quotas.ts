import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import type { Context } from "../context.ts";
import { PAGE_SIZE, pageOf } from "../paging.ts";
import type { Page } from "../paging.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";
import { requireManaging } from "./limit-access.ts";
import type { WhoseLimits } from "./limit-states.ts";
import type { LimitState } from "./limit.ts";
import { distinctStates, leftOf } from "./over.ts";
import { subjectKey } from "./subject.ts";

export type QuotaSort = "name" | "used" | "left" | "resets";

export interface QuotaListing {
  /** Only the limits of this organization and of its members in it. */
  readonly organizationId?: string | undefined;
  readonly meter?: string | undefined;
  /** Part of whose limit it is. */
  readonly text?: string | undefined;
  readonly sort?: QuotaSort | undefined;
  readonly descending?: boolean | undefined;
  readonly page?: number | undefined;
}

export interface QuotaPage extends Page {
  readonly rows: readonly LimitState[];
  /** All that were found, in this order. */
  readonly all: readonly LimitState[];
}

/**
 * Everybody's limits as they stand: of people, of organizations, of people within organizations where something else
 * applies there, and of the installation; or only one organization's. Ten a page; used means by how much of the limit.
 */
export async function listQuotas(context: Context, listing: QuotaListing): Promise<QuotaPage> {
  const { organizationId, sort = "name", descending = false } = listing;
  if (organizationId) await requireManaging(context, organizationId);
  else await requireTenantPermission(context.db, context, "quota:read");

  const whose = organizationId ? await insideOf(context, organizationId) : await everybody(context);
  const states = await distinctStates(context.db, context, whose);
  const found = states.filter((state) => isMeant(state, listing)).toSorted(orders[sort]);
  const all = descending ? found.toReversed() : found;
  const page = pageOf(all.length, listing.page);
  return { ...page, all, rows: all.slice(page.offset, page.offset + PAGE_SIZE) };
}

function isMeant({ subject, subjectName, limit }: LimitState, { organizationId, meter, text = "" }: QuotaListing) {
  if (organizationId && !("organizationId" in subject && subject.organizationId === organizationId)) {
    if (subject.scope !== "person") return false;
  }
  return (!meter || limit.meter === meter) && subjectName.toLowerCase().includes(text.trim().toLowerCase());
}

function insideOf(context: Context, organizationId: string): Promise<readonly WhoseLimits[]> {
  return readRows<WhoseLimits>(
    context.db,
    Prisma.sql`
    SELECT m.organization_id AS "organizationId", m.person_id AS "personId" FROM membership m
    WHERE m.tenant_id = ${context.tenantId}::uuid AND m.organization_id = ${organizationId}::uuid
    ORDER BY m.person_id`,
  ).then((members) => [{ organizationId }, ...members]);
}

/** Within an organization a person is looked at only where something is set for them or their role there. */
async function everybody({ db, tenantId }: Context): Promise<readonly WhoseLimits[]> {
  const rows = await readRows<{ readonly organizationId: string | null; readonly personId: string | null }>(
    db,
    Prisma.sql`
    SELECT NULL::uuid AS "organizationId", p.id AS "personId" FROM person p
    WHERE p.tenant_id = ${tenantId}::uuid AND p.state NOT IN ('deleted', 'invited')
    UNION ALL
    SELECT DISTINCT q.organization_id, NULL::uuid FROM quota q
    WHERE q.tenant_id = ${tenantId}::uuid AND q.scope = 'organization'
    UNION ALL
    SELECT DISTINCT m.organization_id, m.person_id FROM membership m JOIN quota q
      ON q.tenant_id = m.tenant_id AND q.organization_id = m.organization_id
      AND (q.person_id = m.person_id OR (q.scope = 'role' AND q.role IN ('everyone', m.role::text)))
    WHERE m.tenant_id = ${tenantId}::uuid`,
  );
  return rows.map(({ organizationId, personId }) => ({
    ...(organizationId && { organizationId }),
    ...(personId && { personId }),
  }));
}

const MOST = 10_000n;

/** In hundredths of a percent; what is unlimited is used least, what allows nothing most. */
function share(state: LimitState): number {
  const { allowance, used, reserved } = state;
  if (allowance === null) return -1;
  return allowance === 0n ? Infinity : Number(((used + reserved) * MOST) / allowance);
}

/** The same of what is left. */
function leftShare(state: LimitState): number {
  const left = leftOf(state);
  return left === null ? Infinity : state.allowance ? Number((left * MOST) / state.allowance) : 0;
}

const byName = (one: LimitState, other: LimitState) =>
  one.subjectName.localeCompare(other.subjectName, "en") ||
  subjectKey(one.subject).localeCompare(subjectKey(other.subject)) ||
  one.limit.meter.localeCompare(other.limit.meter) ||
  one.limit.window.localeCompare(other.limit.window);

const by = (figure: (state: LimitState) => number) => (one: LimitState, other: LimitState) => {
  const [first, second] = [figure(one), figure(other)];
  return first === second ? byName(one, other) : first < second ? -1 : 1;
};

const orders: Readonly<Record<QuotaSort, (one: LimitState, other: LimitState) => number>> = {
  name: byName,
  used: by((state) => -share(state)),
  left: by(leftShare),
  resets: by(({ resetsAt }) => resetsAt?.getTime() ?? Infinity),
};

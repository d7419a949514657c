import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Attempt, Ref } from "../events.ts";
import type { OrganizationScoped } from "../permissions.ts";
import type { Authority } from "./authority.ts";
import { isAtLeast, lowestRole, may } from "./authority.ts";
import { authorityIn, requirePermission } from "./authority-in.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const MOST_ASKED = 10;
/** Of one person to one organization within 24 hours, whatever they are for. */
const MOST_REQUESTS = 10;

export interface HelpRequest {
  readonly organizationId: string;
  /** What the asker lacks. */
  readonly permission: OrganizationScoped;
  readonly attempt: Attempt;
  /** The attempt as a line that somebody could type, without secrets. */
  readonly tried: string;
}

export interface HelpAsked {
  /** "may-now": the asker holds the permission by now, and nobody was asked. */
  readonly outcome: "asked" | "may-now";
  readonly asked: readonly Ref[];
}

/**
 * Asks up to ten owners and admins who hold a permission to do what the asker may not. Refused with "ask-limit" for the
 * same attempt within 24 hours, and with "forbidden" where nobody is left who could be asked.
 */
export async function askToAct(context: Context, request: HelpRequest): Promise<HelpAsked> {
  return transaction(context.db, async (tx) => {
    const authority = await authorityIn(tx, context, request.organizationId);
    const { organization, personId: id, name } = authority;
    const { permission, attempt, tried } = request;
    if (may(authority, permission)) return { outcome: "may-now", asked: [] };
    const asked = await holdersBeside(tx, authority, permission);
    if (asked.length === 0) await requirePermission(tx, authority, permission);
    await requireSeldom(tx, context, { authority, request });

    const { username } = await tx.person.findUniqueOrThrow({ where: { id }, select: { username: true } });
    const event = { permission, attempt, tried, asked, person: { id, name, username } };
    await record(tx, context, {
      kind: "help-requested",
      organization: { id: organization.id, name: organization.name },
      ...event,
    });
    return { outcome: "asked", asked };
  });
}

async function holdersBeside(
  tx: Transaction,
  { organization, personId }: Authority,
  permission: OrganizationScoped,
): Promise<readonly Ref[]> {
  const lowest = lowestRole(permission, organization.kind);
  const roles = (["owner", "admin"] as const).filter((role) => isAtLeast(role, lowest));
  const rows = await tx.membership.findMany({
    where: {
      organizationId: organization.id,
      role: { in: roles },
      personId: { not: personId },
      person: { state: "active", type: "user" },
    },
    orderBy: [{ role: "asc" }, { person: { displayName: "asc" } }],
    take: MOST_ASKED,
    select: { person: { select: { id: true, displayName: true } } },
  });
  return rows.map(({ person }) => ({ id: person.id, name: person.displayName }));
}

async function requireSeldom(
  tx: Transaction,
  { tenantId, now }: Context,
  { authority, request }: { readonly authority: Authority; readonly request: HelpRequest },
): Promise<void> {
  const { organization, personId: actorId } = authority;
  const since = { gt: new Date(now.getTime() - DAY_MS) };
  const requests = { tenantId, kind: "help-requested", actorId, organizationId: organization.id, at: since };
  const { command, input } = request.attempt;
  const same = await tx.auditEntry.findFirst({
    where: {
      ...requests,
      AND: [
        { data: { path: ["permission"], equals: request.permission } },
        { data: { path: ["attempt", "command"], equals: command } },
        { data: { path: ["attempt", "input"], equals: input } },
      ],
    },
    select: { at: true },
  });
  const limited = { kind: "ask-limit", organization: organization.name } as const;
  if (same) refuse({ ...limited, because: "same", limit: 1, again: dayAfter(same.at) });

  const recent = await tx.auditEntry.findMany({
    where: requests,
    orderBy: { at: "desc" },
    take: MOST_REQUESTS,
    select: { at: true },
  });
  const oldest = recent[MOST_REQUESTS - 1];
  if (oldest) refuse({ ...limited, because: "often", limit: MOST_REQUESTS, again: dayAfter(oldest.at) });
}

function dayAfter(at: Date): Date {
  return new Date(at.getTime() + DAY_MS);
}

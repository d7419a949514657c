import type { Transaction } from "../../storage/database.ts";
import type { QuotaGrant } from "../../storage/generated/client.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import type { Units } from "../meters/meter.ts";
import { grantFacts } from "./facts.ts";
import { nameSubject } from "./subject-name.ts";
import { columnsOf } from "./subject-row.ts";
import type { CountedSubject } from "./subject.ts";

/** Lower ones are used first. */
export const USUAL_PRIORITY = 10;

export interface NewGrant {
  readonly subject: CountedSubject;
  readonly meter: string;
  readonly amount: Units;
  readonly priority?: number | undefined;
  /** Default: now. */
  readonly effectiveAt?: Date | undefined;
  /** Exclusive; null or undefined: for good. */
  readonly expiresAt?: Date | null | undefined;
  /** A window such as "month": given anew each time. */
  readonly recurrence?: string | undefined;
  readonly minRollover?: Units | undefined;
  readonly maxRollover?: Units | undefined;
  /** The request that it answers. */
  readonly requestId?: string | undefined;
  readonly reason?: string | undefined;
}

/**
 * Writes a grant and records it. Asks for no authority: the caller has (`requireGrantable`). Refuses with `not-found`
 * for a subject that is not there, and with `until-passed` where it would end before it begins.
 */
export async function createGrant(tx: Transaction, context: Context, wish: NewGrant): Promise<QuotaGrant> {
  const { id: grantedById, label: grantedByName } = requirePerson(context);
  requireFuture(context, wish);
  const named = await nameSubject(tx, context.tenantId, wish.subject);

  const given = { ...columnsOfGrant(wish, context.now), grantedById, grantedByName };
  const grant = await tx.quotaGrant.create({ data: { ...given, id: context.newId(), tenantId: context.tenantId } });
  const { person, organization } = named;
  const about = { ...(person && { person }), ...(organization && { organization }) };
  const event = {
    kind: "grant-created",
    grant: grantFacts(context.configuration, grant, named.name),
    ...about,
  } as const;
  await record(tx, context, event, { reason: wish.reason });
  return grant;
}

function requireFuture({ now }: Context, { effectiveAt = now, expiresAt }: NewGrant): void {
  if (expiresAt && (expiresAt <= now || expiresAt <= effectiveAt))
    refuse({ kind: "until-passed", until: expiresAt.toISOString(), field: "until" });
}

function columnsOfGrant(wish: NewGrant, now: Date) {
  const { scope: _scope, role: _role, ...subject } = columnsOf(wish.subject);
  return {
    ...subject,
    meter: wish.meter,
    amount: wish.amount,
    priority: wish.priority ?? USUAL_PRIORITY,
    effectiveAt: wish.effectiveAt ?? now,
    expiresAt: wish.expiresAt ?? null,
    minRollover: wish.minRollover ?? 0n,
    createdAt: now,
    ...extrasOf(wish),
  };
}

function extrasOf({ recurrence, maxRollover, requestId, reason }: NewGrant) {
  return {
    recurrence: recurrence ?? null,
    maxRollover: maxRollover ?? null,
    requestId: requestId ?? null,
    reason: reason ?? null,
  };
}

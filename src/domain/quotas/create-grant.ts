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
  const { configuration, now, tenantId } = context;
  const actor = requirePerson(context);
  const { subject, amount, meter, effectiveAt = now, expiresAt = null, recurrence, reason } = wish;
  if (expiresAt && (expiresAt <= now || expiresAt <= effectiveAt))
    return refuse({ kind: "until-passed", until: expiresAt.toISOString() });

  const named = await nameSubject(tx, tenantId, subject);
  const { scope: _scope, role: _role, ...columns } = columnsOf(subject);
  const grant = await tx.quotaGrant.create({
    data: {
      ...columns,
      id: context.newId(),
      tenantId,
      meter,
      amount,
      priority: wish.priority ?? USUAL_PRIORITY,
      effectiveAt,
      expiresAt,
      recurrence: recurrence ?? null,
      minRollover: wish.minRollover ?? 0n,
      maxRollover: wish.maxRollover ?? null,
      requestId: wish.requestId ?? null,
      reason: reason ?? null,
      grantedById: actor.id,
      grantedByName: actor.label,
      createdAt: now,
    },
  });
  const { person, organization } = named;
  await record(
    tx,
    context,
    {
      kind: "grant-created",
      grant: grantFacts(configuration, grant, named.name),
      ...(person && { person }),
      ...(organization && { organization }),
    },
    { reason },
  );
  return grant;
}

import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { whatIf } from "../what-if.ts";
import { grantFacts } from "./facts.ts";
import { requireGrant, subjectOfGrant } from "./give-grant.ts";
import type { GrantGiven } from "./give-grant.ts";
import { requireGiver } from "./giver.ts";
import { impactOf } from "./impact.ts";
import type { Impact } from "./impact.ts";
import { lockLimits } from "./lock-limits.ts";
import { affectedBy } from "./over.ts";
import { nameSubject } from "./subject-name.ts";

interface Wish {
  readonly grantId: string;
  readonly reason?: string | undefined;
}

/**
 * Ends a grant from now on; what was used of it stays used. Grants are never changed otherwise. Refuses with
 * `not-found`, `forbidden`, `quota-of-oneself`, `grant-ended`.
 */
export async function voidGrant(context: Context, wish: Wish): Promise<GrantGiven> {
  return transaction(context.db, (tx) => voidIn(tx, context, wish));
}

/** What would be taken back and whom that puts over, refused as taking it back would be; nothing is changed. */
export async function showVoiding(context: Context, wish: Wish): Promise<GrantGiven & { readonly impact: Impact }> {
  return whatIf(context.db, async (tx) => {
    const { meter, ...grant } = await requireGrant(tx, context, wish.grantId);
    const whose = await affectedBy(tx, context, subjectOfGrant(grant));
    let voided: GrantGiven | undefined;
    const impact = await impactOf(tx, context, {
      whose,
      meter,
      work: async () => (voided = await voidIn(tx, context, wish)),
    });
    if (!voided) throw new Error("the work was not done");
    return { ...voided, impact };
  });
}

async function voidIn(tx: Transaction, context: Context, { grantId, reason }: Wish): Promise<GrantGiven> {
  const subject = subjectOfGrant(await requireGrant(tx, context, grantId));
  await lockLimits(tx, context, subject);
  await requireGiver(tx, context, subject);
  const named = await nameSubject(tx, context.tenantId, subject);
  const { voidedAt, expiresAt } = await requireGrant(tx, context, grantId);
  if (voidedAt) refuse({ kind: "grant-ended", how: "voided" });
  if (expiresAt && expiresAt <= context.now) refuse({ kind: "grant-ended", how: "expired" });

  const voidedById = context.actor.kind === "person" ? context.actor.id : null;
  const grant = await tx.quotaGrant.update({ where: { id: grantId }, data: { voidedAt: context.now, voidedById } });
  const { name, person, organization } = named;
  const about = { ...(person && { person }), ...(organization && { organization }) };
  const event = { kind: "grant-voided", grant: grantFacts(context.configuration, grant, name), ...about } as const;
  await record(tx, context, event, { reason });
  return { grant, named };
}

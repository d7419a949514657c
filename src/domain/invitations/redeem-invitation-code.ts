import type { Transaction } from "../../storage/database.ts";
import { record } from "../audit/record.ts";
import { hashOfCode } from "../codes/code.ts";
import { countTries, wrongTry } from "../codes/take-code.ts";
import type { Context, Origin } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Problem } from "../errors.ts";
import type { Newcomer } from "../people/enroll.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";
import { admitting, newcomerIfVisitor } from "./accept-invitation.ts";
import { admit } from "./admit.ts";
import { emailFrom } from "./email.ts";
import type { Accepted } from "./invitation.ts";

interface Redemption {
  readonly origin: Origin;
  readonly code: string;
  readonly newcomer: Newcomer | undefined;
}

/** Accepts an invitation by the code from its e-mail, as whoever types it, whose address it also proves. */
export async function redeemInvitationCode(context: Context, { code }: { readonly code: string }): Promise<Accepted> {
  const { origin } = context;
  if (!origin) return refuse({ kind: "not-registered" });
  const newcomer = await newcomerIfVisitor(context);

  const outcome = await admitting(context.db, (tx) => redeem(tx, context, { origin, code, newcomer }));
  return "problem" in outcome ? refuse(outcome.problem) : outcome;
}

async function redeem(
  tx: Transaction,
  context: Context,
  { origin, code, newcomer }: Redemption,
): Promise<Accepted | { readonly problem: Problem }> {
  const { tenantId } = context;
  const { platform, externalId } = origin;
  const typed = { tenantId, purpose: "invitation", code, platform, externalId } as const;
  if (newcomer) await lockTenant(tx, tenantId);
  const tooMany = await countTries(tx, context, typed);
  if (tooMany) return tooMany;
  const found = await tx.invitation.findFirst({ where: { tenantId, codeHashes: { has: hashOfCode(code) } } });
  if (!found) return wrongTry(tx, context, typed);

  const email = found.inviteeEmail ?? undefined;
  const proven = newcomer && email && newcomer.email === undefined ? { ...newcomer, email } : newcomer;
  const accepted = await admit(tx, context, { invitationId: found.id, newcomer: proven });
  if (!newcomer && email) await verifyEmail(tx, context, { person: accepted.person, email });
  return accepted;
}

/** An account without a verified address gets the proven one, unless that is somebody else's. */
async function verifyEmail(
  tx: Transaction,
  context: Context,
  { person, email }: { readonly person: Accepted["person"]; readonly email: string },
): Promise<void> {
  const { tenantId, now } = context;
  const taken = await tx.person.count({ where: { tenantId, email, emailVerifiedAt: { not: null } } });
  if (taken > 0 || emailFrom(email) === undefined) return;

  const { count } = await tx.person.updateMany({
    where: { id: person.id, emailVerifiedAt: null },
    data: { email, emailVerifiedAt: now },
  });
  if (count === 1) await record(tx, context, { kind: "email-verified", person, by: "code" });
}

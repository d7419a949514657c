import { isUniqueViolation, transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { emailFrom } from "../invitations/email.ts";

/**
 * Links a visitor to the account that has, verified, the very address their platform has confirmed. Undefined when there
 * is none, or when that account already has an identity on this platform.
 */
export async function matchIdentity(context: Context): Promise<{ readonly personId: string } | undefined> {
  const { origin, tenantId, now } = context;
  if (context.actor.kind !== "visitor" || !origin) return undefined;
  const email = emailFrom((await origin.confirmedEmail()) ?? "");
  if (!email) return undefined;

  return transaction(context.db, async (tx) => {
    const { platform, externalId, handle } = origin;
    const found = await tx.person.findFirst({
      where: {
        tenantId,
        email,
        emailVerifiedAt: { not: null },
        state: { not: "deleted" },
        identities: { none: { platform } },
      },
    });
    if (!found) return undefined;

    const person = { id: found.id, name: found.displayName };
    await tx.$queryRaw`SELECT 1 FROM person WHERE id = ${person.id}::uuid FOR NO KEY UPDATE`;
    await tx.identity.create({
      data: { id: context.newId(), tenantId, personId: person.id, platform, externalId, handle, linkedAt: now },
    });
    await record(tx, context, { kind: "identity-linked", person, platform, handle, by: "address" });
    return { personId: person.id };
  }).catch((error: unknown) => {
    // Another request of the same visitor was faster: identify finds the link that it made.
    if (isUniqueViolation(error)) return undefined;
    throw error;
  });
}

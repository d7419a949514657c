import { transaction } from "../../storage/transaction.ts";
import type { Platform } from "../../storage/generated/enums.ts";
import { record } from "../audit/record.ts";
import { hashOfCode, LINK_CODE_LIFETIME_MS } from "../codes/code.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { requireStillActive } from "./require-still-active.ts";

export interface LinkCode {
  readonly code: string;
  /** Exclusive. */
  readonly expiresAt: Date;
  /** Where to type it. */
  readonly platform: Platform;
}

/** Makes a code that links the person's account on the other platform: ten minutes, one use, and only the latest works. */
export async function createLinkCode(context: Context): Promise<LinkCode> {
  const { id: personId, label } = requirePerson(context);
  const { tenantId, now } = context;
  const code = context.newCode();
  const expiresAt = new Date(now.getTime() + LINK_CODE_LIFETIME_MS);
  const platform = context.origin?.platform === "slack" ? "discord" : "slack";

  await transaction(context.db, async (tx) => {
    await requireStillActive(tx, context);
    const linked = await tx.identity.findUnique({ where: { personId_platform: { personId, platform } } });
    if (linked) refuse({ kind: "account-has-identity", platform, handle: linked.handle });

    const purpose = "link_identity";
    await tx.code.deleteMany({ where: { tenantId, purpose, personId, usedAt: null } });
    await tx.code.create({
      data: { id: context.newId(), tenantId, purpose, personId, hash: hashOfCode(code), createdAt: now, expiresAt },
    });
    const person = { id: personId, name: label };
    await record(tx, context, { kind: "link-code-created", person, expiresAt: expiresAt.toISOString() });
  });
  return { code, expiresAt, platform };
}

import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import type { Role } from "../../storage/generated/enums.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { authorityIn, requirePermission, requirePerson } from "../memberships/authority-in.ts";
import { requireGrantable, requireOffered } from "../memberships/require-grant.ts";
import { linesOf } from "../organizations/naming.ts";
import { expireIn } from "./expire.ts";
import { INVITATION_LIFETIME_MS, MESSAGE_LIMIT } from "./invitation.ts";
import type { Invitee, InvitationView } from "./invitation.ts";
import { knowInvitee } from "./invitee.ts";
import type { KnownInvitee } from "./invitee.ts";
import { readInvitation } from "./read-invitation.ts";
import { requireInvitable } from "./require-invitable.ts";
import { factsOf } from "./rules.ts";

export interface NewInvitation {
  readonly organizationId: string;
  readonly invitee: Invitee;
  readonly role: Role;
  /** The inviter's own words, at most 500 characters. */
  readonly message?: string | undefined;
}

/** Invites somebody, with or without an account, for seven days. */
export async function createInvitation(context: Context, input: NewInvitation): Promise<InvitationView> {
  const { organizationId, role } = input;
  const message = messageOf(input.message);
  requirePerson(context);

  return transaction(context.db, async (tx) => {
    const authority = await authorityIn(tx, context, organizationId);
    const { tenantId } = context;
    await expireIn(tx, context, { tenantId, organizationId });
    const invitee = await knowInvitee(tx, context, input.invitee);
    await requirePermission(tx, authority, "invitation:create");
    requireOffered(authority.organization, role);
    await requireGrantable(tx, authority, role);
    await requireInvitable(tx, context, { authority, invitee });

    const id = context.newId();
    await insertInvitation(tx, context, { id, organizationId, role, message, invitee, inviterId: authority.personId });
    const invitation = await existing(tx, context, id);
    await record(tx, context, { kind: "invitation-created", invitation: factsOf(invitation) });
    // Read again: the delivery is part of the answer.
    return existing(tx, context, id);
  });
}

function messageOf(text: string | undefined): string | null {
  if (text === undefined || text.trim() === "") return null;
  const message = linesOf(text, MESSAGE_LIMIT);
  return "line" in message ? message.line : refuse({ kind: "text-invalid", field: "message", ...message });
}

interface Pending {
  readonly id: string;
  readonly organizationId: string;
  readonly inviterId: string;
  readonly invitee: KnownInvitee;
  readonly role: Role;
  readonly message: string | null;
}

/** Writes a pending invitation that lasts from now on for its whole lifetime. */
export async function insertInvitation(
  tx: Transaction,
  { tenantId, now }: Context,
  { invitee, ...pending }: Pending,
): Promise<void> {
  await tx.invitation.create({
    data: {
      ...pending,
      tenantId,
      inviteeKey: invitee.key,
      inviteeLabel: invitee.label,
      inviteeEmail: invitee.email,
      createdAt: now,
      expiresAt: new Date(now.getTime() + INVITATION_LIFETIME_MS),
    },
  });
}

/** An invitation that is known to be there. */
export async function existing(tx: Transaction, { now }: Pick<Context, "now">, id: string): Promise<InvitationView> {
  return (await readInvitation(tx, id, now)) ?? refuse({ kind: "not-found", thing: "invitation" });
}

import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import type { DeliveryState, InvitationState, OrganizationKind, Role } from "../../storage/generated/enums.ts";
import type { InvitationView } from "./invitation.ts";
import { stateAt } from "./rules.ts";

interface Row {
  readonly id: string;
  readonly tenantId: string;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly organizationSlug: string;
  readonly organizationKind: OrganizationKind;
  readonly inviterId: string;
  readonly inviterName: string;
  readonly inviteeKey: string;
  readonly inviteeLabel: string;
  readonly inviteeEmail: string | null;
  readonly role: Role;
  readonly state: InvitationState;
  readonly message: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly decidedAt: Date | null;
  readonly decidedById: string | null;
  readonly decidedByName: string | null;
  readonly successorId: string | null;
  readonly deliveryId: string | null;
  readonly deliveryState: DeliveryState | null;
  readonly deliveryChannel: string | null;
  readonly deliverySentAt: Date | null;
  readonly deliveryError: string | null;
}

/** An invitation as it is now, with the names that cards need. Asks no permission: for the verbs and for the worker. */
export async function readInvitation(
  db: Database | Transaction,
  id: string,
  now: Date,
): Promise<InvitationView | undefined> {
  const [invitation] = await readInvitations(db, now, { where: Prisma.sql`i.id = ${id}::uuid` });
  return invitation;
}

interface Reading {
  /** A condition on "i", the invitation. */
  readonly where: Prisma.Sql;
  readonly limit?: number;
  readonly offset?: number;
}

/** Newest first. */
export async function readInvitations(
  db: Database | Transaction,
  now: Date,
  { where, limit = 100, offset = 0 }: Reading,
): Promise<readonly InvitationView[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT i.id, i.tenant_id AS "tenantId", o.id AS "organizationId", o.name AS "organizationName",
      o.slug AS "organizationSlug", o.kind::text AS "organizationKind", i.inviter_id AS "inviterId",
      inviter.display_name AS "inviterName", i.invitee_key AS "inviteeKey", i.invitee_label AS "inviteeLabel",
      i.invitee_email AS "inviteeEmail",
      i.role::text, i.state::text, i.message, i.created_at AS "createdAt", i.expires_at AS "expiresAt",
      i.decided_at AS "decidedAt", i.decided_by_id AS "decidedById", decider.display_name AS "decidedByName",
      i.successor_id AS "successorId", d.id AS "deliveryId", d.state::text AS "deliveryState",
      d.channel AS "deliveryChannel", d.sent_at AS "deliverySentAt", d.error AS "deliveryError"
    FROM invitation i
    JOIN organization o ON o.id = i.organization_id
    JOIN person inviter ON inviter.id = i.inviter_id
    LEFT JOIN person decider ON decider.id = i.decided_by_id
    LEFT JOIN delivery d
      ON d.subject = 'invitation:invitee' AND d.subject_id = i.id AND d.recipient = i.invitee_key
    WHERE ${where}
    ORDER BY i.created_at DESC, i.id DESC LIMIT ${limit} OFFSET ${offset}`;
  return rows.map((row) => viewOf(row, now));
}

function viewOf(row: Row, now: Date): InvitationView {
  return {
    id: row.id,
    tenantId: row.tenantId,
    organization: {
      id: row.organizationId,
      name: row.organizationName,
      slug: row.organizationSlug,
      kind: row.organizationKind,
    },
    inviter: { id: row.inviterId, name: row.inviterName },
    inviteeKey: row.inviteeKey,
    inviteeLabel: row.inviteeLabel,
    inviteeEmail: row.inviteeEmail,
    role: row.role,
    state: stateAt(row, now),
    message: row.message,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    decidedAt: row.decidedAt,
    decidedBy: row.decidedById && row.decidedByName ? { id: row.decidedById, name: row.decidedByName } : null,
    successorId: row.successorId,
    delivery: deliveryOf(row),
  };
}

function deliveryOf(row: Row): InvitationView["delivery"] {
  if (!row.deliveryId || !row.deliveryState) return null;

  return {
    id: row.deliveryId,
    state: row.deliveryState,
    channel: row.deliveryChannel,
    sentAt: row.deliverySentAt,
    error: row.deliveryError,
  };
}

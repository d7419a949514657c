import type { Database, Transaction } from "../../storage/database.ts";
import type { PersonKind, PersonState, PersonType, Role } from "../../storage/generated/enums.ts";
import type { Ref } from "../events.ts";
import { refuse } from "../errors.ts";

/** Somebody's membership. */
export interface Member {
  readonly person: Ref & { readonly username: string };
  readonly organization: Ref;
  readonly role: Role;
  readonly state: PersonState;
  readonly kind: PersonKind;
  readonly type: PersonType;
  readonly joinedAt: Date;
}

/** One member of an organization; anybody else is not found there. */
export async function memberIn(db: Database | Transaction, organization: Ref, personId: string): Promise<Member> {
  const row = await db.membership.findUnique({
    where: { organizationId_personId: { organizationId: organization.id, personId } },
    select: {
      role: true,
      joinedAt: true,
      person: { select: { id: true, username: true, displayName: true, state: true, kind: true, type: true } },
    },
  });
  if (!row) return refuse({ kind: "not-found", thing: "member" });

  const { id, username, displayName, state, kind, type } = row.person;
  return {
    person: { id, name: displayName, username },
    organization: { id: organization.id, name: organization.name },
    role: row.role,
    state,
    kind,
    type,
    joinedAt: row.joinedAt,
  };
}

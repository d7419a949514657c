import type { Database, Transaction } from "../../storage/database.ts";
import type { Role } from "../../storage/generated/enums.ts";
import { refuse } from "../errors.ts";
import { keeperRole } from "../organizations/organization.ts";
import type { OrganizationFacts } from "./authority.ts";
import { keepsAKeeper } from "./keepers.ts";
import type { Holder } from "./keepers.ts";

interface Change {
  readonly change: "leave" | "remove" | "demote" | "suspend";
  readonly personId: string;
  readonly name: string;
  /** Undefined when they go. */
  readonly role: Role | undefined;
}

/** Refuses what would leave nobody to answer for the organization. Decides only under the organization's lock. */
export async function requireKeeperAfter(
  db: Database | Transaction,
  organization: Pick<OrganizationFacts, "id" | "name" | "kind">,
  change: Change,
): Promise<void> {
  const role = keeperRole(organization.kind);
  const holders = await db.$queryRaw<Holder[]>`
    SELECT m.person_id AS "personId", m.role::text, p.state::text, p.type::text
    FROM membership m JOIN person p ON p.id = m.person_id
    WHERE m.organization_id = ${organization.id}::uuid
      AND (m.role::text = ${role} OR m.person_id = ${change.personId}::uuid)`;
  if (keepsAKeeper(holders, organization.kind, change)) return;

  refuse({ kind: "last-keeper", change: change.change, name: change.name, role, organization: organization.name });
}

import { transaction } from "../../storage/transaction.ts";
import type { World } from "../context.ts";
import { lockOrganization } from "../memberships/authority-in.ts";
import { expireIn } from "./expire.ts";

const ORGANIZATIONS_AT_ONCE = 50;

interface Overdue {
  readonly tenantId: string;
  readonly organizationId: string;
}

/** Run by the clock: ends what is over, one organization at a time, a batch of them. Returns how many invitations ended. */
export async function expireInvitations(world: World): Promise<number> {
  const overdue = await world.db.$queryRaw<Overdue[]>`
    SELECT DISTINCT tenant_id AS "tenantId", organization_id AS "organizationId" FROM invitation
    WHERE state = 'pending' AND expires_at <= ${world.now} LIMIT ${ORGANIZATIONS_AT_ONCE}`;

  let expired = 0;
  for (const place of overdue) {
    expired += await transaction(world.db, async (tx) => {
      await lockOrganization(tx, place, place.organizationId);
      return expireIn(tx, world, place);
    });
  }
  return expired;
}

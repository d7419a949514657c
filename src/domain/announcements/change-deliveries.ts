import type { Transaction } from "../../storage/database.ts";
import type { Announcement } from "../../storage/generated/client.ts";
import { ANNOUNCEMENT } from "./announcement.ts";

type Of = Pick<Announcement, "id" | "tenantId">;

/** Has every message edited that is shown, and whatever is on its way once it has arrived. What waits is worded when it goes. */
export function editShown(tx: Transaction, { id, tenantId }: Of): Promise<number> {
  return tx.$executeRaw`
    UPDATE delivery SET wanted_version = wanted_version + 1, attempts = 0, not_before = NULL, bulk = true,
      state = CASE WHEN state = 'held' THEN state ELSE 'pending' END
    WHERE tenant_id = ${tenantId}::uuid AND subject = ${ANNOUNCEMENT} AND subject_id = ${id}::uuid
      AND (shown_version > 0 OR state IN ('pending', 'held') AND (channel IS NOT NULL OR sending_since IS NOT NULL))`;
}

const WITHDRAWN = "It was withdrawn before it was sent.";

/** Lets nothing go that has not been tried yet. Returns how many nobody will see. */
export function dropUnsent(tx: Transaction, { id, tenantId }: Of): Promise<number> {
  return tx.$executeRaw`
    UPDATE delivery SET state = 'undeliverable', error = ${WITHDRAWN}
    WHERE tenant_id = ${tenantId}::uuid AND subject = ${ANNOUNCEMENT} AND subject_id = ${id}::uuid
      AND state IN ('pending', 'held') AND shown_version = 0 AND channel IS NULL AND sending_since IS NULL`;
}

/** Tries those again that could not be reached, or for whom it was given up. Returns how many. */
export function retryUnsent(tx: Transaction, { id, tenantId }: Of): Promise<number> {
  return tx.$executeRaw`
    UPDATE delivery SET state = 'pending', error = NULL, attempts = 0, not_before = NULL, bulk = true
    WHERE tenant_id = ${tenantId}::uuid AND subject = ${ANNOUNCEMENT} AND subject_id = ${id}::uuid
      AND state IN ('failed', 'undeliverable')`;
}

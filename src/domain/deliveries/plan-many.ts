import type { Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import type { Plan } from "./plan.ts";

interface Many extends Pick<Plan, "subject" | "subjectId" | "notBefore"> {
  /** As in a plan; or a SELECT of one column of such, for those whom the database knows. */
  readonly recipients: readonly string[] | Prisma.Sql;
}

/**
 * Plans one message for each of very many, in one statement and without jobs: workers take them from the table, a few
 * at a time. Those who have the message already keep it as it is. Resolves to how many are new.
 */
export async function planMany(
  tx: Transaction,
  { tenantId, now }: Pick<Context, "tenantId" | "now">,
  { subject, subjectId, notBefore, recipients }: Many,
): Promise<number> {
  const told = isList(recipients) ? Prisma.sql`SELECT unnest(${[...recipients]}::text[])` : recipients;
  return tx.$executeRaw`
    INSERT INTO delivery (id, tenant_id, subject, subject_id, recipient, created_at, not_before, bulk, lane)
    SELECT gen_random_uuid(), ${tenantId}::uuid, ${subject}, ${subjectId}::uuid, told.recipient, ${now},
      ${notBefore ?? null}::timestamptz, true, ${laneOf(Prisma.sql`told.recipient`)}
    FROM (${told}) AS told (recipient)
    ON CONFLICT (subject, subject_id, recipient) DO NOTHING`;
}

/** Marks every message about a subject as out of date, wherever it is shown or yet to be. Resolves to how many. */
export async function planAllAgain(
  tx: Transaction,
  { tenantId }: Pick<Context, "tenantId">,
  { subject, subjectId }: Pick<Plan, "subject" | "subjectId">,
): Promise<number> {
  return tx.$executeRaw`
    UPDATE delivery SET wanted_version = wanted_version + 1, attempts = 0, error = NULL, bulk = true,
      state = CASE WHEN state = 'held' THEN state ELSE 'pending' END
    WHERE tenant_id = ${tenantId}::uuid AND subject = ${subject} AND subject_id = ${subjectId}::uuid`;
}

/** The platform that a recipient is most likely told on; it decides in which queue a delivery waits, and no more. */
function laneOf(recipient: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    CASE split_part(${recipient}, ':', 1)
      WHEN 'person' THEN coalesce((
        SELECT i.platform::text FROM identity i WHERE i.person_id = split_part(${recipient}, ':', 2)::uuid
        ORDER BY i.platform = 'slack' DESC LIMIT 1), 'email')
      WHEN 'channel' THEN coalesce((
        SELECT s.platform::text FROM alert_subscription s WHERE s.id = split_part(${recipient}, ':', 2)::uuid), 'other')
      ELSE split_part(${recipient}, ':', 1)
    END`;
}

function isList(recipients: Many["recipients"]): recipients is readonly string[] {
  return Array.isArray(recipients);
}

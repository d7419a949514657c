import type { Database, Transaction } from "../../storage/database.ts";

interface Answering {
  readonly tenantId: string;
  readonly personId: string;
  readonly accountId: string;
}

/** Whether the account is a service account for which this person answers: what it gets, they get. */
export async function answersFor(
  db: Database | Transaction,
  { tenantId, personId, accountId }: Answering,
): Promise<boolean> {
  return (await db.person.count({ where: { id: accountId, tenantId, kind: "service", responsibleId: personId } })) > 0;
}

import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { lockLimits } from "../quotas/lock-limits.ts";
import { problemWithEnded } from "./request.ts";
import type { RequestView } from "./request.ts";
import { readRequest } from "./read-request.ts";

/** A request of this tenant, whoever asks. Refuses with `not-found`. */
export async function findRequest(tx: Transaction, context: Context, id: string): Promise<RequestView> {
  const { tenantId } = context;
  return (await readRequest(tx, context, { id, tenantId })) ?? refuse({ kind: "not-found", thing: "request" });
}

/**
 * The same under the locks of limits, its requester and itself, in this order, so that of all who would end it at once
 * one does, and authority over it stays as it was read.
 */
export async function lockRequest(tx: Transaction, context: Context, id: string): Promise<RequestView> {
  const { subject, requester } = await findRequest(tx, context, id);
  await lockLimits(tx, context, subject);
  await lockPerson(tx, context, requester.id);
  await tx.$queryRaw`SELECT 1 FROM quota_request WHERE id = ${id}::uuid FOR UPDATE`;
  return findRequest(tx, context, id);
}

/** Makes everybody else who changes what this person has, or asks for, wait for our commit. */
export async function lockPerson(
  tx: Transaction,
  { tenantId }: Pick<Context, "tenantId">,
  personId: string,
): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM person WHERE id = ${personId}::uuid AND tenant_id = ${tenantId}::uuid FOR NO KEY UPDATE`;
}

/** Refuses a request that has ended, with how, when and by whom. */
export function requirePending(request: RequestView): void {
  const problem = problemWithEnded(request);
  if (problem) refuse(problem);
}

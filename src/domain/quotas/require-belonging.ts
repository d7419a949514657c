import type { Transaction } from "../../storage/database.ts";
import { memberIn } from "../memberships/member.ts";
import type { Subject } from "./subject.ts";

/**
 * In an organization's name only its members, or those of one below it, are given limits or held back: anybody may found
 * an organization, and whoever is concerned is told. `giverId`: in whose name; null: the installation's. Refuses with
 * `not-found`.
 */
export async function requireBelonging(tx: Transaction, giverId: string | null, subject: Subject): Promise<void> {
  if (giverId === null || subject.scope !== "member") return;
  await memberIn(tx, { id: subject.organizationId, name: "" }, subject.personId);
}

import { findAuthority } from "../../domain/memberships/authority-in.ts";
import { may } from "../../domain/memberships/authority.ts";
import { findGiver } from "../../domain/quotas/giver.ts";
import type { RequestView } from "../../domain/requests/request.ts";
import type { Database } from "../../storage/database.ts";
import type { Message } from "../message.ts";

/** Who reads a card now. */
interface Seeing {
  readonly db: Database;
  readonly tenantId: string;
  readonly readerId: string | undefined;
}

/** Whether they may still answer such a request. */
export async function mayAnswer({ db, tenantId, readerId }: Seeing, request: RequestView): Promise<boolean> {
  if (readerId === undefined) return false;
  const { subject } = request;
  return (await findGiver(db, { tenantId }, { personId: readerId, subject })) !== undefined;
}

/** Whether whoever asked for an organization still belongs to it, or asked for themselves. */
export async function isStillThere({ db, tenantId, readerId }: Seeing, { subject }: RequestView): Promise<boolean> {
  if (subject.scope !== "organization") return true;
  const { organizationId } = subject;
  return (
    readerId !== undefined &&
    (await findAuthority(db, { tenantId }, { organizationId, personId: readerId })) !== undefined
  );
}

/** Whether they still lend and borrow for an organization. */
export async function actsFor({ db, tenantId, readerId }: Seeing, organizationId: string): Promise<boolean> {
  const authority =
    readerId === undefined ? undefined : await findAuthority(db, { tenantId }, { organizationId, personId: readerId });
  return authority !== undefined && may(authority, "quota:lend");
}

/** What is left of a card for whoever may no longer see what it is about. */
export function noMoreYours(thing: "request" | "loan"): Message {
  return {
    tone: "neutral",
    title: `This ${thing} is no longer yours to see.`,
    lines: [`Your role has changed since this ${thing} came to you. Those who answer for it now see how it goes.`],
  };
}

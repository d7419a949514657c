import type { Database, Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { chainOf } from "../organizations/tree.ts";
import { administers, hasAlertRight, requireAlertRight } from "./alert-access.ts";
import type { Watched } from "./alert-access.ts";

type Db = Database | Transaction;

/**
 * Whose a way of telling is: "own" where somebody is told of themselves or as who answers for the organization that it is
 * about, "installation" where those who run it are told, else a channel of the first of these organizations, those above
 * it after it.
 */
export type Route = "own" | "installation" | readonly string[];

/**
 * Whether what was made in somebody's name (an organization's id; null: the installation's) acts there: an organization's
 * on what is its own and of those below it, the installation's everywhere.
 */
export function actsOn(giverId: string | null, route: Route): boolean {
  if (giverId === null || route === "own") return true;
  return route !== "installation" && route.includes(giverId);
}

/** In whose name somebody acts on what is about a subject: that of the highest organization that they may for. */
export async function inWhoseName(db: Db, context: Context, watched: Watched): Promise<string | null> {
  const { id: personId } = requirePerson(context);
  if (watched === "each" || !("organizationId" in watched)) return null;
  if (await administers(db, context, personId)) return null;

  const above = await chainOf(db, { tenantId: context.tenantId, organizationId: watched.organizationId });
  for (const { id: organizationId } of above.toReversed()) {
    const asked = { personId, watched: { scope: "organization", organizationId }, right: "manage" } as const;
    if (await hasAlertRight(db, context, asked)) return organizationId;
  }
  return watched.organizationId;
}

/** Stops whoever may not undo what was made in such a name: what is set from above is not lifted from below. */
export async function requireGiverRight(context: Context, db: Db, giverId: string | null): Promise<void> {
  const watched = giverId === null ? ({ scope: "tenant" } as const) : organization(giverId);
  await requireAlertRight(context, db, { watched, right: "manage" });
}

function organization(organizationId: string) {
  return { scope: "organization", organizationId } as const;
}

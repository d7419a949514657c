import type { Context } from "../context.ts";
import type { PathSubject } from "../quotas/load-path.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { nodeIds } from "./node-ids.ts";
import { setAside } from "./set-aside.ts";

interface Failed {
  readonly item: { readonly subject: CountedSubject };
  readonly error: unknown;
}

export function nodesOf({ subject }: Failed["item"]): PathSubject {
  const { organizationId, personId } = nodeIds(subject);
  return { ...(organizationId !== null && { organizationId }), ...(personId !== null && { personId }) };
}

/** Leaves out for a while those that cannot be compared with what is usual, so that all others are. */
export async function setAsideUnusual(context: Context, failed: readonly Failed[]): Promise<void> {
  const failing = failed.map(({ item, error }) => {
    return { subject: { ...nodesOf(item), meters: undefined }, kind: "unusual", error } as const;
  });
  await setAside(context.db, context, failing);
}

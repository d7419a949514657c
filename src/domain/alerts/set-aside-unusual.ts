import type { Context } from "../context.ts";
import type { PathSubject } from "../quotas/load-path.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import type { Failed } from "./by-halves.ts";
import { nodeIds } from "./node-ids.ts";
import { setAside } from "./set-aside.ts";

interface OfSubject {
  readonly subject: CountedSubject;
}

export function nodesOf({ subject }: OfSubject): PathSubject {
  const { organizationId, personId } = nodeIds(subject);
  return { ...(organizationId !== null && { organizationId }), ...(personId !== null && { personId }) };
}

/** Leaves out for a while those that cannot be compared with what is usual, so that all others are. */
export async function setAsideUnusual(context: Context, failed: readonly Failed<OfSubject>[]): Promise<void> {
  const failing = failed.map(({ item, error }) => {
    return { subject: { ...nodesOf(item), meters: undefined }, kind: "unusual", error } as const;
  });
  await setAside(context.db, context, failing);
}

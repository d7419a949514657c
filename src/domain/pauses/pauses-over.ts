import type { Database, Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { loadPaths } from "../quotas/load-path.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import type { Pause } from "./pause.ts";

/** Everything that keeps a subject from starting something now: its own pauses and those of what is above it. */
export async function pausesOver(
  db: Database | Transaction,
  { tenantId, now, configuration }: Pick<Context, "tenantId" | "now" | "configuration">,
  subject: CountedSubject,
): Promise<readonly Pause[]> {
  const whose = subject.scope === "tenant" ? {} : subject;
  const [path] = await loadPaths(db, { tenantId, now, configuration }, [whose]);
  return path?.pauses ?? [];
}

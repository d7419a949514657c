import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import { NOW } from "../quotas/window.ts";

const known = new WeakMap<object, Map<string, readonly string[]>>();

/**
 * The windows that a tenant counts usage in, but "now" and rolling ones, which are added up from hours; as last read by this process. The database refuses (isStale) to
 * count by a list that lacks one: forget it then.
 */
export async function countedWindows(db: Database, tenantId: string): Promise<readonly string[]> {
  const byTenant = known.get(db) ?? new Map<string, readonly string[]>();
  known.set(db, byTenant);
  const windows = byTenant.get(tenantId) ?? (await readCountedWindows(db, tenantId));
  byTenant.set(tenantId, windows);
  return windows;
}

export function forgetCountedWindows(db: Database, tenantId: string): void {
  known.get(db)?.delete(tenantId);
}

export async function readCountedWindows(db: Database | Transaction, tenantId: string): Promise<readonly string[]> {
  const rows = await readRows<{ window: string }>(
    db,
    Prisma.sql`SELECT DISTINCT "window" FROM counted_window WHERE tenant_id = ${tenantId}::uuid AND "window" <> ${NOW}
      AND "window" NOT LIKE 'rolling:%'`,
  );
  return rows.map(({ window }) => window).sort();
}

/** True when the database counts a window that the list it was given lacks. */
export function isStale(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "QM001";
}

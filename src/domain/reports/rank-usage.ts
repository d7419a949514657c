import type { Context } from "../context.ts";
import type { Meter } from "../meters/meter.ts";
import { readAuthority, requirePermission } from "../memberships/authority-in.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";
import { usageTop } from "../usage/read-usage.ts";
import type { UsedBy } from "../usage/read-usage.ts";
import type { Period } from "./period.ts";
import { readsEverything } from "./usage-access.ts";

interface Question {
  readonly by: "person" | "organization";
  readonly meter: Meter;
  readonly period: Pick<Period, "from" | "to">;
  readonly limit: number;
  /** Only what was used in it and below; without it, in the whole installation. */
  readonly organizationId?: string;
}

/** Who used most of a meter in a period. */
export async function rankUsage(
  context: Context,
  { by, meter, period, limit, organizationId }: Question,
): Promise<readonly UsedBy[]> {
  await requireRanking(context, organizationId);

  const { from, to } = period;
  const asked = { by, meter: meter.name, limit, from, to };
  return usageTop(context.db, context, { ...asked, ...(organizationId && { organizationId }) });
}

async function requireRanking(context: Context, organizationId: string | undefined): Promise<void> {
  if (!organizationId) return requireTenantPermission(context.db, context, "usage:read");
  if (await readsEverything(context)) return;
  const authority = await readAuthority(context.db, context, organizationId);
  await requirePermission(context.db, authority, "usage:list");
}

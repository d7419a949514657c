import type { Transaction } from "../../storage/database.ts";
import type { Announcement } from "../../storage/generated/client.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { audienceOf } from "./announcement.ts";
import { aboutOf, renewProgress } from "./facts.ts";
import { readReach, secondsFor } from "./reach.ts";
import type { Reach } from "./reach.ts";

export type Started =
  | { readonly kind: "started"; readonly announcement: Announcement }
  | { readonly kind: "nobody" }
  /** Another one is going out. */
  | { readonly kind: "busy"; readonly other: Announcement };

/**
 * Begins to send it, under the tenant's lock and its own row's: from the commit on, recipients are written down. The sender's
 * card comes first.
 */
export async function startAnnouncement(tx: Transaction, context: Context, row: Announcement): Promise<Started> {
  const { tenantId, now } = context;
  const other = await tx.announcement.findFirst({ where: { tenantId, state: "sending" } });
  if (other) return { kind: "busy", other };
  const reach = await readReach(tx, context, { audience: audienceOf(row), via: viaOf(row) });
  if (reach.total === 0) return { kind: "nobody" };

  const announcement = await tx.announcement.update({
    where: { id: row.id },
    data: { state: "sending", sendAt: now, startedAt: now, shownAt: now, settled: false, ...figures(reach) },
  });
  await renewProgress(tx, context, announcement);
  await record(tx, context, { kind: "announcement-started", ...aboutOf(announcement), recipients: reach.total });
  return { kind: "started", announcement };
}

export function viaOf({ via }: Pick<Announcement, "via">): "direct" | "channels" {
  return via === "channels" ? "channels" : "direct";
}

function figures(reach: Reach) {
  return { total: reach.total, estimatedSeconds: secondsFor(reach) };
}

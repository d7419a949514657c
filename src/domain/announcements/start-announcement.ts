import type { Transaction } from "../../storage/database.ts";
import type { Announcement } from "../../storage/generated/client.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { audienceOf } from "./announcement.ts";
import { aboutOf, renewProgress } from "./facts.ts";
import { settleAnnouncement } from "./finish-announcement.ts";
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
  const other = await findSending(tx, tenantId);
  // It may have reached everybody since the clock last looked.
  if (other && (await settleAnnouncement(tx, context, other))) return { kind: "busy", other };
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

async function findSending(tx: Transaction, tenantId: string): Promise<Announcement | undefined> {
  const rows = await tx.$queryRaw<readonly { id: string }[]>`
    SELECT id FROM announcement WHERE tenant_id = ${tenantId}::uuid AND state = 'sending' FOR NO KEY UPDATE`;
  const [first] = rows;
  const row = first && (await tx.announcement.findUnique({ where: { id: first.id } }));
  return row?.state === "sending" ? row : undefined;
}

export function viaOf({ via }: Pick<Announcement, "via">): "direct" | "channels" {
  return via === "channels" ? "channels" : "direct";
}

function figures(reach: Reach) {
  return { total: reach.total, estimatedSeconds: secondsFor(reach) };
}

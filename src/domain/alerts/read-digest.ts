import type { Database, Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import type { AlertView } from "./alert.ts";
import { viewsOf } from "./read-alert.ts";
import { severities } from "./kinds.ts";

/** Several alerts told as one message. */
export interface DigestView {
  readonly id: string;
  /** "daily", "late", "budget", "group", "quiet", "muted". */
  readonly kind: string;
  readonly sentAt: Date | null;
  /** The most urgent first, those that are over last. */
  readonly alerts: readonly AlertView[];
}

type Reading = Pick<Context, "tenantId" | "configuration">;

/** A digest of this tenant with its alerts as they stand now; undefined where there is none. */
export async function readDigest(
  db: Database | Transaction,
  reading: Reading,
  id: string,
): Promise<DigestView | undefined> {
  const { tenantId } = reading;
  const digest = await db.digest.findFirst({ where: { id, tenantId } });
  if (!digest) return undefined;
  const told = await db.alertTold.findMany({ where: { tenantId, digestId: id }, select: { alertId: true } });
  const ids = [...new Set(told.map(({ alertId }) => alertId))];
  const rows = await db.alert.findMany({ where: { tenantId, id: { in: ids } }, orderBy: { firedAt: "desc" } });
  const alerts = await viewsOf(db, reading, rows);
  return { id, kind: digest.kind, sentAt: digest.sentAt, alerts: alerts.toSorted(byUrgency) };
}

function byUrgency(one: AlertView, other: AlertView): number {
  return rank(other) - rank(one);
}

function rank({ phase, severity }: AlertView): number {
  return phase === "resolved" ? -1 : severities.indexOf(severity);
}

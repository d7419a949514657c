import type { Prisma } from "../../storage/generated/client.ts";
import type { Database, Transaction } from "../../storage/database.ts";
import { isOpen, levelReached } from "../alerts/alert.ts";
import type { AlertView } from "../alerts/alert.ts";
import { severities } from "../alerts/kinds.ts";
import { viewsOf } from "../alerts/read-alert.ts";
import type { Context } from "../context.ts";
import type { AlertReported, ReportContent } from "./report-content.ts";

const MOST_LISTED = 10;
/** An installation may have had very many; more are counted only. */
const MOST_READ = 200;

type Db = Database | Transaction;
type Reading = Pick<Context, "tenantId" | "configuration">;

interface Asked {
  /** null: the whole installation. */
  readonly organizationIds: readonly string[] | null;
  readonly since: Date;
  readonly until: Date;
}

/** The alerts that fired in that time with what became of them, the gravest and those still open first; no samples. */
export async function gatherAlerts(db: Db, reading: Reading, asked: Asked): Promise<ReportContent["alerts"]> {
  const where = whereOf(reading, asked);
  const [total, open, acknowledged, rows] = await Promise.all([
    db.alert.count({ where }),
    db.alert.count({ where: { ...where, phase: { in: ["firing", "recovering"] } } }),
    db.alert.count({ where: { ...where, acknowledgedAt: { not: null } } }),
    db.alert.findMany({ where, orderBy: [{ firedAt: "desc" }, { id: "desc" }], take: MOST_READ }),
  ]);
  const views = await viewsOf(db, reading, rows);
  const gravest = views.toSorted((one, other) => weightOf(other) - weightOf(one));
  return { total, open, acknowledged, rows: gravest.slice(0, MOST_LISTED).map(reported) };
}

function whereOf({ tenantId }: Reading, { organizationIds, since, until }: Asked): Prisma.AlertWhereInput {
  return {
    tenantId,
    firedAt: { gte: since, lt: until },
    phase: { not: "pending" },
    ...(organizationIds && { organizationId: { in: [...organizationIds] } }),
  };
}

function weightOf(alert: AlertView): number {
  return severities.indexOf(alert.severity) + (isOpen(alert) ? severities.length : 0);
}

/** Other systems' alerts have none of ours. */
function levelNamed(alert: AlertView): string | null {
  return alert.kind === "external" ? null : (levelReached(alert)?.name ?? null);
}

function reported(alert: AlertView): AlertReported {
  const { kind, subject, subjectName, meter, severity, firedAt, evaluatedAt, resolution, resolvedBy, facts } = alert;
  return {
    kind,
    subject: subjectName,
    isPersonal: "personId" in subject,
    meter: meter?.name ?? null,
    severity,
    level: levelNamed(alert),
    ...(facts.summary !== undefined && { summary: facts.summary }),
    firedAt: firedAt ?? evaluatedAt,
    outcome: isOpen(alert) ? "open" : "over",
    resolution,
    resolvedBy,
    acknowledgedBy: alert.acknowledged?.by ?? null,
  };
}

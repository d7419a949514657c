import type { AlertSubscription } from "../../storage/generated/client.ts";
import type { Platform } from "../../storage/generated/enums.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import type { ReportFacts } from "./events.ts";
import { readSettings } from "./report-settings.ts";
import type { ReportSettings } from "./report-settings.ts";
import { printSchedule } from "./schedule-words.ts";

/** Stands in the place of a channel's id where a report goes to somebody's direct messages. */
export const DIRECT = "person:";

/** A schedule as lists and replies tell of it. */
export interface ReportView extends ReportFacts {
  readonly settings: ReportSettings;
  readonly organizationId: string | null;
  /** The platform's own id, or what stands in its place. */
  readonly address: { readonly platform: Platform; readonly channelExternalId: string };
  readonly createdAt: Date;
  /** null: it has stopped. */
  readonly nextAt: Date | null;
  /** null: it arrives. */
  readonly degraded: { readonly since: Date; readonly reason: string } | null;
}

export function directPlace(personId: string): string {
  return `${DIRECT}${personId}`;
}

/** Whose report it is about. */
export function reportSubject(
  organizationId: string | null,
): Extract<CountedSubject, { scope: "organization" | "tenant" }> {
  return organizationId === null ? { scope: "tenant" } : { scope: "organization", organizationId };
}

/** undefined: this version does not know what it posts. */
export function viewOf(row: AlertSubscription, organization: string | undefined): ReportView | undefined {
  const settings = readSettings(row.report);
  if (!settings) return undefined;
  const { id, organizationId, timeZone, channelName, createdById, createdByName, createdAt } = row;
  const { state, degradedAt, degradedReason, nextReportAt, deletedAt, platform, channelExternalId } = row;
  return {
    id,
    what: settings.what,
    subject: organization ?? "the installation",
    every: printSchedule(settings.schedule),
    timeZone,
    channel: settings.personId === undefined ? `#${channelName}` : null,
    by: { id: createdById, name: createdByName },
    settings,
    organizationId,
    address: { platform, channelExternalId },
    createdAt,
    nextAt: deletedAt ? null : nextReportAt,
    degraded:
      state === "degraded"
        ? { since: degradedAt ?? createdAt, reason: degradedReason ?? "It cannot be posted to." }
        : null,
  };
}

/** As events keep it. */
export function factsOf({ id, what, subject, every, timeZone, channel, by }: ReportView): ReportFacts {
  return { id, what, subject, every, timeZone, channel, by };
}

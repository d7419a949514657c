import type { AlertSubscription } from "../../storage/generated/client.ts";
import type { World } from "../context.ts";
import { labelOf } from "../meters/find-meter.ts";
import type { SubscriptionFacts } from "./routing-events.ts";
import { alertKinds, isAtLeast, severities } from "./kinds.ts";
import type { AlertKind, Severity } from "./kinds.ts";
import type { LevelTold } from "./level-told.ts";

type Filter = Pick<
  AlertSubscription,
  "purpose" | "kinds" | "organizationId" | "meter" | "leastSeverity" | "leastPercent"
>;

/** What a subscription goes by. */
export interface Hearable {
  readonly kind: AlertKind;
  readonly meter: string;
  /** Its organization with those above it. */
  readonly chain: readonly string[];
  readonly level: LevelTold;
}

/** Whether a channel wants to hear of it: exactly the kinds, the subject and below, and nothing slighter. */
export function hears(filter: Filter, { kind, meter, chain, level }: Hearable): boolean {
  const { organizationId, leastPercent } = filter;
  if (!filter.kinds.includes(kind)) return false;
  if (organizationId !== null && !chain.includes(organizationId)) return false;
  if (filter.meter !== null && filter.meter !== meter) return false;
  if (!isAtLeast(level.severity, severityOf(filter.leastSeverity))) return false;

  if (leastPercent === null || level.percent === undefined) return !level.isDirect;
  return level.percent >= leastPercent;
}

/** Whether the channel of those who run the installation wants it: all kinds, or those that it names. */
export function isForAdminChannel({ purpose, kinds, organizationId }: Filter, kind: AlertKind): boolean {
  return purpose === "admin" && organizationId === null && (kinds.length === 0 || kinds.includes(kind));
}

function severityOf(word: string): Severity {
  return severities.find((one) => one === word) ?? "info";
}

/** As events and replies tell of it; `organization` is the name of the one it is about. */
export function subscriptionFacts(
  { configuration }: Pick<World, "configuration">,
  row: AlertSubscription,
  organization: string | undefined,
): SubscriptionFacts {
  return {
    id: row.id,
    platform: row.platform,
    channel: row.channelName,
    purpose: row.purpose === "admin" || row.purpose === "report" ? row.purpose : "alerts",
    kinds: alertKinds.filter((kind) => row.kinds.includes(kind)),
    subject: organization === undefined ? "the whole installation" : `${organization} and all below it`,
    meterLabel: row.meter === null ? null : labelOf(configuration, row.meter),
    leastSeverity: severityOf(row.leastSeverity),
    leastPercent: row.leastPercent,
    muted: row.muted,
  };
}

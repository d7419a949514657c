import type { Transaction } from "../../storage/database.ts";
import type { AlertSubscription } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { answersFor } from "../people/answers-for.ts";
import { toldFor } from "../people/told-personally.ts";
import type { Hearer } from "./decide-telling.ts";
import { withoutLost } from "./degrade-channel.ts";
import { keepersOf, superAdmins } from "./keepers.ts";
import { alertKinds } from "./kinds.ts";
import { actsOn } from "./in-whose-name.ts";
import type { Route } from "./in-whose-name.ts";
import type { AlertKind } from "./kinds.ts";
import type { LevelTold } from "./level-told.ts";
import type { RoutedAlert, Routing } from "./routing.ts";
import { hears, isForAdminChannel } from "./subscription.ts";

/** Kinds that are the administrators' business, whomever they are about. */
const administrative: ReadonlySet<AlertKind> = new Set(["approvals", "stale", "deliveries"]);

/** Somebody who would be told, and whose way of telling it is. */
export type RoutedHearer = Hearer & { readonly route: Route };

interface About {
  readonly alert: RoutedAlert;
  readonly level: LevelTold;
}

type Routed = About & { readonly routing: Routing };

/**
 * Everybody who hears of an alert at a level: the person whose it is, the keepers of the organization whose it is, for the
 * rest the admin channel or else the Super Admins; and every channel that subscribed. Each person and each channel once.
 * Of an organization's rule only what is its own hears, and that in the place of what everybody gets.
 */
export async function hearersOf(tx: Transaction, context: Context, about: Routed): Promise<readonly RoutedHearer[]> {
  const rule = await about.routing.rule(about.alert.ruleId);
  if (rule?.forPersonId) return withRoute("own", await whoMadeIt(tx, about.alert, rule.forPersonId));

  const hearers = await everyHearer(tx, context, about);
  if (!rule) return hearers;
  const others = rule.builtIn === null ? [] : await inItsPlace(tx, about.alert);
  return hearers.filter(
    ({ route }) => actsOn(rule.giverId, route) && !others.some((giverId) => actsOn(giverId, route)),
  );
}

function withRoute(route: Route, hearers: readonly Hearer[]): readonly RoutedHearer[] {
  return hearers.map((one) => ({ ...one, route }));
}

async function everyHearer(
  tx: Transaction,
  context: Context,
  { routing, ...about }: Routed,
): Promise<readonly RoutedHearer[]> {
  const rule = await routing.rule(about.alert.ruleId);

  const kind = kindOf(about.alert);
  const chain = await routing.chain(about.alert.organizationId);
  const { personIds, isAdministrative } = await personsOf(tx, about.alert);
  const isAdmin = (one: AlertSubscription) => isAdministrative && isForAdminChannel(one, kind);
  const hearing = routing.subscriptions.filter(
    (one) =>
      isAdmin(one) ||
      (one.purpose === "alerts" && hears(one, { kind, meter: about.alert.meter, chain, level: about.level })),
  );
  const subscribed = await withoutLost(tx, context, hearing);
  const isAdminReached = subscribed.some((one) => isAdmin(one) && one.state !== "degraded");
  const mine = rule?.builtIn ? await havingTheirOwn(tx, about.alert) : [];
  const persons =
    isAdministrative && !isAdminReached
      ? await superAdmins(tx, context.tenantId)
      : personIds.filter((id) => !mine.includes(id));

  const channels = await oncePerChannel(tx, about.alert.id, subscribed);
  const route = isAdministrative ? "installation" : "own";
  return [
    ...withRoute(route, await peopleAsHearers(tx, context.tenantId, persons)),
    ...(await Promise.all(
      channels.map(async (one) => ({
        ...channelAsHearer(one, about.alert),
        route: one.organizationId === null ? ("installation" as const) : await routing.chain(one.organizationId),
      })),
    )),
  ];
}

/** In whose names rules of just this limit were made, which take the place of what everybody gets where they act. */
async function inItsPlace(tx: Transaction, alert: RoutedAlert): Promise<readonly string[]> {
  const { tenantId, kind, subjectKey, meter, window } = alert;
  if (kind !== "quota" && kind !== "overage") return [];
  const rows = await tx.alertRule.findMany({
    where: {
      tenantId,
      kind,
      subjectKey,
      enabled: true,
      deletedAt: null,
      builtIn: null,
      giverId: { not: null },
      AND: [{ OR: [{ meter: null }, { meter }] }, { OR: [{ window: null }, { window }] }],
    },
    select: { giverId: true },
  });
  return rows.flatMap(({ giverId }) => giverId ?? []);
}

export function kindOf({ kind }: Pick<RoutedAlert, "kind">): AlertKind {
  return alertKinds.find((one) => one === kind) ?? "external";
}

interface Persons {
  readonly personIds: readonly string[];
  /** Nobody else's: those who run the installation hear of it. */
  readonly isAdministrative: boolean;
}

async function personsOf(tx: Transaction, alert: RoutedAlert): Promise<Persons> {
  const { organizationId, personId } = alert;
  if (administrative.has(kindOf(alert))) return { personIds: [], isAdministrative: true };
  if (personId) return { personIds: [personId], isAdministrative: false };
  if (!organizationId) return { personIds: [], isAdministrative: true };

  const keepers = await keepersOf(tx, organizationId);
  return { personIds: keepers, isAdministrative: keepers.length === 0 };
}

/** Whom it is about, or who answers for that service account still. */
async function whoMadeIt(
  tx: Transaction,
  { tenantId, personId: accountId }: RoutedAlert,
  personId: string,
): Promise<readonly Hearer[]> {
  const isTheirs = accountId === personId || (accountId && (await answersFor(tx, { tenantId, personId, accountId })));
  return isTheirs ? peopleAsHearers(tx, tenantId, [personId]) : [];
}

/** Those who made a rule of their own of just this for themselves want that instead of what everybody gets. */
async function havingTheirOwn(tx: Transaction, alert: RoutedAlert): Promise<readonly string[]> {
  const { tenantId, kind, personId, subjectKey, meter, window } = alert;
  if (!personId || (kind !== "quota" && kind !== "overage")) return [];
  const rows = await tx.alertRule.findMany({
    where: {
      tenantId,
      kind,
      subjectKey,
      enabled: true,
      deletedAt: null,
      forPersonId: { not: null },
      AND: [{ OR: [{ meter: null }, { meter }] }, { OR: [{ window: null }, { window }] }],
    },
    select: { forPersonId: true },
  });
  return rows.flatMap(({ forPersonId }) => forPersonId ?? []);
}

/**
 * Of several subscriptions of one channel the one by which it was told already, else the installation's, so that nobody's
 * mute windows and budgets get in its way, else the oldest.
 */
async function oncePerChannel(
  tx: Transaction,
  alertId: string,
  subscribed: readonly AlertSubscription[],
): Promise<readonly AlertSubscription[]> {
  const byChannel = Map.groupBy(subscribed, (one) => `${one.platform} ${one.channelExternalId}`);
  if (byChannel.size === subscribed.length) return subscribed;
  const told = await tx.alertTold.findMany({
    where: { alertId, recipient: { in: subscribed.map(({ id }) => `channel:${id}`) } },
    select: { recipient: true },
  });
  const before = new Set(told.map(({ recipient }) => recipient));
  return [...byChannel.values()].flatMap(
    (ones) =>
      ones.find(({ id }) => before.has(`channel:${id}`)) ??
      ones.find(({ organizationId }) => organizationId === null) ??
      ones.slice(0, 1),
  );
}

function channelAsHearer(one: AlertSubscription, { organizationId, personId }: RoutedAlert): Hearer {
  return {
    kind: "channel",
    recipient: `channel:${one.id}`,
    timeZone: one.timeZone,
    muted: one.muted,
    budget: one.budget,
    isDegraded: one.state === "degraded",
    isOwnSubject: personId === null && one.organizationId === organizationId,
  };
}

interface Reading {
  readonly id: string;
  readonly kind: string;
  readonly timeZone: string;
  readonly quietFrom: number | null;
  readonly quietUntil: number | null;
  readonly digestAt: number | null;
  readonly off: readonly string[] | null;
}

/** Only who is active reads; for a service account, who answers for it. */
export async function peopleAsHearers(
  tx: Transaction,
  tenantId: string,
  personIds: readonly string[],
): Promise<readonly Hearer[]> {
  if (personIds.length === 0) return [];
  const rows = await tx.$queryRaw<readonly Reading[]>`
    SELECT p.id, p.kind::text, p.time_zone AS "timeZone", f.quiet_from AS "quietFrom", f.quiet_until AS "quietUntil",
      f.digest_at AS "digestAt", f.off
    FROM person p LEFT JOIN alert_preference f ON f.person_id = p.id
    WHERE p.tenant_id = ${tenantId}::uuid AND p.id = ANY(${[...personIds]}::uuid[]) AND p.state = 'active'
    ORDER BY p.id`;
  if (rows.some(({ kind }) => kind === "service"))
    return peopleAsHearers(
      tx,
      tenantId,
      await toldFor(
        tx,
        tenantId,
        rows.map(({ id }) => id),
      ),
    );
  return rows.map(({ id, timeZone, quietFrom, quietUntil, digestAt, off }) => ({
    kind: "person",
    recipient: `person:${id}`,
    timeZone,
    quiet: { from: quietFrom ?? 0, until: quietUntil ?? 0 },
    digestAt,
    off: off ?? [],
  }));
}

import { requireAlertRight } from "../alerts/alert-access.ts";
import { lockRouting } from "../alerts/routing.ts";
import type { ChannelOf, Reach } from "../alerts/subscribe-channel.ts";
import { record } from "../audit/record.ts";
import type { Context, PersonActor } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { nameSubject } from "../quotas/subject-name.ts";
import type { AlertSubscription, Prisma } from "../../storage/generated/client.ts";
import type { Transaction } from "../../storage/database.ts";
import type { Platform } from "../../storage/generated/enums.ts";
import { transaction } from "../../storage/transaction.ts";
import type { ReportKind } from "./report-kind.ts";
import { writeSettings } from "./report-settings.ts";
import { DIRECT, directPlace, factsOf, reportSubject, viewOf } from "./report-view.ts";
import type { ReportView } from "./report-view.ts";
import { begun, nextAfter } from "./schedule.ts";
import type { Schedule } from "./schedule.ts";
import { printSchedule } from "./schedule-words.ts";

const MOST_OF_A_PLACE = 20;

/** Where a report goes: a channel that we may post in, or to whoever asks. */
export type ReportPlace =
  | { readonly kind: "channel"; readonly channel: ChannelOf; probe(): Promise<Reach> }
  | { readonly kind: "direct"; readonly platform: Platform; readonly workspaceExternalId: string };

export interface ReportWish {
  readonly place: ReportPlace;
  readonly what: ReportKind;
  /** With all below it; absent: the installation, of which alone there is an admin summary. */
  readonly organizationId?: string | undefined;
  readonly schedule: Schedule;
  /** IANA name; default: the asker's. */
  readonly timeZone?: string | undefined;
}

export interface ReportScheduled {
  readonly report: ReportView;
  /** What the place had of the same before. */
  readonly before: ReportView | undefined;
  /** False when it was so already: nothing is written. */
  readonly changed: boolean;
}

/**
 * From its commit on the report is posted by this schedule, in the place of an earlier one there of the same sort and
 * subject. Refuses with `forbidden`, `not-found`, `channel-unreachable`, `report-limit`.
 */
export async function scheduleReport(context: Context, wish: ReportWish): Promise<ReportScheduled> {
  const { db, tenantId } = context;
  const actor = requirePerson(context);
  const organizationId = organizationOf(wish);
  const watched = reportSubject(organizationId);
  await requireAlertRight(context, db, { watched, right: "manage" });
  const name = await channelName(wish.place);

  return transaction(db, async (tx) => {
    const { organization } = await nameSubject(tx, tenantId, watched);
    await lockRouting(tx, tenantId);
    // The platform may have taken its time to answer.
    await requireAlertRight(context, tx, { watched, right: "manage" });
    const place = columnsOf(wish.place, actor);
    const old = await findOld(tx, context, { ...place, organizationId, what: wish.what });
    const before = old === null ? undefined : viewOf(old, organization?.name);
    const row = rowOf(context, actor, { ...wish, toldUntil: before?.settings.toldUntil });
    if (before && isSame(before, row)) return { report: before, before, changed: false };
    if (!old) await requireRoom(tx, tenantId, place.channelExternalId);

    const data = { ...row.data, channelName: name };
    const saved = old
      ? await tx.alertSubscription.update({ where: { id: old.id }, data })
      : await tx.alertSubscription.create({ data: { ...data, ...place, ...firstColumns(context), organizationId } });
    const report = written(saved, organization?.name);
    await record(tx, context, {
      kind: "report-scheduled",
      report: factsOf(report),
      before: before === undefined ? null : factsOf(before),
      ...aboutOf(organization),
    });
    return { report, before, changed: true };
  });
}

function organizationOf({ what, organizationId }: ReportWish): string | null {
  return what === "admin" ? null : (organizationId ?? null);
}

function firstColumns(context: Context) {
  return { id: context.newId(), tenantId: context.tenantId, createdAt: context.now };
}

function aboutOf(organization: Ref | undefined): { readonly organization?: Ref } {
  return organization ? { organization } : {};
}

function written(row: AlertSubscription, organization: string | undefined): ReportView {
  const report = viewOf(row, organization);
  if (!report) throw new Error("a schedule is not read as it was written");
  return report;
}

async function channelName(place: ReportPlace): Promise<string> {
  if (place.kind === "direct") return "direct messages";
  const reach = await place.probe();
  if (reach.ok) return reach.name ?? place.channel.name;

  const { reason, howTo } = reach;
  return refuse({ kind: "channel-unreachable", channel: `#${place.channel.name}`, reason, howTo });
}

function columnsOf(place: ReportPlace, { id }: PersonActor) {
  const purpose = "report";
  if (place.kind === "direct") {
    const { platform, workspaceExternalId } = place;
    return { platform, workspaceExternalId, channelExternalId: directPlace(id), purpose };
  }
  const { platform, workspaceExternalId, channelExternalId } = place.channel;
  return { platform, workspaceExternalId, channelExternalId, purpose };
}

type Timed = ReportWish & { readonly toldUntil: Date | undefined };

function rowOf({ now }: Context, actor: PersonActor, wish: Timed) {
  const { place, what, schedule, timeZone = actor.timeZone, toldUntil } = wish;
  const settings = {
    what,
    schedule: begun(schedule, now, timeZone),
    ...(place.kind === "direct" && { personId: actor.id }),
    ...(toldUntil && { toldUntil }),
  };
  return {
    settings,
    data: {
      kinds: [],
      timeZone,
      report: writeSettings(settings),
      nextReportAt: nextAfter(settings.schedule, now, timeZone),
      createdById: actor.id,
      createdByName: actor.label,
      state: "ok",
      degradedAt: null,
      degradedReason: null,
      retryAt: null,
      failures: 0,
    },
  };
}

interface Sought {
  readonly platform: Platform;
  readonly channelExternalId: string;
  readonly organizationId: string | null;
  readonly what: ReportKind;
}

/** One's own direct messages are the same on every platform. */
async function findOld(
  tx: Transaction,
  { tenantId }: Context,
  { platform, channelExternalId, organizationId, what }: Sought,
): Promise<AlertSubscription | null> {
  const isDirect = channelExternalId.startsWith(DIRECT);
  const where: Prisma.AlertSubscriptionWhereInput = {
    tenantId,
    channelExternalId,
    organizationId,
    purpose: "report",
    deletedAt: null,
    report: { path: ["what"], equals: what },
    ...(!isDirect && { platform }),
  };
  return tx.alertSubscription.findFirst({ where });
}

function isSame(before: ReportView, { data, settings }: ReturnType<typeof rowOf>): boolean {
  const isWell = before.degraded === null;
  return isWell && before.timeZone === data.timeZone && before.every === printSchedule(settings.schedule);
}

async function requireRoom(tx: Transaction, tenantId: string, channelExternalId: string): Promise<void> {
  const there = await tx.alertSubscription.count({
    where: { tenantId, channelExternalId, purpose: "report", deletedAt: null },
  });
  if (there >= MOST_OF_A_PLACE) refuse({ kind: "report-limit", limit: MOST_OF_A_PLACE });
}

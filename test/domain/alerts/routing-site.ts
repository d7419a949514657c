import type { AlertKind, Severity } from "../../../src/domain/alerts/kinds.ts";
import { releaseHeldAlerts } from "../../../src/domain/alerts/release-held.ts";
import { flushDigests } from "../../../src/domain/alerts/flush-digests.ts";
import { endSilences } from "../../../src/domain/alerts/end-silence.ts";
import { endSnoozes } from "../../../src/domain/alerts/snooze-alert.ts";
import { tellStep } from "../../../src/domain/alerts/tell-step.ts";
import { systemContext } from "../../../src/domain/context.ts";
import type { Alert } from "../../../src/storage/generated/client.ts";
import type { Database } from "../../../src/storage/database.ts";
import { transaction } from "../../../src/storage/transaction.ts";
import { NOON, aPerson, aTenant, anOrganization, newId, systemWorld } from "../../support/builders.ts";

/** Alice's lab, Bob in it, Rita who runs the installation, and rules that look at one subject or at each. */
export async function aRoutingSite(db: Database) {
  const tenant = await aTenant(db);
  const alice = await aPerson(tenant, { name: "Alice Moreau" });
  const bob = await aPerson(tenant, { name: "Bob Ekman" });
  const rita = await aPerson(tenant, { name: "Rita Root", role: "super_admin" });
  const lab = await anOrganization(tenant, {
    name: `Vision Lab ${tenant.tenantId}`,
    members: [
      [alice, "owner"],
      [bob, "member"],
    ],
  });
  const ruleIds = { one: newId(), each: newId() };
  for (const scope of ["one", "each"] as const)
    await db.alertRule.create({
      data: {
        id: ruleIds[scope],
        tenantId: tenant.tenantId,
        kind: "quota",
        name: `${scope} ${tenant.tenantId}`,
        scope: scope === "one" ? "tenant" : "each",
        subjectKey: scope === "one" ? "tenant" : "each",
        spec: {},
        createdByName: "Rita",
        createdAt: NOON,
        changedAt: NOON,
      },
    });
  return { db, tenant, tenantId: tenant.tenantId, alice, bob, rita, lab, ruleIds };
}

export type RoutingSite = Awaited<ReturnType<typeof aRoutingSite>>;

const severities: readonly Severity[] = ["info", "warning", "critical"];

interface AlertWish {
  readonly kind?: AlertKind;
  readonly organizationId?: string | null;
  readonly personId?: string | null;
  readonly rule?: "one" | "each";
  readonly value?: bigint;
  /** How many of three levels (50 %, a note; 80 %, a warning; 100 %, critical) it starts with. */
  readonly levels?: readonly { readonly severity: Severity; readonly percent?: number; readonly isDirect?: boolean }[];
}

const threeLevels = [
  { severity: "info", percent: 50, isDirect: true },
  { severity: "warning", percent: 80 },
  { severity: "critical", percent: 100 },
] as const;

let count = 0;

/** An alert that is about to fire, in a window of its own unless subject and rule differ. */
export async function anAlert(site: RoutingSite, wish: AlertWish = {}): Promise<Alert> {
  const { kind = "quota", organizationId = site.lab.id, personId = null, rule = "one", levels = threeLevels } = wish;
  count += 1;
  return site.db.alert.create({
    data: {
      id: newId(),
      tenantId: site.tenantId,
      ruleId: site.ruleIds[rule],
      kind,
      subjectKey: `${organizationId ?? ""}:${personId ?? ""}:${count}`,
      organizationId,
      personId,
      subjectName: "Vision Lab",
      meter: "gpu_hours",
      window: "month",
      windowStart: NOON,
      episode: 1,
      phase: "firing",
      level: -1,
      levels: levels.map((level) => ({ name: `${level.percent ?? ""} %`, at: "1", ...level })),
      severity: "info",
      value: wish.value ?? 80n,
      peak: 80n,
      limit: 100n,
      facts: {},
      cause: "usage",
      pendingSince: NOON,
      firedAt: NOON,
      evaluatedAt: NOON,
    },
  });
}

interface Telling {
  readonly now?: Date;
}

/** The alert reaches a level, as the engine would have it. */
export async function reach(
  site: RoutingSite,
  { id }: Alert,
  level: number,
  { now = NOON }: Telling = {},
): Promise<void> {
  await transaction(site.db, async (tx) => {
    const before = await tx.alert.findUniqueOrThrow({ where: { id } });
    const alert = await tx.alert.update({ where: { id }, data: { level, severity: severities[level] ?? "critical" } });
    const kind = before.level < 0 ? "fire" : "raise";
    const effect = { kind, level, crossed: [level], cause: "usage" } as const;
    await tellStep(tx, systemContext(systemWorld(site.db, now), site.tenantId), { alert, effect });
  });
}

export async function repeat(site: RoutingSite, { id }: Alert, { now = NOON }: Telling = {}): Promise<void> {
  await transaction(site.db, async (tx) => {
    const alert = await tx.alert.findUniqueOrThrow({ where: { id } });
    const context = systemContext(systemWorld(site.db, now), site.tenantId);
    await tellStep(tx, context, { alert, effect: { kind: "repeat", level: alert.level } });
  });
}

export async function resolve(site: RoutingSite, { id }: Alert, { now = NOON }: Telling = {}): Promise<void> {
  await transaction(site.db, async (tx) => {
    const alert = await tx.alert.update({
      where: { id },
      data: { phase: "resolved", resolvedAt: now, resolution: "fell", value: 10n },
    });
    const context = systemContext(systemWorld(site.db, now), site.tenantId);
    await tellStep(tx, context, { alert, effect: { kind: "resolve", because: "fell" } });
  });
}

/** All that the clock does for routing, at an instant. */
export async function tick(site: RoutingSite, now: Date): Promise<void> {
  const world = systemWorld(site.db, now);
  await endSilences(world);
  await endSnoozes(world);
  await releaseHeldAlerts(world);
  await flushDigests(world);
}

interface ChannelWish {
  readonly kinds?: readonly AlertKind[];
  readonly organizationId?: string | null;
  readonly purpose?: "alerts" | "admin";
  readonly muted?: readonly string[];
  readonly budget?: number;
  readonly channel?: string;
}

/** A subscribed channel; resolves to the recipient. */
export async function aChannel(site: RoutingSite, wish: ChannelWish = {}): Promise<string> {
  const { kinds = ["quota"], organizationId = null, purpose = "alerts", muted = [], budget = null } = wish;
  const id = newId();
  const by = organizationId === null ? site.rita : site.alice;
  await site.db.alertSubscription.create({
    data: {
      id,
      tenantId: site.tenantId,
      platform: "slack",
      workspaceExternalId: "T1",
      channelExternalId: wish.channel ?? `C${id}`,
      channelName: "alerts",
      purpose,
      kinds: [...kinds],
      organizationId,
      muted: [...muted],
      budget,
      timeZone: "UTC",
      createdById: by.id,
      createdByName: by.label,
      createdAt: NOON,
    },
  });
  return `channel:${id}`;
}

/** What is on its way to somebody: "alert", "alert:step", "digest", "notice", in the order in which it was planned. */
export async function planned({ db, tenantId }: RoutingSite, recipient: string): Promise<readonly string[]> {
  const rows = await db.delivery.findMany({
    where: { tenantId, recipient },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return rows.map(({ subject }) => subject);
}

/** How each level was told to somebody: "1 card". */
export async function told({ db, tenantId }: RoutingSite, recipient: string): Promise<readonly string[]> {
  const rows = await db.alertTold.findMany({ where: { tenantId, recipient }, orderBy: [{ id: "asc" }] });
  return rows.map(({ level, how }) => `${level} ${how}`);
}

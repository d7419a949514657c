import { describe, expect, it } from "vitest";
import { evaluateClock } from "../../src/domain/alerts/evaluate-clock.ts";
import { flushDigests } from "../../src/domain/alerts/flush-digests.ts";
import { releaseHeldAlerts } from "../../src/domain/alerts/release-held.ts";
import { createInvitation } from "../../src/domain/invitations/create-invitation.ts";
import { expireInvitations } from "../../src/domain/invitations/expire-invitations.ts";
import { remindInvitees } from "../../src/domain/invitations/remind-invitees.ts";
import { parseSchedule } from "../../src/domain/scheduled-reports/schedule-words.ts";
import { postDueReports } from "../../src/domain/scheduled-reports/post-due-reports.ts";
import { scheduleReport } from "../../src/domain/scheduled-reports/schedule-report.ts";
import { contextOf, DAY, later as from, systemWorld } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { aLab, alertsOf, evaluate, later, limit, use } from "./alerts/alerts-site.ts";
import type { Lab } from "./alerts/alerts-site.ts";
import { aChannel, anAlert, aRoutingSite, planned, reach, tick } from "./alerts/routing-site.ts";

const database = useDatabase();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Where the clock stands, one after the other, as if it went wrong and was set right again; in milliseconds from noon on. */
const courses: readonly (readonly [string, readonly number[]])[] = [
  ["back an hour and on from there", [0, -HOUR, MINUTE]],
  ["forward a day and back again", [0, DAY, MINUTE]],
  ["forward a day, and back too far", [0, DAY, -HOUR, HOUR]],
];

/** All that the clock does for alerts. */
async function strike(site: Lab["site"]): Promise<void> {
  await evaluate(site);
  await evaluateClock(site);
  await releaseHeldAlerts(site);
  await flushDigests(site);
}

describe.each(courses)("a clock that is set %s", (_, course) => {
  it("E9 tells each level of an alert once in its window, and what is new", async () => {
    const lab = await aLab(database.db);
    await limit(lab.site, lab.pool, 100n, { window: "day", meter: "jobs" });
    await use(lab, 85);
    for (const at of course) await strike(later(lab.site, at));

    const now = later(lab.site, course.at(-1) ?? 0);
    await use(lab, 1, now);
    await strike(now);
    expect(await toldOf(lab)).toEqual(["quota 80 %"]);
    await use(lab, 10, now);
    await strike(now);
    expect((await toldOf(lab)).filter((one) => one.endsWith("95 %"))).toHaveLength(1);
    expect((await alertsOf(lab.site)).at(-1)).toBe("quota firing 95 %");
  });

  it("D-15 sends what was gathered once", async () => {
    const site = await aRoutingSite(database.db);
    const channel = await aChannel(site);
    for (let one = 0; one < 5; one++) await reach(site, await anAlert(site, { rule: "each" }), 1);
    for (const at of course) await tick(site, from(at + 2 * MINUTE));
    await tick(site, from(HOUR + 2 * MINUTE));

    expect(await planned(site, channel)).toEqual(["digest"]);
  });

  it("posts each scheduled report once", async () => {
    const { tenant, alice, lab } = await aLab(database.db);
    const schedule = parseSchedule("every saturday 12:00");
    if (!schedule) throw new Error("no schedule");
    const channel = { platform: "slack", workspaceExternalId: "T1", channelExternalId: "C1", name: "vision" } as const;
    const before = { ...contextOf(tenant, alice), now: from(-2 * DAY) };
    await scheduleReport(before, {
      what: "usage",
      schedule,
      organizationId: lab.id,
      place: { kind: "channel", channel, probe: async () => ({ ok: true }) },
    });
    for (const at of course) await postDueReports(systemWorld(database.db, from(at)));

    expect(await database.db.delivery.count({ where: { tenantId: tenant.tenantId, subject: "report" } })).toBe(1);
  });

  it("reminds each who was invited once, and ends an invitation once", async () => {
    const { tenant, alice, lab } = await aLab(database.db);
    const invitee = { kind: "email", email: "ann@example.com" } as const;
    const { id } = await createInvitation(contextOf(tenant, alice), {
      organizationId: lab.id,
      invitee,
      role: "member",
    });
    const { expiresAt } = await database.db.invitation.findUniqueOrThrow({ where: { id } });
    const kinds = () =>
      database.db.auditEntry.groupBy({
        by: ["kind"],
        where: { tenantId: tenant.tenantId, kind: { in: ["invitee-reminded", "invitation-expired"] } },
        _count: true,
      });
    // A day is left at noon.
    for (const at of course) await atInvitation(new Date(expiresAt.getTime() - DAY + MINUTE + at));
    await atInvitation(new Date(expiresAt.getTime() + MINUTE));

    expect((await kinds()).map(({ kind, _count }) => `${kind} ${_count}`).toSorted()).toEqual([
      "invitation-expired 1",
      "invitee-reminded 1",
    ]);
  });
});

async function atInvitation(now: Date): Promise<void> {
  await remindInvitees(systemWorld(database.db, now));
  await expireInvitations(systemWorld(database.db, now));
}

/** Who was told what by a card: "quota 80 %". */
async function toldOf({ site: { db, tenantId }, alice }: Lab): Promise<readonly string[]> {
  const told = await db.alertTold.findMany({
    where: { tenantId, recipient: `person:${alice.id}`, how: { in: ["card", "thread"] } },
  });
  const alerts = await db.alert.findMany({ where: { tenantId } });
  return told.map(({ alertId, level }) => {
    const alert = alerts.find(({ id }) => id === alertId);
    // Safe: as levelsKept writes them.
    const levels = (alert?.levels ?? []) as { name: string }[];
    return `${alert?.kind} ${levels[level]?.name}`;
  });
}

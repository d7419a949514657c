import { describe, expect, it } from "vitest";
import { deleteOrganization } from "../../../src/domain/organizations/delete-organization.ts";
import { listReports } from "../../../src/domain/scheduled-reports/list-reports.ts";
import { postDueReports } from "../../../src/domain/scheduled-reports/post-due-reports.ts";
import { postReportNow } from "../../../src/domain/scheduled-reports/post-report-now.ts";
import { readContent } from "../../../src/domain/scheduled-reports/report-content.ts";
import { scheduleReport } from "../../../src/domain/scheduled-reports/schedule-report.ts";
import { parseSchedule } from "../../../src/domain/scheduled-reports/schedule-words.ts";
import { stopReport } from "../../../src/domain/scheduled-reports/stop-report.ts";
import type { ReportKind } from "../../../src/domain/scheduled-reports/report-kind.ts";
import {
  anOrganization,
  aPerson,
  aTenant,
  contextOf,
  DAY,
  later,
  NOON,
  problemOf,
  systemWorld,
} from "../../support/builders.ts";
import type { SomePerson, World } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();

function given<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("nothing was given");
  return value;
}

const at = (time: string) => new Date(`${time}Z`);
/** NOON is a Saturday. */
const MONDAY = at("2026-11-23T09:00:00");

async function aLab() {
  const world = await aTenant(database.db);
  const alice = await aPerson(world, { name: "Alice Moreau" });
  const bob = await aPerson(world, { name: "Bob Ekman" });
  const lab = await anOrganization(world, {
    name: "Vision Lab",
    members: [
      [alice, "owner"],
      [bob, "member"],
    ],
  });
  return { world, alice, bob, lab };
}

interface Wish {
  readonly every?: string;
  readonly what?: ReportKind;
  readonly organizationId?: string;
  readonly direct?: boolean;
}

function schedule(
  world: World,
  person: SomePerson,
  { every = "every monday 9:00", what = "usage", organizationId, direct }: Wish,
) {
  const parsed = given(parseSchedule(every));
  const { slack } = world.workspaces;
  const channel = { platform: "slack", workspaceExternalId: slack, channelExternalId: "C1", name: "vision" } as const;
  return scheduleReport(contextOf(world, person), {
    what,
    schedule: parsed,
    organizationId,
    place: direct
      ? { kind: "direct", platform: "slack", workspaceExternalId: slack }
      : { kind: "channel", channel, probe: async () => ({ ok: true }) },
  });
}

async function posted({ db, tenantId }: World) {
  const digests = await db.digest.findMany({ where: { tenantId, kind: "report" }, orderBy: { dueAt: "asc" } });
  return digests.map(({ data }) => given(readContent(data)));
}

const deliveries = ({ db, tenantId }: World) => db.delivery.findMany({ where: { tenantId, subject: "report" } });

describe("postDueReports", () => {
  it("posts nothing before it is due, and then one, of the week before", async () => {
    const { world, alice, lab } = await aLab();
    const { report } = await schedule(world, alice, { organizationId: lab.id });

    await postDueReports(systemWorld(world.db, later(-1, MONDAY)));
    expect(await posted(world)).toEqual([]);
    await postDueReports(systemWorld(world.db, MONDAY));

    expect(report.nextAt).toEqual(MONDAY);
    expect(await posted(world)).toMatchObject([
      {
        name: "Vision Lab",
        from: at("2026-11-16T00:00:00"),
        until: at("2026-11-23T00:00:00"),
        since: at("2026-11-16T09:00:00"),
      },
    ]);
    expect(await deliveries(world)).toMatchObject([{ recipient: `channel:${report.id}` }]);
  });

  it("posts one however many instances look at the same time", async () => {
    const { world, alice, lab } = await aLab();
    await schedule(world, alice, { organizationId: lab.id });

    await Promise.all(Array.from({ length: 10 }, () => postDueReports(systemWorld(world.db, later(5_000, MONDAY)))));

    expect(await posted(world)).toHaveLength(1);
    expect(await deliveries(world)).toHaveLength(1);
  });

  it("posts the last of several that were missed, which tells of all that time, and goes on as before", async () => {
    const { world, alice, lab } = await aLab();
    await schedule(world, alice, { organizationId: lab.id });
    await postDueReports(systemWorld(world.db, MONDAY));

    await postDueReports(systemWorld(world.db, later(23 * DAY, MONDAY)));
    await postDueReports(systemWorld(world.db, later(23 * DAY + 60_000, MONDAY)));

    const [, second, ...others] = await posted(world);
    expect(others).toEqual([]);
    expect(second).toMatchObject({ since: MONDAY, dueAt: later(21 * DAY, MONDAY), from: at("2026-11-23T00:00:00") });
    const [view] = await listReports(contextOf(world, alice));
    expect(view?.nextAt).toEqual(later(28 * DAY, MONDAY));
  });

  it("goes on at the next time of all when a clock that ran years ahead is right again", async () => {
    const { world, alice, lab } = await aLab();
    await schedule(world, alice, { organizationId: lab.id });
    await postDueReports(systemWorld(world.db, later(1_000 * DAY, MONDAY)));
    expect(await postDueReports(systemWorld(world.db, later(-DAY, MONDAY)))).toBe(0);
    const [view] = await listReports(contextOf(world, alice));
    expect(view?.nextAt).toEqual(MONDAY);

    expect(await postDueReports(systemWorld(world.db, MONDAY))).toBe(1);
    const [first] = await posted(world);
    expect(first).toMatchObject({ since: at("2026-11-16T09:00:00"), dueAt: MONDAY });
  });

  it("posts nothing again when a clock is set back by some hours", async () => {
    const { world, alice, lab } = await aLab();
    await schedule(world, alice, { organizationId: lab.id });
    for (const hours of [0, -5, 0]) await postDueReports(systemWorld(world.db, later(hours * 3_600_000, MONDAY)));
    expect(await posted(world)).toHaveLength(1);
  });

  it("does not post beside the next one what a closed channel never got", async () => {
    const { world, alice, lab } = await aLab();
    await schedule(world, alice, { organizationId: lab.id });
    await postDueReports(systemWorld(world.db, MONDAY));
    await world.db.delivery.updateMany({ where: { tenantId: world.tenantId }, data: { state: "held" } });

    await postDueReports(systemWorld(world.db, later(7 * DAY, MONDAY)));

    expect(await posted(world)).toMatchObject([{ since: at("2026-11-16T09:00:00"), dueAt: later(7 * DAY, MONDAY) }]);
    expect(await deliveries(world)).toHaveLength(1);
  });

  it("ends what comes to somebody who may no longer see it, and tells them", async () => {
    const { world, alice, bob, lab } = await aLab();
    await world.db.membership.updateMany({ where: { personId: bob.id }, data: { role: "owner" } });
    await schedule(world, bob, { organizationId: lab.id, direct: true });
    await world.db.membership.updateMany({ where: { personId: bob.id }, data: { role: "member" } });

    await postDueReports(systemWorld(world.db, MONDAY));

    expect(await posted(world)).toEqual([]);
    expect(await listReports(contextOf(world, bob))).toEqual([]);
    const told = await world.db.delivery.findMany({ where: { tenantId: world.tenantId, subject: "notice" } });
    expect(told).toMatchObject([{ recipient: `person:${bob.id}` }]);
    expect(await listReports(contextOf(world, alice))).toEqual([]);
  });

  it("ends with its organization", async () => {
    const { world, alice, lab } = await aLab();
    await schedule(world, alice, { organizationId: lab.id });
    await deleteOrganization(contextOf(world, alice), { organizationId: lab.id });

    await postDueReports(systemWorld(world.db, MONDAY));

    expect(await posted(world)).toEqual([]);
    expect(await world.db.alertSubscription.count({ where: { tenantId: world.tenantId, deletedAt: null } })).toBe(0);
  });

  it("tells administrators how the installation is", async () => {
    const { world, bob } = await aLab();
    const boss = await aPerson(world, { role: "admin" });
    await world.db.person.update({ where: { id: bob.id }, data: { createdAt: later(-200 * DAY), lastSeenAt: null } });
    await schedule(world, boss, { what: "admin", direct: true });

    await postDueReports(systemWorld(world.db, MONDAY));

    expect(await posted(world)).toMatchObject([
      {
        name: "the installation",
        installation: { accounts: { all: 3, stale: 1 }, waiting: { people: 0 }, overCount: 0 },
      },
    ]);
  });
});

describe("scheduleReport", () => {
  it("changes when the same report comes instead of adding another", async () => {
    const { world, alice, lab } = await aLab();
    await schedule(world, alice, { organizationId: lab.id });
    const again = await schedule(world, alice, { organizationId: lab.id, every: "daily at 18:00" });
    const same = await schedule(world, alice, { organizationId: lab.id, every: "daily at 18:00" });

    expect([again.before?.every, again.report.every, again.changed]).toEqual([
      "every Monday at 09:00",
      "every day at 18:00",
      true,
    ]);
    expect(same.changed).toBe(false);
    expect(await listReports(contextOf(world, alice))).toHaveLength(1);
  });

  it("has several sorts of report in one channel", async () => {
    const { world, alice, lab } = await aLab();
    await schedule(world, alice, { organizationId: lab.id });
    await schedule(world, alice, { organizationId: lab.id, what: "alerts" });

    expect((await listReports(contextOf(world, alice))).map(({ what }) => what).toSorted()).toEqual([
      "alerts",
      "usage",
    ]);
  });

  it("refuses a member, and an administrator's summary to who does not administer", async () => {
    const { world, alice, bob, lab } = await aLab();
    expect(await problemOf(schedule(world, bob, { organizationId: lab.id }))).toMatchObject({
      kind: "forbidden",
      permission: "alert:manage",
    });
    expect(await problemOf(schedule(world, alice, { what: "admin" }))).toMatchObject({
      kind: "forbidden",
      permission: "alert:administer",
    });
  });

  it("is not seen from another tenant, nor is what comes to somebody else", async () => {
    const { world, alice, lab } = await aLab();
    const stranger = await aLab();
    const boss = await aPerson(world, { role: "super_admin" });
    const { report } = await schedule(world, alice, { organizationId: lab.id, direct: true });

    const strangers = contextOf(stranger.world, stranger.alice);
    expect(await listReports(strangers)).toEqual([]);
    expect(await problemOf(stopReport(strangers, { reportId: report.id }))).toMatchObject({ kind: "not-found" });
    expect(await listReports(contextOf(world, boss))).toEqual([]);
    expect(await problemOf(postReportNow(contextOf(world, boss), { reportId: report.id }))).toMatchObject({
      kind: "not-found",
    });
  });

  it("posts one at once beside the schedule, and none once it was stopped", async () => {
    const { world, alice, lab } = await aLab();
    const { report } = await schedule(world, alice, { organizationId: lab.id });
    await postReportNow(contextOf(world, alice), { reportId: report.id });
    expect(await posted(world)).toMatchObject([
      { askedBy: "Alice Moreau", dueAt: NOON, from: at("2026-11-14T00:00:00") },
    ]);

    await stopReport(contextOf(world, alice), { reportId: report.id });
    await postDueReports(systemWorld(world.db, MONDAY));
    expect(await posted(world)).toHaveLength(1);
  });
});

import { describe, expect, it } from "vitest";
import { postDueReports } from "../../src/domain/scheduled-reports/post-due-reports.ts";
import { scheduleReport } from "../../src/domain/scheduled-reports/schedule-report.ts";
import type { ReportWish } from "../../src/domain/scheduled-reports/schedule-report.ts";
import { parseSchedule } from "../../src/domain/scheduled-reports/schedule-words.ts";
import { aPerson, contextOf, DAY, later, newId, NOON, problemOf, systemWorld } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { aRoutingSite } from "../domain/alerts/routing-site.ts";
import type { RoutingSite } from "../domain/alerts/routing-site.ts";

const database = useDatabase();

async function wish(here: RoutingSite, demoting?: string): Promise<ReportWish> {
  const schedule = parseSchedule("every monday 9:00");
  if (!schedule) throw new Error("not a schedule");
  const probe = async () => {
    if (demoting) await here.db.membership.updateMany({ where: { personId: demoting }, data: { role: "member" } });
    return { ok: true } as const;
  };
  const channel = { platform: "slack", workspaceExternalId: "T1", channelExternalId: "C1", name: "lab" } as const;
  return { place: { kind: "channel", channel, probe }, what: "usage", organizationId: here.lab.id, schedule };
}

async function anAdmin(here: RoutingSite) {
  const eve = await aPerson(here.tenant, { name: "Eve Other" });
  const { tenantId, lab } = here;
  await here.db.membership.create({
    data: { id: newId(), tenantId, organizationId: lab.id, personId: eve.id, role: "admin", joinedAt: NOON },
  });
  return eve;
}

describe("a report in a channel", () => {
  it("is posted no more once who scheduled it may not see what it tells", async () => {
    const here = await aRoutingSite(database.db);
    const eve = await anAdmin(here);
    await scheduleReport(contextOf(here.tenant, eve), await wish(here));
    await here.db.membership.deleteMany({ where: { personId: eve.id } });

    expect(await postDueReports(systemWorld(here.db, later(3 * DAY)))).toBe(0);
    const where = { tenantId: here.tenantId };
    expect(await here.db.alertSubscription.findMany({ where, select: { deletedAt: true } })).toEqual([
      { deletedAt: later(3 * DAY) },
    ]);
  });

  it("is refused to who loses their role while the channel is being looked at", async () => {
    const here = await aRoutingSite(database.db);
    const eve = await anAdmin(here);
    const scheduled = scheduleReport(contextOf(here.tenant, eve), await wish(here, eve.id));
    expect(await problemOf(scheduled)).toMatchObject({ kind: "forbidden", permission: "alert:manage" });
  });
});

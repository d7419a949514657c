import { describe, expect, it } from "vitest";
import type { Audience } from "../../src/domain/announcements/announcement.ts";
import { correctAnnouncement } from "../../src/domain/announcements/correct-announcement.ts";
import { draftAnnouncement } from "../../src/domain/announcements/draft-announcement.ts";
import { readReach } from "../../src/domain/announcements/reach.ts";
import { cancelAnnouncement, recallAnnouncement } from "../../src/domain/announcements/recall-announcement.ts";
import { scheduleAnnouncement, sendAnnouncement } from "../../src/domain/announcements/send-announcement.ts";
import { announcementCard } from "../../src/notifications/compose/announcement.ts";
import { aPerson, contextOf, DAY, later, newId, NOON, problemOf } from "../support/builders.ts";
import type { SomePerson } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { aRoutingSite } from "../domain/alerts/routing-site.ts";
import type { RoutingSite } from "../domain/alerts/routing-site.ts";

const database = useDatabase();

const toLab = ({ lab }: RoutingSite): Audience => ({ kind: "organization", organizationId: lab.id, name: lab.name });

async function drafted(here: RoutingSite, who: SomePerson): Promise<string> {
  const text = { title: "Maintenance", body: "On Friday.", via: "direct", severity: "info" } as const;
  const { announcement } = await draftAnnouncement(contextOf(here.tenant, who), { ...text, audience: toLab(here) });
  return announcement.id;
}

describe("an announcement of who runs the installation", () => {
  it("is neither worded anew nor taken back by who may speak to that organization only", async () => {
    const here = await aRoutingSite(database.db);
    const announcementId = await drafted(here, here.rita);
    await sendAnnouncement(contextOf(here.tenant, here.rita), { announcementId });
    const context = contextOf(here.tenant, here.alice);
    const refused = { kind: "forbidden", permission: "announcement:send" };
    const worded = correctAnnouncement(context, { announcementId, body: "Send me your passwords." });
    expect(await problemOf(worded)).toMatchObject(refused);
    expect(await problemOf(recallAnnouncement(context, { announcementId }))).toMatchObject(refused);

    const planned = await drafted(here, here.rita);
    const sendAt = later(DAY);
    await scheduleAnnouncement(contextOf(here.tenant, here.rita), { announcementId: planned, sendAt });
    expect(await problemOf(cancelAnnouncement(context, { announcementId: planned }))).toMatchObject(refused);
  });
});

describe("an announcement that somebody else words anew", () => {
  it("says by whom, also where that was before it went out", async () => {
    const here = await aRoutingSite(database.db);
    const { tenantId, lab } = here;
    const eve = await aPerson(here.tenant, { name: "Eve Other" });
    await here.db.membership.create({
      data: { id: newId(), tenantId, organizationId: lab.id, personId: eve.id, role: "admin", joinedAt: NOON },
    });
    const announcementId = await drafted(here, here.alice);
    await scheduleAnnouncement(contextOf(here.tenant, here.alice), { announcementId, sendAt: later(DAY) });
    const { announcement } = await correctAnnouncement(contextOf(here.tenant, eve), { announcementId, body: "Today!" });
    const card = announcementCard(announcement, { channel: "slack", hasConfirmed: false });
    expect(JSON.stringify(card)).toContain("Corrected by Eve Other at ");
  });
});

describe("announcements to channels", () => {
  it("go nowhere where reports go to one person", async () => {
    const here = await aRoutingSite(database.db);
    const { tenantId, alice } = here;
    const place = { platform: "slack", workspaceExternalId: "T1", channelExternalId: `person:${alice.id}` } as const;
    const by = { createdById: alice.id, createdByName: "Alice", createdAt: NOON };
    await here.db.alertSubscription.create({
      data: { ...place, ...by, id: newId(), tenantId, channelName: "", purpose: "report", timeZone: "UTC" },
    });
    const reach = await readReach(here.db, contextOf(here.tenant, here.rita), {
      audience: { kind: "everyone" },
      via: "channels",
    });
    expect(reach.total).toBe(0);
  });
});

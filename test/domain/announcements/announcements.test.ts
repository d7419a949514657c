import { describe, expect, it } from "vitest";
import type { Audience } from "../../../src/domain/announcements/announcement.ts";
import { confirmReading } from "../../../src/domain/announcements/confirm-reading.ts";
import { correctAnnouncement } from "../../../src/domain/announcements/correct-announcement.ts";
import { draftAnnouncement } from "../../../src/domain/announcements/draft-announcement.ts";
import type { AnnouncementWish } from "../../../src/domain/announcements/draft-announcement.ts";
import { followAnnouncements } from "../../../src/domain/announcements/follow-announcements.ts";
import { listAnnouncements } from "../../../src/domain/announcements/list-announcements.ts";
import { secondsLeft, showAnnouncement } from "../../../src/domain/announcements/read-announcement.ts";
import { secondsFor } from "../../../src/domain/announcements/reach.ts";
import { cancelAnnouncement, recallAnnouncement } from "../../../src/domain/announcements/recall-announcement.ts";
import { retryAnnouncement } from "../../../src/domain/announcements/retry-announcement.ts";
import { scheduleAnnouncement, sendAnnouncement } from "../../../src/domain/announcements/send-announcement.ts";
import {
  anOrganization,
  aPerson,
  aTenant,
  contextOf,
  later,
  newId,
  NOON,
  problemOf,
  systemWorld,
} from "../../support/builders.ts";
import type { SomePerson, World } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();
const HOUR = 3_600_000;

async function aSite() {
  const world = await aTenant(database.db);
  const boss = await aPerson(world, { role: "admin", name: "Alice Moreau" });
  const keeper = await aPerson(world, { name: "Chen Li" });
  const bob = await aPerson(world, { name: "Bob Ekman" });
  const outsider = await aPerson(world, { name: "Dana Okafor" });
  const lab = await anOrganization(world, {
    name: "Vision Lab",
    members: [
      [keeper, "owner"],
      [bob, "member"],
    ],
  });
  return { world, boss, keeper, bob, outsider, lab };
}

const everyone: Audience = { kind: "everyone" };
const inLab = (lab: { id: string; name: string }): Audience => ({
  kind: "organization",
  organizationId: lab.id,
  name: lab.name,
});

const wish = (audience: Audience, more: Partial<AnnouncementWish> = {}): AnnouncementWish => ({
  title: "Maintenance",
  body: "On Friday.",
  audience,
  via: "direct",
  severity: "info",
  ...more,
});

async function drafted(world: World, who: SomePerson, audience: Audience): Promise<string> {
  return (await draftAnnouncement(contextOf(world, who), wish(audience))).announcement.id;
}

async function sent(world: World, who: SomePerson, audience: Audience): Promise<string> {
  const announcementId = await drafted(world, who, audience);
  await sendAnnouncement(contextOf(world, who), { announcementId });
  return announcementId;
}

/** As the workers do. */
async function carryAll({ db }: World, subjectId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE delivery SET state = 'sent', shown_version = wanted_version, channel = 'slack', handle = '{}', sent_at = now()
    WHERE subject = 'announcement' AND subject_id = ${subjectId}::uuid AND state = 'pending'`;
}

async function told({ db }: World, subjectId: string): Promise<readonly string[]> {
  const rows = await db.delivery.findMany({ where: { subject: "announcement", subjectId } });
  return rows.map(({ recipient }) => recipient.replace("person:", "")).toSorted();
}

const ids = (...people: readonly { id: string }[]) => people.map(({ id }) => id).toSorted();

describe("drafts", () => {
  it("are at most fifty of one person, and of those that were edited the last fifty are kept", async () => {
    const { world, boss, keeper, lab } = await aSite();
    const { tenantId } = world;
    const createdBy = { createdById: boss.id, createdByName: boss.label };
    const row = { tenantId, title: "T", body: "B", audience: everyone, via: "direct", createdAt: NOON, sendAt: NOON };
    const rows = (state: string, size: number) =>
      Array.from({ length: size }, () => ({ ...row, ...createdBy, id: newId(), state }));
    await world.db.announcement.createMany({ data: [...rows("draft", 48), ...rows("replaced", 60)] });

    const last = await drafted(world, boss, everyone);
    await drafted(world, boss, everyone);
    const another = draftAnnouncement(contextOf(world, boss), wish(everyone));
    expect(await problemOf(another)).toEqual({ kind: "announcement-draft-limit", limit: 50 });
    await draftAnnouncement(contextOf(world, boss), wish(everyone, { replaces: last }));
    await drafted(world, keeper, inLab(lab));
    const counted = (state: string) => world.db.announcement.count({ where: { tenantId, ...createdBy, state } });
    expect([await counted("draft"), await counted("replaced")]).toEqual([50, 50]);
  });
});

describe("who hears an announcement", () => {
  it("is everybody who is active, once, and no service account", async () => {
    const { world, boss, keeper, bob, outsider } = await aSite();
    await aPerson(world, { state: "suspended" });
    await world.db.person.create({
      data: {
        id: newId(),
        tenantId: world.tenantId,
        username: "ci-runner",
        displayName: "ci-runner",
        kind: "service",
        responsibleId: bob.id,
        state: "active",
        createdAt: NOON,
      },
    });

    const id = await sent(world, boss, everyone);

    expect(await told(world, id)).toEqual(ids(boss, keeper, bob, outsider));
  });

  it("is everybody in an organization and below it", async () => {
    const { world, boss, keeper, bob, outsider, lab } = await aSite();
    const below = await anOrganization(world, {
      members: [
        [outsider, "member"],
        [bob, "member"],
      ],
    });
    await world.db.organization.update({ where: { id: below.id }, data: { parentId: lab.id } });

    expect(await told(world, await sent(world, boss, inLab(lab)))).toEqual(ids(keeper, bob, outsider));
  });

  it("is who has a role, in the installation or in an organization", async () => {
    const { world, boss, keeper, lab } = await aSite();

    const admins = await sent(world, boss, { kind: "platform-role", role: "admin" });
    await world.db.announcement.update({ where: { id: admins }, data: { state: "sent" } });
    const owners = await sent(world, boss, { kind: "role", role: "owner", organizationId: lab.id, name: lab.name });

    expect([await told(world, admins), await told(world, owners)]).toEqual([ids(boss), ids(keeper)]);
  });

  it("is who used a cluster in the last seven days", async () => {
    const { world, boss, bob, lab } = await aSite();
    await world.db.$queryRaw`SELECT qm_usage_partition(now()::date)`;
    await world.db.$executeRaw`
      INSERT INTO usage_event (tenant_id, key, at, organization_id, person_id, amount, cost, received_at, meter, source, event_id)
      VALUES (${world.tenantId}::uuid, gen_random_uuid(), now(), ${lab.id}::uuid, ${bob.id}::uuid, 1, 0, now(),
        'gpu_hours', 'slurm-alpha', 'e1')`;
    const context = { ...contextOf(world, boss), now: new Date() };

    const unknown = await problemOf(draftAnnouncement(context, wish({ kind: "cluster", source: "alpha" })));
    const { announcement } = await draftAnnouncement(context, wish({ kind: "cluster", source: "slurm-alpha" }));
    await sendAnnouncement(context, { announcementId: announcement.id });

    expect(unknown).toMatchObject({ kind: "cluster-unknown", known: ["slurm-alpha"] });
    expect(await told(world, announcement.id)).toEqual(ids(bob));
  });

  it("is who has a plan, by its precedence", async () => {
    const { world, boss, bob } = await aSite();
    const { configuration, ...context } = contextOf(world, boss);
    const plans = configuration.plans.flatMap((plan) => [plan, { ...plan, name: "large", label: "Large" }]);
    const planned = { ...context, configuration: { ...configuration, plans } };
    await world.db.person.update({ where: { id: bob.id }, data: { planName: "large" } });

    const audience = { kind: "plan", plan: "large", label: "Large" } as const;
    const { id } = (await draftAnnouncement(planned, wish(audience))).announcement;
    await sendAnnouncement(planned, { announcementId: id });

    expect(await told(world, id)).toEqual(ids(bob));
  });

  it("is each channel once that is subscribed to anything of it", async () => {
    const { world, boss, lab } = await aSite();
    for (const [channel, organizationId] of [
      ["C1", lab.id],
      ["C1", null],
      ["C2", lab.id],
    ] as const) {
      await world.db.alertSubscription.create({
        data: {
          id: newId(),
          tenantId: world.tenantId,
          platform: "slack",
          workspaceExternalId: world.workspaces.slack,
          channelExternalId: channel,
          channelName: channel,
          kinds: ["quota"],
          organizationId,
          muted: [],
          timeZone: "UTC",
          createdById: boss.id,
          createdByName: "Alice",
          createdAt: NOON,
        },
      });
    }
    const { announcement, reach } = await draftAnnouncement(
      contextOf(world, boss),
      wish(inLab(lab), { via: "channels" }),
    );
    await sendAnnouncement(contextOf(world, boss), { announcementId: announcement.id });

    expect(reach).toMatchObject({ total: 2, slack: 2 });
    expect(await told(world, announcement.id)).toHaveLength(2);
  });
});

describe("who may announce", () => {
  it("lets admins of an organization speak to it and below, and to nobody else", async () => {
    const { world, keeper, lab } = await aSite();
    const other = await anOrganization(world, { name: "Optics" });
    const context = contextOf(world, keeper);

    await expect(draftAnnouncement(context, wish(inLab(lab)))).resolves.toBeDefined();
    expect(await problemOf(draftAnnouncement(context, wish(everyone)))).toMatchObject({
      kind: "forbidden",
      permission: "announcement:send",
    });
    expect(await problemOf(draftAnnouncement(context, wish(inLab(other))))).toMatchObject({ kind: "not-found" });
    for (const audience of [
      { kind: "owners" },
      { kind: "platform-role", role: "regular" },
      { kind: "cluster", source: "slurm-alpha" },
      { kind: "plan", plan: "free", label: "Free" },
    ] as const)
      expect(await problemOf(draftAnnouncement(context, wish(audience)))).toMatchObject({ kind: "forbidden" });
  });

  it("refuses members and strangers, also for what others have written", async () => {
    const { world, boss, bob, outsider, lab } = await aSite();
    const announcementId = await drafted(world, boss, inLab(lab));

    const asMember = contextOf(world, bob);
    expect(await problemOf(draftAnnouncement(asMember, wish(inLab(lab))))).toMatchObject({
      kind: "forbidden",
      permission: "announcement:send-organization",
    });
    for (const verb of [
      sendAnnouncement,
      cancelAnnouncement,
      showAnnouncement,
      retryAnnouncement,
      recallAnnouncement,
    ]) {
      expect(await problemOf(verb(asMember, { announcementId }))).toMatchObject({ kind: "forbidden" });
      expect(await problemOf(verb(contextOf(world, outsider), { announcementId }))).toMatchObject({
        kind: "not-found",
      });
    }
    expect(await problemOf(listAnnouncements(asMember, { organizationId: lab.id }))).toMatchObject({
      kind: "forbidden",
    });
  });

  it("shows nothing to another tenant", async () => {
    const { world, boss } = await aSite();
    const other = await aSite();
    const announcementId = await sent(world, boss, everyone);
    await carryAll(world, announcementId);

    const elsewhere = contextOf(other.world, other.boss);
    expect(await problemOf(showAnnouncement(elsewhere, { announcementId }))).toMatchObject({ kind: "not-found" });
    expect(await problemOf(recallAnnouncement(elsewhere, { announcementId }))).toMatchObject({ kind: "not-found" });
    expect(await problemOf(confirmReading(elsewhere, { announcementId }))).toMatchObject({ kind: "not-found" });
    expect(await listAnnouncements(elsewhere, {})).toMatchObject({ total: 0 });
  });

  it("lets an organization's admins read what is for them, and no draft of others", async () => {
    const { world, boss, keeper, lab } = await aSite();
    await drafted(world, boss, inLab(lab));
    await sent(world, boss, inLab(lab));
    await drafted(world, boss, everyone);

    expect(await listAnnouncements(contextOf(world, keeper), { organizationId: lab.id })).toMatchObject({ total: 1 });
  });
});

describe("draftAnnouncement", () => {
  it.each([
    [{ title: "" }, { kind: "text-invalid", field: "title", reason: "empty" }],
    [{ title: "x".repeat(121) }, { kind: "text-invalid", field: "title", reason: "too-long" }],
    [{ body: "x".repeat(2_001) }, { kind: "text-invalid", field: "text", reason: "too-long" }],
    [{ body: " " }, { kind: "text-invalid", field: "text", reason: "empty" }],
    [{ body: "\u202Eevil" }, { kind: "text-invalid", field: "text", reason: "control-character" }],
    [{ body: "password: hunter2" }, { kind: "announcement-secret", field: "text" }],
    [{ body: "use xoxb-1234-abcd" }, { kind: "announcement-secret", field: "text" }],
    [{ title: "AKIAABCDEFGHIJKLMNOP" }, { kind: "announcement-secret", field: "title" }],
  ] as const)("refuses %j", async (text, problem) => {
    const { world, boss } = await aSite();
    expect(await problemOf(draftAnnouncement(contextOf(world, boss), wish(everyone, text)))).toMatchObject(problem);
  });

  it("takes names that only look like codes", async () => {
    const { world, boss } = await aSite();
    const work = draftAnnouncement(contextOf(world, boss), wish(everyone, { body: "New: A100-80GB, error code: 17." }));
    await expect(work).resolves.toBeDefined();
  });

  it("refuses an audience that nobody is in, and channels of a role", async () => {
    const { world, boss } = await aSite();
    const empty = await anOrganization(world, {});
    const context = contextOf(world, boss);

    expect(await problemOf(draftAnnouncement(context, wish(inLab(empty))))).toMatchObject({
      kind: "announcement-nobody",
    });
    expect(await problemOf(draftAnnouncement(context, wish({ kind: "owners" }, { via: "channels" })))).toMatchObject({
      kind: "announcement-without-channels",
    });
  });

  it("counts whom it reaches by the way", async () => {
    const { world, boss, bob, outsider } = await aSite();
    const { db } = world;
    await db.identity.deleteMany({ where: { personId: outsider.id } });
    const linked = { id: newId(), tenantId: world.tenantId, platform: "discord", externalId: newId() } as const;
    await db.identity.create({ data: { ...linked, personId: bob.id, handle: "bob", linkedAt: NOON } });

    const { reach } = await draftAnnouncement(contextOf(world, boss), wish(everyone));

    expect(reach).toEqual({ total: 4, slack: 2, discord: 0, either: 1, email: 1, none: 0 });
  });
});

describe("sending", () => {
  it("takes one at a time, and says which", async () => {
    const { world, boss } = await aSite();
    const context = contextOf(world, boss);
    const [first, second] = [await drafted(world, boss, everyone), await drafted(world, boss, everyone)];

    const outcomes = await Promise.all(
      [first, second].map((announcementId) => problemOf(sendAnnouncement(context, { announcementId }))),
    );

    expect(outcomes.filter((one) => one === "nothing was refused")).toHaveLength(1);
    expect(outcomes).toContainEqual({ kind: "announcement-under-way", title: "Maintenance", by: "Alice Moreau" });
  });

  it("is done once, however often it is asked for", async () => {
    const { world, boss } = await aSite();
    const announcementId = await sent(world, boss, everyone);
    expect(await problemOf(sendAnnouncement(contextOf(world, boss), { announcementId }))).toMatchObject({
      kind: "announcement-not-now",
      state: "sending",
      by: "Alice Moreau",
    });
    expect(await world.db.delivery.count({ where: { subject: "announcement", subjectId: announcementId } })).toBe(4);
  });

  it("ends by itself, and tells who sent it what became of it", async () => {
    const { world, boss } = await aSite();
    const announcementId = await sent(world, boss, everyone);
    await carryAll(world, announcementId);
    await world.db.delivery.updateMany({
      where: { subject: "announcement", subjectId: announcementId, recipient: `person:${boss.id}` },
      data: { state: "undeliverable", shownVersion: 0, error: "Alice's direct messages are closed on Discord." },
    });

    await followAnnouncements(systemWorld(world.db, later(60_000)));

    const progress = await showAnnouncement(contextOf(world, boss), { announcementId });
    expect(progress).toMatchObject({
      announcement: { state: "sent", settled: true },
      counts: { total: 4, sent: 3, waiting: 0, notSent: 1 },
      reasons: [{ reason: "Their direct messages are closed on Discord.", count: 1 }],
    });
    const finished = await world.db.auditEntry.count({
      where: { tenantId: world.tenantId, kind: "announcement-finished" },
    });
    expect(finished).toBe(1);
    expect(await retryAnnouncement(contextOf(world, boss), { announcementId })).toBe(1);
  });

  it("by schedule begins when it is due, one after the other, and not when its author may no more", async () => {
    const { world, boss, keeper, lab } = await aSite();
    const mine = await drafted(world, boss, everyone);
    const theirs = await drafted(world, keeper, inLab(lab));
    await scheduleAnnouncement(contextOf(world, boss), { announcementId: mine, sendAt: later(HOUR) });
    await scheduleAnnouncement(contextOf(world, keeper), { announcementId: theirs, sendAt: later(2 * HOUR) });
    await world.db.membership.updateMany({
      where: { personId: keeper.id, organizationId: lab.id },
      data: { role: "member" },
    });
    const stateOf = async (id: string) => (await world.db.announcement.findUniqueOrThrow({ where: { id } })).state;

    await followAnnouncements(systemWorld(world.db, later(HOUR - 1)));
    const early = await stateOf(mine);
    await followAnnouncements(systemWorld(world.db, later(3 * HOUR)));

    expect([early, await stateOf(mine), await stateOf(theirs)]).toEqual(["scheduled", "sending", "cancelled"]);
    const news = await world.db.delivery.findMany({ where: { recipient: `person:${keeper.id}`, subject: "notice" } });
    expect(news).toHaveLength(1);
  });

  it("holds up no other where one cannot begin", async () => {
    const { world, boss } = await aSite();
    const [broken, whole] = [await drafted(world, boss, everyone), await drafted(world, boss, everyone)];
    for (const [hours, announcementId] of [broken, whole].entries())
      await scheduleAnnouncement(contextOf(world, boss), { announcementId, sendAt: later((hours + 1) * HOUR) });
    await world.db.$executeRawUnsafe(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'broken'; END $$`);
    await world.db.$executeRawUnsafe(`CREATE TRIGGER refuse BEFORE UPDATE ON announcement FOR EACH ROW
      WHEN (OLD.id = '${broken}') EXECUTE FUNCTION refuse()`);

    await expect(followAnnouncements(systemWorld(world.db, later(3 * HOUR)))).rejects.toThrow("broken");
    const { state, spreadAt } = await world.db.announcement.findUniqueOrThrow({ where: { id: whole } });
    expect([state, spreadAt === null]).toEqual(["sending", false]);
  });

  it("refuses times that have passed or are too far, and cancels before", async () => {
    const { world, boss } = await aSite();
    const context = contextOf(world, boss);
    const announcementId = await drafted(world, boss, everyone);
    const at = (sendAt: Date) => problemOf(scheduleAnnouncement(context, { announcementId, sendAt }));

    expect(await at(NOON)).toMatchObject({ kind: "until-passed" });
    expect(await at(later(400 * 24 * HOUR))).toMatchObject({ kind: "announcement-too-far" });
    expect(await at(later(HOUR))).toBe("nothing was refused");
    await cancelAnnouncement(context, { announcementId });
    await followAnnouncements(systemWorld(world.db, later(2 * HOUR)));

    expect(await told(world, announcementId)).toEqual([]);
  });
});

describe("correcting and withdrawing", () => {
  it("edits every message that is shown, and words those that wait when they go", async () => {
    const { world, boss, bob } = await aSite();
    const announcementId = await sent(world, boss, everyone);
    await carryAll(world, announcementId);
    await world.db.delivery.updateMany({
      where: { subject: "announcement", subjectId: announcementId, recipient: `person:${bob.id}` },
      data: { state: "pending", shownVersion: 0, channel: null, handle: {} },
    });

    const { edited } = await correctAnnouncement(contextOf(world, boss), { announcementId, body: "On Monday." });

    expect(edited).toBe(3);
    const progress = await showAnnouncement(contextOf(world, boss), { announcementId });
    expect(progress.counts).toMatchObject({ sent: 3, outdated: 3, waiting: 1 });
    expect(progress.announcement).toMatchObject({ body: "On Monday.", correctedByName: "Alice Moreau" });
  });

  it("sends no more once it is withdrawn, and edits what may be on its way", async () => {
    const { world, boss, keeper, bob, outsider } = await aSite();
    const announcementId = await sent(world, boss, everyone);
    const set = (who: SomePerson, data: object) =>
      world.db.delivery.updateMany({
        where: { subject: "announcement", subjectId: announcementId, recipient: `person:${who.id}` },
        data,
      });
    await set(keeper, { state: "sent", shownVersion: 1, channel: "slack", handle: {} });
    await set(bob, { sendingSince: new Date(), channel: "slack" });

    await recallAnnouncement(contextOf(world, boss), { announcementId });

    const rows = await world.db.delivery.findMany({ where: { subject: "announcement", subjectId: announcementId } });
    const stateOf = (who: SomePerson) => rows.find(({ recipient }) => recipient === `person:${who.id}`);
    expect(stateOf(keeper)).toMatchObject({ state: "pending", wantedVersion: 2, shownVersion: 1 });
    expect(stateOf(bob)).toMatchObject({ state: "pending", wantedVersion: 2, shownVersion: 0 });
    expect(stateOf(outsider)).toMatchObject({ state: "undeliverable", shownVersion: 0 });
    expect(await problemOf(correctAnnouncement(contextOf(world, boss), { announcementId, body: "x" }))).toMatchObject({
      kind: "announcement-not-now",
      state: "recalled",
    });
  });

  it("counts who pressed before the platform had told that it took the message", async () => {
    const { world, boss, bob, lab } = await aSite();
    const announcementId = await sent(world, boss, inLab(lab));
    await world.db.delivery.updateMany({ where: { subjectId: announcementId }, data: { sendingSince: NOON } });

    await confirmReading(contextOf(world, bob), { announcementId });

    expect(await showAnnouncement(contextOf(world, boss), { announcementId })).toMatchObject({
      counts: { sent: 0, confirmed: 1 },
    });
  });

  it("counts who got it, once, and only of those who have it", async () => {
    const { world, boss, bob, outsider, lab } = await aSite();
    const announcementId = await sent(world, boss, inLab(lab));
    expect(await problemOf(confirmReading(contextOf(world, bob), { announcementId }))).toMatchObject({
      kind: "not-found",
    });
    await carryAll(world, announcementId);

    await Promise.all([1, 2, 3].map(() => confirmReading(contextOf(world, bob), { announcementId })));
    expect(await problemOf(confirmReading(contextOf(world, outsider), { announcementId }))).toMatchObject({
      kind: "not-found",
    });

    const { counts } = await showAnnouncement(contextOf(world, boss), { announcementId });
    expect(counts.confirmed).toBe(1);
  });
});

describe("how long it takes", () => {
  it("is what the slowest platform demands", () => {
    const nobody = { total: 0, slack: 0, discord: 0, either: 0, email: 0, none: 0 };
    expect(secondsFor({ ...nobody, slack: 100_000 })).toBe(20_000);
    expect(secondsFor({ ...nobody, slack: 10, discord: 1_000 })).toBe(40);
  });

  it("goes by its own pace once there is one", () => {
    const row = { startedAt: NOON, estimatedSeconds: 1_000, state: "sending" };
    const at = (seconds: number, sentSoFar: number) =>
      secondsLeft(
        row,
        { sent: sentSoFar, notSent: 0, waiting: 1_000 - sentSoFar, total: 1_000 },
        later(seconds * 1_000),
      );
    expect([at(1, 0), at(100, 500), at(10, 1_000)]).toEqual([1_000, 100, null]);
  });
});

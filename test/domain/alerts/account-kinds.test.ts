import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { newId } from "../../support/builders.ts";
import { aLab, alertsOf, later } from "./alerts-site.ts";
import { fail, openOf, strike, tell } from "./kinds-site.ts";

const database = useDatabase();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe("failing jobs", () => {
  it("are told of from three failures and half of what ended on, grouped by cause", async () => {
    const lab = await aLab(database.db);
    await fail(lab, "train-1");
    await fail(lab, "train-2");
    await tell(lab, { kind: "job-ended", job: "sweep-1", outcome: "succeeded" });
    await tell(lab, { kind: "job-ended", job: "sweep-2", outcome: "cancelled" });
    await strike(lab.site);
    expect(await alertsOf(lab.site)).toEqual([]);

    await tell(lab, { kind: "job-ended", job: "sweep-3", outcome: "failed", exitCode: 1 });
    await strike(later(lab.site, 5_000));
    const [bob, pool] = await openOf(lab.site, "failures");
    expect(bob).toMatchObject({ subjectName: "Bob Ekman", value: 3, facts: { ended: 4, failed: 3, hours: 1 } });
    expect(pool?.facts).toMatchObject({
      causes: [
        { cause: "exit 137, image cuda:12", count: 2, jobs: expect.arrayContaining(["train-1", "train-2"]) },
        { cause: "exit 1", count: 1, jobs: ["sweep-3"] },
      ],
    });
  });

  it("are no alert where most jobs succeed", async () => {
    const lab = await aLab(database.db);
    for (const job of ["a", "b", "c"]) await fail(lab, job);
    for (const job of ["d", "e", "f", "g"]) await tell(lab, { kind: "job-ended", job, outcome: "succeeded" });
    await strike(lab.site);

    expect(await alertsOf(lab.site)).toEqual([]);
  });

  it("are told once, followed while more fail, and over when the hour has passed", async () => {
    const lab = await aLab(database.db);
    for (const job of ["a", "b", "c"]) await fail(lab, job);
    await strike(lab.site);
    await fail(lab, "d");
    await strike(later(lab.site, 10_000));
    expect(await openOf(lab.site, "failures")).toMatchObject([{ value: 4, facts: { failed: 4 } }, { value: 4 }]);
    const steps = await database.db.alertStep.count({ where: { tenantId: lab.site.tenantId } });
    expect(steps).toBe(2);

    await strike(later(lab.site, HOUR + 10_000));
    expect(await openOf(lab.site, "failures")).toEqual([]);
  });
});

describe("what waits for an answer", () => {
  it("is one alert for those who run the installation, once it waits for a day", async () => {
    const { bob, lab, site } = await aLab(database.db);
    const { db, tenantId, now } = site;
    const at = { createdAt: now, expiresAt: new Date(now.getTime() + 9 * DAY) };
    const whose = { requesterId: bob.id, subjectKey: `organization:${lab.id}`, organizationId: lab.id };
    const asked = { meter: "jobs", amount: 40n, reason: "More", baseline: {} };
    await db.quotaRequest.create({ data: { id: newId(), tenantId, ...whose, ...asked, ...at } });
    await strike(later(site, 23 * HOUR));
    expect(await openOf(site, "approvals")).toEqual([]);

    await strike(later(site, 25 * HOUR));
    expect(await openOf(site, "approvals")).toMatchObject([
      {
        subjectName: "the installation",
        value: 1,
        facts: { total: 1, items: [{ what: expect.stringMatching(/^asks for /u) }] },
      },
    ]);
    await db.quotaRequest.updateMany({ where: { tenantId }, data: { state: "denied" } });
    await strike(later(site, 26 * HOUR));
    expect(await openOf(site, "approvals")).toEqual([]);
  });
});

describe("what ends soon", () => {
  it("is one alert a person and day, told once", async () => {
    const { alice, lab, site } = await aLab(database.db);
    const { db, tenantId, now } = site;
    const invite = async (name: string, days: number) => {
      const who = { inviteeKey: `email:${name}@x.io`, inviteeLabel: `${name}@x.io`, inviterId: alice.id };
      const expiresAt = new Date(now.getTime() + days * DAY);
      await db.invitation.create({
        data: { id: newId(), tenantId, organizationId: lab.id, ...who, role: "member", createdAt: now, expiresAt },
      });
    };
    await invite("chen", 2);
    await invite("dora", 2);
    await invite("emil", 6);
    await strike(site);
    await strike(later(site, HOUR));
    expect(await openOf(site, "expiring")).toMatchObject([
      { subjectName: "Alice Moreau", value: 2, facts: { total: 2 } },
    ]);

    await strike(later(site, 2 * DAY + HOUR));
    expect(await alertsOf(site)).toEqual(["expiring resolved 3 days before the end window-ended"]);
    await strike(later(site, 4 * DAY));
    expect(await openOf(site, "expiring")).toMatchObject([{ subjectName: "Alice Moreau", value: 1 }]);
  });
});

describe("accounts that nobody uses", () => {
  it("are one alert a month", async () => {
    const { bob, site } = await aLab(database.db);
    const { db, tenantId, now } = site;
    const old = new Date(now.getTime() - 91 * DAY);
    await db.person.updateMany({ where: { tenantId }, data: { lastSeenAt: now } });
    await db.person.update({ where: { id: bob.id }, data: { createdAt: old, lastSeenAt: old } });
    await strike(site);

    expect(await openOf(site, "stale")).toMatchObject([{ value: 1, facts: { items: [{ name: "Bob Ekman" }] } }]);
    await db.person.update({ where: { id: bob.id }, data: { lastSeenAt: now } });
    await strike(later(site, HOUR));
    expect(await openOf(site, "stale")).toEqual([]);
  });
});

describe("messages that do not arrive", () => {
  it("are told of from three in an hour on", async () => {
    const { site } = await aLab(database.db);
    const { db, tenantId, now } = site;
    const give = async () => {
      const id = newId();
      await db.delivery.create({
        data: {
          id,
          tenantId,
          subject: "notice",
          subjectId: id,
          recipient: "slack:U1",
          state: "failed",
          channel: "slack",
          error: "fatal_error",
          createdAt: now,
        },
      });
    };
    await give();
    await give();
    await strike(site);
    expect(await openOf(site, "deliveries")).toEqual([]);

    await give();
    await strike(later(site, 60_000));
    expect(await openOf(site, "deliveries")).toMatchObject([
      { value: 3, facts: { items: [{ name: "Slack", what: "3 × fatal_error" }] } },
    ]);
  });

  it("are also those to somebody active whom nothing reaches, and webhooks that want nothing any more", async () => {
    const { site, bob } = await aLab(database.db);
    const { db, tenantId, now } = site;
    const undeliverable = (id: string) => ({
      id,
      tenantId,
      subject: "notice",
      subjectId: id,
      recipient: `person:${bob.id}`,
      state: "undeliverable" as const,
      error: "No account on any platform.",
      createdAt: now,
    });
    await db.delivery.createMany({ data: [newId(), newId(), newId()].map(undeliverable) });
    await db.webhookEndpoint.create({
      data: {
        id: newId(),
        tenantId,
        name: "pager",
        url: "https://pager.example/hook",
        secret: "s",
        kinds: [],
        createdByName: "Root",
        createdById: bob.id,
        createdAt: now,
        state: "gone",
        degradedReason: "It answered 410 Gone",
        degradedAt: now,
      },
    });
    await strike(site);

    expect(await openOf(site, "deliveries")).toMatchObject([
      {
        value: 4,
        facts: { items: [{ name: "Webhook pager" }, { name: "Bob Ekman", what: "3 × No account on any platform." }] },
      },
    ]);
    await db.person.update({ where: { id: bob.id }, data: { state: "suspended" } });
    await strike(later(site, 60_000));
    expect(await openOf(site, "deliveries")).toMatchObject([{ value: 1 }]);
  });
});

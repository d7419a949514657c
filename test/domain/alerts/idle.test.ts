import { describe, expect, it } from "vitest";
import { keepIdle } from "../../../src/domain/alerts/keep-idle.ts";
import { reclaimed } from "../../../src/domain/alerts/reclaimed.ts";
import { releaseIdle } from "../../../src/domain/alerts/release-idle.ts";
import { releaseUnanswered } from "../../../src/domain/alerts/release-unanswered.ts";
import { createReservations } from "../../../src/domain/reservations/create-reservations.ts";
import { aPerson, contextOf, newId } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { anEvent, send } from "../usage/given.ts";
import { aLab, later, limit } from "./alerts-site.ts";
import type { Lab, Site } from "./alerts-site.ts";
import { openOf, strike, tell } from "./kinds-site.ts";

const database = useDatabase();
const HOUR = 3_600_000;

/** Bob's reservation of 8 jobs for "train-1", made now for a week. */
async function reserved(lab: Lab): Promise<string> {
  await limit(lab.site, lab.pool, 100n);
  const { db, tenantId } = lab.site;
  const reservations = createReservations({ db, world: () => lab.site });
  const ask = { personId: lab.bob.id, organizationId: lab.lab.id, wanted: [{ meter: "jobs", amount: 8n }] };
  const answer = await reservations.reserve(tenantId, { ask, forSeconds: 7 * 86_400, job: "train-1" });
  await reservations.stop();
  if (!("reservationId" in answer) || !answer.reservationId) throw new Error("not reserved");
  return answer.reservationId;
}

const busy = (lab: Lab, reservation: string, percent: number, hours: number) =>
  tell(lab, { kind: "utilization", reservation, percent }, new Date(lab.site.now.getTime() + hours * HOUR));

async function actAs(lab: Lab, who: Lab["bob"], hours: number) {
  const { now } = later(lab.site, hours * HOUR);
  return { ...contextOf(lab.tenant, who), now };
}

const names = async (site: Site) => (await openOf(site, "idle")).map(({ subjectName }) => subjectName);

describe("what is held and idle", () => {
  it("is asked about once it did next to nothing for two hours", async () => {
    const lab = await aLab(database.db);
    const reservation = await reserved(lab);
    await busy(lab, reservation, 80, 0.5);
    await busy(lab, reservation, 1, 2);
    await strike(later(lab.site, 2 * HOUR));
    expect(await names(lab.site)).toEqual([]);

    await strike(later(lab.site, 2.6 * HOUR));
    expect(await openOf(lab.site, "idle")).toMatchObject([
      {
        subjectName: expect.stringMatching(/^Bob Ekman in Vision Lab/u),
        value: 2,
        facts: { reservationId: reservation, holds: "8 jobs for train-1", hours: 2, busyPercent: 1 },
      },
    ]);
    await busy(lab, reservation, 90, 2.7);
    await strike(later(lab.site, 2.8 * HOUR));
    expect(await names(lab.site)).toEqual([]);
  });

  it("is left alone where nobody ever reports while it works", async () => {
    const lab = await aLab(database.db);
    await reserved(lab);
    await strike(later(lab.site, 30 * HOUR));

    expect(await names(lab.site)).toEqual([]);
  });

  it("is no job whose use is still counted", async () => {
    const lab = await aLab(database.db);
    await reserved(lab);
    const count = async (hours: number) => {
      const at = later(lab.site, hours * HOUR);
      const event = anEvent({
        time: at.now,
        meter: "jobs",
        amount: 1,
        person: lab.bob.id,
        organization: lab.lab.id,
        job: "train-1",
      });
      expect(await send(at, event)).toEqual(["accepted"]);
    };
    await count(1);
    await count(2.5);
    await strike(later(lab.site, 4 * HOUR));
    expect(await names(lab.site)).toEqual([]);
    await strike(later(lab.site, 5 * HOUR));
    expect(await names(lab.site)).toHaveLength(1);
  });

  it("goes to the keepers when no answer comes, and is released when the rule says so", async () => {
    const lab = await aLab(database.db);
    const reservation = await reserved(lab);
    await busy(lab, reservation, 0, 1);
    const { db, tenantId } = lab.site;
    await strike(later(lab.site, 1_000));
    await db.alertRule.updateMany({ where: { tenantId, kind: "idle" }, data: { spec: { action: "release" } } });
    await strike(later(lab.site, 2 * HOUR));
    await busy(lab, reservation, 0, 5);
    await strike(later(lab.site, 6.1 * HOUR));
    expect(await names(lab.site)).toEqual([expect.stringMatching(/^Bob/u), expect.stringMatching(/^Vision Lab/u)]);
    expect(await releaseUnanswered(later(lab.site, 20 * HOUR))).toBe(0);

    expect(await releaseUnanswered(later(lab.site, 27 * HOUR))).toBe(1);
    expect(await releaseUnanswered(later(lab.site, 27 * HOUR))).toBe(0);
    expect(await names(lab.site)).toEqual([]);
    expect(await db.$queryRaw`SELECT state FROM reservation_end WHERE id = ${reservation}::uuid`).toEqual([
      { state: "released" },
    ]);
    expect(await reclaimed(db, tenantId, lab.site.now)).toEqual([{ meter: "jobs", amount: 8n, count: 1 }]);
  });

  it("is not asked about again while its holder keeps it", async () => {
    const lab = await aLab(database.db);
    const reservation = await reserved(lab);
    await busy(lab, reservation, 0, 1);
    await strike(later(lab.site, 2 * HOUR));
    const [idle] = await openOf(lab.site, "idle");
    const alertId = idle?.id ?? "";
    const context = await actAs(lab, lab.bob, 3);
    const late = new Date(context.now.getTime() + 48 * HOUR);
    await expect(keepIdle(context, { alertId, until: late })).rejects.toMatchObject({
      problem: { kind: "idle-reason-missing" },
    });
    await keepIdle(context, { alertId });

    for (const hours of [6.9, 10, 20]) {
      await busy(lab, reservation, 0, hours);
      await strike(later(lab.site, (hours + 0.1) * HOUR));
    }
    expect(await names(lab.site)).toHaveLength(1);
  });

  it("is released by its holder, once, and by no other member", async () => {
    const lab = await aLab(database.db);
    const reservation = await reserved(lab);
    await busy(lab, reservation, 0, 1);
    await strike(later(lab.site, 2 * HOUR));
    const [idle] = await openOf(lab.site, "idle");
    const alertId = idle?.id ?? "";
    const chen = await aPerson(lab.tenant, { name: "Chen Li" });
    const membership = {
      personId: chen.id,
      organizationId: lab.lab.id,
      role: "member",
      joinedAt: lab.site.now,
    } as const;
    await lab.site.db.membership.create({ data: { ...membership, id: newId(), tenantId: lab.site.tenantId } });
    await expect(releaseIdle(await actAs(lab, chen, 3), { alertId })).rejects.toMatchObject({
      problem: { kind: expect.stringMatching(/^(?:forbidden|not-found)$/u) },
    });
    await releaseIdle(await actAs(lab, lab.bob, 3), { alertId });

    expect(await names(lab.site)).toEqual([]);
    await expect(releaseIdle(await actAs(lab, lab.bob, 3), { alertId })).rejects.toMatchObject({
      problem: { kind: "alert-over" },
    });
  });

  it("is a level of clusters, too, whose holder's use has stopped", async () => {
    const lab = await aLab(database.db);
    const report = async (meter: string, amount: number, hours: number) => {
      const at = later(lab.site, hours * HOUR);
      expect(
        await send(at, anEvent({ time: at.now, meter, amount, person: lab.bob.id, organization: lab.lab.id })),
      ).toEqual(["accepted"]);
    };
    const { configuration } = lab.site;
    const gauge = configuration.meters.find(({ kind, name }) => kind === "gauge" && /(?:jobs|clusters)$/u.test(name));
    const counter = configuration.meters.find(({ kind, name }) => kind === "counter" && name === "jobs");
    if (!gauge || !counter) throw new Error("no such meters");
    await report(gauge.name, 2, 0);
    await report("jobs", 1, 0.5);
    await report(gauge.name, 2, 2);
    await strike(later(lab.site, 2 * HOUR));
    expect(await names(lab.site)).toEqual([]);
    await report(gauge.name, 2, 3);
    await strike(later(lab.site, 3.1 * HOUR));
    const [idle] = await openOf(lab.site, "idle");
    expect(idle).toMatchObject({ value: 2 });
    await expect(releaseIdle(await actAs(lab, lab.bob, 3.2), { alertId: idle?.id ?? "" })).rejects.toMatchObject({
      problem: { kind: "idle-held-outside" },
    });
  });
});

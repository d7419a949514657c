import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { anEvent, send } from "../usage/given.ts";
import { aLab, alertsOf, later } from "./alerts-site.ts";
import type { Lab } from "./alerts-site.ts";
import { openOf, strike, tell } from "./kinds-site.ts";

const database = useDatabase();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** So many jobs of Bob's, so many hours from now; before now where negative. */
async function used(lab: Lab, amounts: readonly (readonly [hours: number, amount: number])[], job?: string) {
  const events = amounts.map(([hours, amount]) =>
    anEvent({
      time: new Date(lab.site.now.getTime() + hours * HOUR),
      meter: "jobs",
      amount,
      person: lab.bob.id,
      organization: lab.lab.id,
      ...(job && { job }),
    }),
  );
  const last = Math.max(0, ...amounts.map(([hours]) => hours));
  const verdicts = await send(later(lab.site, last * HOUR), ...events);
  expect(new Set(verdicts)).toEqual(new Set(["accepted"]));
}

/** Each of the last two days' hours with 20 to 24. */
const usual = Array.from({ length: 48 }, (_, nth) => [nth - 48, 20 + ((nth * 7) % 5)] as const);

describe("unusual use", () => {
  it("is an hour far above its like: baseline, score and jobs on the card", async () => {
    const lab = await aLab(database.db);
    await used(lab, usual);
    await used(lab, [[0, 22]]);
    await strike(later(lab.site, HOUR + MINUTE));
    expect(await alertsOf(lab.site)).toEqual([]);

    await used(lab, [[1, 400]], "sweep-9");
    await strike(later(lab.site, 2 * HOUR + MINUTE));
    const open = await openOf(lab.site, "unusual");
    expect(open.map(({ subjectName }) => subjectName)).toEqual(
      expect.arrayContaining(["Bob Ekman", "the installation", expect.stringMatching(/^Vision Lab/u)]),
    );
    expect(open.find(({ subjectName }) => subjectName === "Bob Ekman")).toMatchObject({
      meter: "jobs",
      facts: {
        hours: 1,
        baseline: "22",
        seen: "400",
        method: "spike",
        contributors: [{ name: "sweep-9", amount: "400" }],
      },
    });
  });

  it("is seen before the hour is over, told once, over with the next usual hour, and not told again within a day", async () => {
    const lab = await aLab(database.db);
    await used(lab, usual);
    await used(lab, [[0.2, 400]]);
    await strike(later(lab.site, 0.4 * HOUR));
    await strike(later(lab.site, 0.6 * HOUR));
    expect(await openOf(lab.site, "unusual")).toHaveLength(3);
    const fired = () => database.db.alertStep.count({ where: { tenantId: lab.site.tenantId, kind: "fired" } });
    expect(await fired()).toBe(3);

    await used(lab, [[1.2, 22]]);
    await strike(later(lab.site, 2 * HOUR + MINUTE));
    expect(await openOf(lab.site, "unusual")).toEqual([]);
    await used(lab, [[3, 500]]);
    await strike(later(lab.site, 4 * HOUR + MINUTE));
    expect(await fired()).toBe(3);
    await used(lab, [[30, 500]]);
    await strike(later(lab.site, 31 * HOUR + MINUTE));
    expect(await fired()).toBe(6);
  });

  it("is made up for when nothing ran for hours, once, whoever looks", async () => {
    const lab = await aLab(database.db);
    await used(lab, usual);
    await strike(later(lab.site, MINUTE));
    await used(lab, [
      [0, 22],
      [1, 22],
      [2, 400],
    ]);
    const back = later(lab.site, 6 * HOUR + MINUTE);
    await Promise.all([strike(back), strike(back)]);
    await strike(back);
    const fired = await database.db.alertStep.count({ where: { tenantId: lab.site.tenantId, kind: "fired" } });
    expect(fired).toBe(3);
    expect(await openOf(lab.site, "unusual")).toEqual([]);
  });

  it("is told of all others where one person's cannot be, and the next hours are compared", async () => {
    const lab = await aLab(database.db);
    await used(lab, usual);
    await database.db.$executeRawUnsafe(`CREATE FUNCTION refuse_unusual() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'poisoned'; END $$`);
    await database.db.$executeRawUnsafe(`CREATE TRIGGER refuse_unusual BEFORE INSERT ON alert FOR EACH ROW
      WHEN (NEW.person_id = '${lab.bob.id}') EXECUTE FUNCTION refuse_unusual()`);
    await used(lab, [[1, 400]]);
    await expect(strike(later(lab.site, 2 * HOUR + MINUTE))).rejects.toThrow("not everything");
    await database.db.$executeRawUnsafe("DROP TRIGGER refuse_unusual ON alert");
    expect(await openOf(lab.site, "unusual")).toHaveLength(2);
    const { tenantId } = lab.site;
    expect(
      await database.db.$queryRaw`
      SELECT person_id::text AS id, kind FROM alert_set_aside WHERE tenant_id = ${tenantId}::uuid`,
    ).toEqual([{ id: lab.bob.id, kind: "unusual" }]);
    expect(
      await database.db.$queryRaw`
      SELECT unusual_hour AS hour FROM alert_evaluation WHERE tenant_id = ${tenantId}::uuid`,
    ).toEqual([{ hour: later(lab.site, 2 * HOUR).now }]);
  });

  it("says nothing of somebody of whom little is known", async () => {
    const lab = await aLab(database.db);
    await used(lab, usual.slice(-13));
    await used(lab, [[0, 400]]);
    await strike(later(lab.site, HOUR + MINUTE));

    expect(await alertsOf(lab.site)).toEqual([]);
  });
});

const signals = async (lab: Lab, hours = 0) => {
  await strike(later(lab.site, hours * HOUR + MINUTE));
  const open = await openOf(lab.site, "unusual");
  return open.map(({ facts }) => (facts as { signal: string }).signal);
};
const signIn = (lab: Lab, hours: number, wish: object) =>
  tell(lab, { kind: "sign-in", outcome: "succeeded", ...wish }, new Date(lab.site.now.getTime() + hours * HOUR));

describe("unusual behaviour", () => {
  it("is ten failed sign-ins within an hour", async () => {
    const lab = await aLab(database.db);
    for (let nth = 0; nth < 9; nth++) await signIn(lab, 0, { outcome: "failed" });
    expect(await signals(lab)).toEqual([]);
    await signIn(lab, 0, { outcome: "failed" });
    expect(await signals(lab, 0.2)).toEqual(["10 failed sign-ins within 1 hour"]);
    expect(await signals(lab, 20)).toHaveLength(1);
    expect(await signals(lab, 25)).toEqual([]);
  });

  it("is a sign-in from a country where somebody known never was", async () => {
    const lab = await aLab(database.db);
    for (const day of [3, 2, 1]) await signIn(lab, -24 * day, { country: "SE" });
    await signIn(lab, 0, { country: "SE" });
    expect(await signals(lab)).toEqual([]);
    await signIn(lab, 0.2, { country: "BR" });
    expect(await signals(lab, 0.3)).toEqual(["first sign-in from BR"]);
  });

  it("is the first use of an accelerator by somebody who used others for long", async () => {
    const plain = await aLab(database.db);
    const accelerators = ["t4", "h100"].map((name) => ({ name, label: name, rates: {} }));
    // Safe: of the configuration nothing else about them matters here.
    const configuration = { ...plain.site.configuration, accelerators } as unknown as typeof plain.site.configuration;
    const lab = { ...plain, site: { ...plain.site, configuration } };
    const run = async (accelerator: string, hours: number) => {
      const at = later(lab.site, hours * HOUR);
      const event = { time: at.now, meter: "gpu_hours", amount: 1, person: lab.bob.id, organization: lab.lab.id };
      expect(await send(at, anEvent({ ...event, accelerator }))).toEqual(["accepted"]);
    };
    await run("t4", 0);
    expect(await signals(lab)).toEqual([]);
    await run("h100", 15 * 24);
    expect(await signals(lab, 15 * 24)).toEqual([`first use of h100`]);
  });

  it("is much use in the night by somebody known who had none there in four weeks", async () => {
    const lab = await aLab(database.db);
    const days = Array.from({ length: 20 }, (_, nth) => [-24 * (20 - nth), 20 + (nth % 5)] as const);
    await used(lab, days);
    await used(lab, [[14.2, 30]]);
    expect(await signals(lab, 14.5)).toContainEqual(
      expect.stringMatching(/^much use in the night \(.+\), for the first time/u),
    );

    const other = await aLab(database.db);
    await used(other, [...days, [-24 * 7 + 14, 1]]);
    await used(other, [[14.2, 30]]);
    expect((await signals(other, 14.5)).filter((signal) => signal?.includes("night"))).toEqual([]);
  });

  it("is very many downloads, and one right after a change of role", async () => {
    const lab = await aLab(database.db);
    await tell(lab, { kind: "download", count: 30 }, new Date(lab.site.now.getTime() - 2 * DAY));
    await tell(lab, { kind: "download", count: 151 });
    expect(await signals(lab)).toEqual(["downloads of 151 files within 1 hour"]);

    const { db, tenantId, now } = lab.site;
    const person = { id: lab.alice.id, name: "Alice" };
    const entry = {
      tenantId,
      at: now,
      outcome: "changed",
      actorLabel: "Root",
      data: { kind: "member-role-changed", person },
    } as const;
    await db.auditEntry.create({ data: { ...entry, id: lab.site.newId(), kind: "member-role-changed" } });
    await tell({ ...lab, bob: lab.alice }, { kind: "download", count: 1 });
    expect(await signals(lab, 0.1)).toContain("a download right after a change of role");
  });
});

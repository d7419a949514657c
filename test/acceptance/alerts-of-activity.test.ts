import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareHours } from "../../src/domain/alerts/compare-hours.ts";
import { evaluateClock } from "../../src/domain/alerts/evaluate-clock.ts";
import { lookAtUnusualNow } from "../../src/domain/alerts/look-at-unusual.ts";
import { builtInConfiguration } from "../../src/domain/configuration/built-in.ts";
import { newCode } from "../../src/new-code.ts";
import { startVisionLab } from "../support/scene.ts";
import type { Scene } from "../support/scene.ts";
import { expectSoon, fillIn, foundLab, newsFor, platforms, registerEverywhere, words } from "./story.ts";
import type { Lab } from "./story.ts";
import { report } from "./usage-story.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let scene: Scene;
let key: string;

beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen"]);
  const made = await scene.on("slack", "alice").type("api-key create watcher scopes:activity:write,quota:reserve");
  key = /\bqm_[A-Za-z0-9]{32}/u.exec(words(made))?.[0] ?? expect.fail(`no key in: ${words(made)}`);
});
afterAll(() => scene.close());

async function call(path: string, body: unknown): Promise<unknown> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const response = await fetch(`${scene.url}/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const answer: unknown = await response.json();
  expect({ isOk: response.ok, answer }).toMatchObject({ isOk: true });
  return answer;
}

interface Happening {
  readonly type: string;
  readonly data: object;
  readonly ago?: number;
}

/** What a cluster tells of Bob in a lab. */
async function happen({ slug }: Lab, happenings: readonly Happening[]): Promise<void> {
  const events = happenings.map(({ type, data, ago = 0 }) => ({
    specversion: "1.0",
    type: `quartermaster.${type}.v1`,
    source: "/clusters/test",
    id: uuidv7(),
    time: new Date(Date.now() - ago).toISOString(),
    data: { person: "bob", organization: slug, ...data },
  }));
  expect(await call("activity", events)).toMatchObject({ accepted: events.length });
}

/** What the clock does by itself every few seconds. */
async function strike(): Promise<void> {
  const { db } = scene;
  const now = new Date();
  // A look of the clock at what it only looks at now and then.
  await db.$executeRaw`UPDATE alert_evaluation SET clock_at = clock_at - interval '1 hour'`;
  const world = { db, now, configuration: builtInConfiguration(now), newId: () => uuidv7(), newCode };
  for (const look of [evaluateClock, compareHours, lookAtUnusualNow]) await look(world);
}

/** Nothing of it is open afterwards. */
async function forget(lab: Lab): Promise<void> {
  await scene.db.activity.deleteMany({ where: { organizationId: lab.id } });
  await scene.db.$executeRaw`DELETE FROM reservation WHERE organization_id = ${lab.id}::uuid`;
  await strike();
}

/** Bob's, held for three hours already. */
async function heldByBob({ slug }: Lab, job: string): Promise<string> {
  const wish = {
    person: "bob",
    organization: slug,
    wanted: [{ meter: "gpu_hours", amount: "8" }],
    for_seconds: 86_400,
    job,
  };
  const answer = await call("quota/reserve", wish);
  const [id] = /[0-9a-f-]{36}/u.exec(JSON.stringify(answer)) ?? [];
  await scene.db.$executeRaw`UPDATE reservation SET made_at = made_at - interval '3 hours' WHERE id = ${id}::uuid`;
  if (!id) throw new Error("nothing was reserved");
  return id;
}

function ended(job: string, exit: number): Happening {
  return { type: "job-ended", data: { job, outcome: "failed", exit_code: exit, image: "cuda:12" } };
}

describe.each(platforms)("alerts of what happens on %s", (platform) => {
  it("TU-40 tells whoever's jobs fail, and who answers for the organization, why", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    await happen(lab, [ended("train-1", 137), ended("train-2", 137), ended("sweep-1", 1)]);
    await strike();

    const own = words(await newsFor(scene, "bob", /(?<!Over: )3 of 3 \(100 %\) of your jobs failed/u));
    expect(own).toContain("2 × exit 137, image cuda:12");
    const news = await newsFor(scene, "alice", new RegExp(`the jobs of ${lab.name} failed`, "u"));
    expect(words(news)).toMatch(/train-[12]/u);
    expect(words(await news.press("Acknowledge"))).toMatch(/You acknowledged/u);
    await forget(lab);
  });

  it("TU-42 tells of unusually much use with what is usual, and stops when it was expected", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    const past = Array.from({ length: 40 }, (_, hour) => ({
      organization: lab.slug,
      meter: "jobs",
      amount: 20 + ((hour * 7) % 5),
      time: new Date(Date.now() - (hour + 1) * HOUR),
    }));
    await report(scene, [...past, { organization: lab.slug, meter: "jobs", amount: 400, job: "sweep-9" }]);
    await strike();

    const news = await newsFor(scene, "alice", new RegExp(`${lab.name} uses unusually much`, "u"));
    expect(words(news)).toMatch(/400 jobs within .*usually about 22 jobs/su);
    expect(words(news)).toContain("sweep-9");
    expect(words(await news.press("Expected"))).toMatch(/Expected: /u);
    const where = { organizationId: lab.id, kind: "unusual" };
    expect(await scene.db.alert.findMany({ where, select: { resolution: true } })).toEqual([
      { resolution: "expected" },
    ]);
  });

  it("TU-42, E10 has an admin look into it, and suspend whom it is about, from there", async () => {
    const who = platform === "slack" ? "bob" : "chen";
    const lab = await foundLab(scene, { members: { [who]: "member" } });
    const failed = { type: "sign-in", data: { person: who, outcome: "failed" } } as const;
    await happen(
      lab,
      Array.from({ length: 12 }, () => failed),
    );
    await strike();
    const own = await newsFor(scene, who, /12 failed sign-ins within 1 hour/u);
    expect(own.choices).toContain("Investigate");
    expect(own.choices).not.toContain("Suspend user");

    const admin = scene.on(platform, "alice");
    const found = await admin.type(`alert investigate "${who} unusual"`);
    expect(found.isPrivate).toBe(true);
    expect(words(found)).toMatch(/12 failed sign-ins within 1 hour.*What else happened.*sign in: failed/su);
    expect(found.choices).toEqual(expect.arrayContaining(["Expected", "Acknowledge", "Suspend user", "Explain"]));
    await newsFor(scene, who, /12 failed sign-ins.*Investigated by Alice Moreau/su);

    const asked = await found.press("Suspend user");
    expect(words(asked)).toMatch(/Suspend .*\?\nBecause of: unusual activity, .*You can undo it at any time/su);
    const done = await asked.press("Suspend");
    expect(words(done)).toMatch(/Suspended /u);
    await newsFor(scene, who, /Your account is suspended/u);
    expect(words(await scene.on("slack", who).type("quota show"))).toContain("Your account is suspended");

    expect(words(await done.press("Undo: reinstate"))).toMatch(/Reinstated /u);
    await newsFor(scene, who, /Your account is active again/u);
    const entry = await scene.db.auditEntry.findFirst({ where: { kind: "person-suspended" }, orderBy: { at: "desc" } });
    expect(entry?.data).toMatchObject({ alert: { kind: "unusual" } });
    await forget(lab);
  });

  it("D-09 asks whoever holds what is idle, and releases it from the card", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    const reservation = await heldByBob(lab, `train-${platform}`);
    await happen(lab, [{ type: "utilization", data: { reservation, percent: 1 }, ago: HOUR }]);
    await strike();

    const news = await newsFor(scene, "bob", new RegExp(`8 GPU hours for train-${platform}`, "u"));
    expect(news.choices).toEqual(expect.arrayContaining(["Release", "Keep 24 h", "Keep with reason"]));
    expect(words(await news.press("Release"))).toMatch(/Released: 8 GPU hours/u);
    await expectSoon(
      () => scene.db.$queryRaw`SELECT state FROM reservation_end WHERE id = ${reservation}::uuid`,
    ).toEqual([{ state: "released" }]);
    await newsFor(scene, "bob", new RegExp(`released by Bob Ekman`, "u"));
  });

  it("D-09 keeps it for a day, or longer for a reason, and else asks those who answer for the organization", async () => {
    const lab = await foundLab(scene, { members: { bob: "member", chen: "member" } });
    const job = `sweep-${platform}`;
    const reservation = await heldByBob(lab, job);
    await happen(lab, [{ type: "utilization", data: { reservation, percent: 0 }, ago: HOUR }]);
    await strike();
    const news = await newsFor(scene, "bob", new RegExp(`8 GPU hours for ${job}`, "u"));
    const form = await news.press("Keep with reason");
    const late = await fillIn(form, { Until: "3d" });
    expect(words(late)).toMatch(/takes a reason/u);
    expect(words(await news.press("Keep 24 h"))).toMatch(/Kept: /u);

    const kept = { subjectKey: `reservation:${reservation}` };
    expect(await scene.db.alert.findFirst({ where: kept, select: { snoozedByName: true } })).toEqual({
      snoozedByName: "Bob Ekman",
    });
    const told = new Date(Date.now() - 5 * HOUR);
    await scene.db.alert.updateMany({ where: kept, data: { snoozedUntil: null, snoozedByName: null, firedAt: told } });
    await strike();
    await newsFor(scene, "alice", new RegExp(`8 GPU hours for ${job}`, "u"));
    await forget(lab);
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pauseSubject } from "../../../src/domain/pauses/pause-subject.ts";
import { resumeSubject } from "../../../src/domain/pauses/resume-subject.ts";
import { connect } from "../../../src/storage/database.ts";
import type { Connection } from "../../../src/storage/database.ts";
import { contextOf } from "../../support/builders.ts";
import { openTestDatabase } from "../../support/database.ts";
import type { TestDatabase } from "../../support/database.ts";
import { aVisionLab } from "../quotas/vision-lab.ts";
import { reservationsOn, wrongReserved } from "../reservations/support.ts";

let database: TestDatabase;
let instances: Connection[];
beforeAll(async () => {
  database = await openTestDatabase(20);
  instances = [connect(database.address), connect(database.address)];
});
afterAll(async () => {
  for (const { close } of instances) await close();
  await database.close();
});

const ROUNDS = 12;

describe("reserving while somebody pauses and resumes", () => {
  it("never passes once the pause is committed, and always once it is lifted", async () => {
    const { world, alice, bob, lab, pool } = await aVisionLab(database.db);
    const desks = instances.map(({ db }) => reservationsOn(db));
    const ask = { personId: bob.id, organizationId: lab.id, wanted: [{ meter: "jobs", amount: 1n }] };
    const wrong: string[] = [];
    let [paused, resumed] = [false, true];
    const over = new AbortController();
    const taking = desks.map(async ({ reserve, release }) => {
      let taken = 0;
      while (!over.signal.aborted) {
        const [wasPaused, wasResumed] = [paused, resumed];
        const { allowed, reservationId } = await reserve(world.tenantId, { ask, forSeconds: 60 });
        // What was so before it was asked and is so still was so all the time.
        if (wasPaused && paused && allowed) wrong.push("passed while it was paused");
        if (wasResumed && resumed && !allowed) wrong.push("refused after it was lifted");
        if (reservationId) await release(world.tenantId, reservationId);
        taken += 1;
      }
      return taken;
    });

    const context = contextOf(world, alice);
    for (let round = 0; round < ROUNDS; round++) {
      resumed = false;
      await pauseSubject(context, { subject: pool, mode: "hold" });
      paused = true;
      await Promise.all(desks.map(({ reserve }) => reserve(world.tenantId, { ask, forSeconds: 60 })));
      paused = false;
      await resumeSubject(context, { subject: pool });
      resumed = true;
      await Promise.all(desks.map(({ check }) => check(world.tenantId, ask)));
    }
    over.abort();
    const taken = await Promise.all(taking);

    expect(wrong).toEqual([]);
    expect(taken.every((count) => count >= ROUNDS)).toBe(true);
    expect(await wrongReserved(database.db)).toEqual([]);
  });

  it("never extends once draining is committed", async () => {
    const { world, alice, bob, lab, pool } = await aVisionLab(database.db);
    const desks = instances.map(({ db }) => reservationsOn(db));
    const ask = { personId: bob.id, organizationId: lab.id, wanted: [{ meter: "jobs", amount: 1n }] };
    const [first] = desks;
    const { reservationId = "" } = (await first?.reserve(world.tenantId, { ask, forSeconds: 10 })) ?? {};
    let drained = false;
    let wrong = 0;
    const extending = desks.map(async ({ extend }, desk) => {
      for (let turn = 0; turn < 40; turn++) {
        const wasDrained = drained;
        const longer = 20 + turn * 2 + desk;
        const done = await extend(world.tenantId, { reservationId, forSeconds: longer }).catch(() => undefined);
        if (wasDrained && done) wrong += 1;
      }
    });
    await pauseSubject(contextOf(world, alice), { subject: pool, mode: "drain" });
    drained = true;
    await Promise.all(extending);

    expect(wrong).toBe(0);
  });
});

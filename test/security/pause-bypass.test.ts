import { describe, expect, it } from "vitest";
import { builtInConfiguration } from "../../src/domain/configuration/built-in.ts";
import { pauseSubject } from "../../src/domain/pauses/pause-subject.ts";
import { checkQuota } from "../../src/domain/quotas/check-quota.ts";
import type { Ask, Wanted } from "../../src/domain/reservations/decision.ts";
import { weekdays } from "../../src/domain/rates/usage-factor.ts";
import { contextOf, NOON, problemOf } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { GPU, hours } from "../support/limited.ts";
import { aVisionLab } from "../domain/quotas/vision-lab.ts";
import { reservationsOn } from "../domain/reservations/support.ts";

const database = useDatabase();

/** At this time GPU hours count nothing, and an old card never does. */
const configuration = {
  ...builtInConfiguration(NOON),
  usageFactors: [{ label: "Free", meter: "gpu_hours", from: 0, to: 24 * 60, on: weekdays, factor: 0 }],
  accelerators: [{ name: "k80", label: "K80", rates: { cpu_hours: 0 } }],
};

const given: readonly (readonly [what: string, wanted: readonly Wanted[]])[] = [
  ["nothing asked for", [{ meter: "jobs", amount: 0n }]],
  ["a factor by which it counts nothing", [{ meter: "gpu_hours", amount: hours(100) }]],
  ["an accelerator that counts nothing", [{ meter: "cpu_hours", amount: hours(100), accelerator: "k80" }]],
  ["the same taken back at once", [1n, -1n].map((amount) => ({ meter: "jobs", amount }))],
  [
    "less of one and more of another",
    [
      { meter: "jobs", amount: -1n },
      { meter: "storage", amount: 5n },
    ],
  ],
  ["less for certain, and more at most", [{ meter: "jobs", amount: -1n, most: 50n }]],
];

describe("while something is paused", () => {
  it.each(given)("nothing new starts with %s", async (_what, wanted) => {
    const { world, alice, bob, lab, pool } = await aVisionLab(database.db);
    const { reserve, check } = reservationsOn(database.db, { now: NOON }, configuration);
    const ask: Ask = { personId: bob.id, organizationId: lab.id, wanted };
    expect(await check(world.tenantId, ask)).toMatchObject({ allowed: true });
    await pauseSubject(contextOf(world, alice), { subject: pool, mode: "hold" });

    const paused = { allowed: false, code: "paused" };
    expect(await reserve(world.tenantId, { ask, forSeconds: 60 })).toMatchObject(paused);
    expect(await check(world.tenantId, ask)).toMatchObject(paused);
  });

  it("what counts nothing is said to be paused, too, of the installation as a whole", async () => {
    const { world, root } = await aVisionLab(database.db);
    const subject = { scope: "tenant" } as const;
    await pauseSubject(contextOf(world, root), { subject, mode: "hold" });
    const context = { ...contextOf(world, root), configuration };
    const { decision } = await checkQuota(context, { subject, meter: GPU, amount: hours(1) });
    expect(decision).toMatchObject({ allowed: false, code: "paused" });
  });
});

describe("while something drains", () => {
  it.each([
    ["nothing", [{ meter: "jobs", amount: 0n }]],
    ["what nothing limits", [{ meter: "jobs", amount: 3n }]],
    ["what counts nothing", [{ meter: "gpu_hours", amount: hours(100) }]],
  ] as const)("a reservation of %s is not extended", async (_what, wanted) => {
    const { world, alice, bob, lab, pool } = await aVisionLab(database.db);
    const { reserve, extend } = reservationsOn(database.db, { now: NOON }, configuration);
    const ask: Ask = { personId: bob.id, organizationId: lab.id, wanted };
    const { reservationId = "" } = await reserve(world.tenantId, { ask, forSeconds: 60 });
    await pauseSubject(contextOf(world, alice), { subject: pool, mode: "drain" });

    expect(await problemOf(extend(world.tenantId, { reservationId, forSeconds: 3_600 }))).toMatchObject({
      kind: "draining",
    });
  });
});

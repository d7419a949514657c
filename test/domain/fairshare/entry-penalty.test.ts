import { describe, expect, it } from "vitest";
import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import { showFairShare } from "../../../src/domain/fairshare/show-fairshare.ts";
import { anOrganization, aPerson, aTenant, contextOf, later, NOON } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aQuota, reservationsOn } from "../reservations/support.ts";

const database = useDatabase();
const HOUR = 1_000_000n;

async function given() {
  const world = await aTenant(database.db);
  const [ann, bob] = [await aPerson(world, { name: "Ann" }), await aPerson(world, { name: "Bob" })];
  const lab = await anOrganization(world, {
    name: "Vision Lab",
    members: [
      [ann, "admin"],
      [bob, "member"],
    ],
  });
  await aQuota(database.db, world.tenantId, { scope: "organization", organizationId: lab.id }, 100n * HOUR, {
    meter: "gpu_hours",
  });
  const clock = { now: NOON };
  const reservations = reservationsOn(database.db, clock);
  const reserve = (personId: string, hours: bigint) =>
    reservations.reserve(world.tenantId, {
      ask: { personId, organizationId: lab.id, wanted: [{ meter: "gpu_hours", amount: hours * HOUR }] },
      forSeconds: 3_600,
    });
  const shown = (entryPenalty = true, now = NOON) => {
    const configuration = {
      ...builtInConfiguration(NOON),
      fairShare: { meter: "gpu_hours", halfLifeDays: 7, entryPenalty },
    };
    return showFairShare(
      { ...contextOf(world, bob), configuration, now },
      {
        member: { organizationId: lab.id, personId: bob.id },
      },
    );
  };
  return { world, ann, bob, lab, clock, reservations, reserve, shown };
}

describe("the entry penalty of fair share", () => {
  it("counts what is reserved at once", async () => {
    const { bob, reserve, shown } = await given();
    expect(await shown()).toMatchObject({
      rank: 1,
      steps: [
        { used: 0, reserved: 0 },
        { used: 0, reserved: 0 },
      ],
    });
    await reserve(bob.id, 12n);
    expect(await shown()).toMatchObject({
      rank: 2,
      steps: [
        { name: "Vision Lab", used: 12_000_000, reserved: 12_000_000 },
        { name: "Bob", used: 12_000_000, reserved: 12_000_000, place: 2 },
      ],
    });
  });

  it("counts what was committed once", async () => {
    const { world, ann, bob, reserve, reservations, shown } = await given();
    await reserve(ann.id, 2n);
    const { reservationId = "" } = await reserve(bob.id, 12n);
    await reservations.commit(world.tenantId, { reservationId });
    const { steps } = await shown();
    expect(steps).toMatchObject([
      { name: "Vision Lab", reserved: 2_000_000 },
      { name: "Bob", reserved: 0 },
    ]);
    expect(steps[1]?.used).toBeCloseTo(12_000_000, -1);
  });

  it("counts nothing of what is released or has expired", async () => {
    const { world, bob, reserve, reservations, shown } = await given();
    const { reservationId = "" } = await reserve(bob.id, 5n);
    await reserve(bob.id, 7n);
    await reservations.release(world.tenantId, reservationId);
    expect((await shown()).steps[1]).toMatchObject({ used: 7_000_000 });
    expect((await shown(true, later(3_600_000))).steps[1]).toMatchObject({ used: 0, reserved: 0 });
  });

  it("counts what somebody without an own place in the tree has reserved for the organization", async () => {
    const { world, lab, reservations, shown } = await given();
    await reservations.reserve(world.tenantId, {
      ask: { organizationId: lab.id, wanted: [{ meter: "gpu_hours", amount: 3n * HOUR }] },
      forSeconds: 60,
    });
    expect((await shown()).steps).toMatchObject([{ used: 3_000_000, reserved: 3_000_000 }, { reserved: 0 }]);
  });

  it("can be switched off", async () => {
    const { bob, reserve, shown } = await given();
    await reserve(bob.id, 12n);
    expect(await shown(false)).toMatchObject({
      rank: 1,
      steps: [
        { used: 0, reserved: 0 },
        { used: 0, reserved: 0 },
      ],
    });
  });
});

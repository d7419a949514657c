import { describe, expect, it } from "vitest";
import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import { acceptLoan } from "../../../src/domain/loans/answer-loan.ts";
import { proposeLoan } from "../../../src/domain/loans/propose-loan.ts";
import { returnLoan } from "../../../src/domain/loans/return-loan.ts";
import { readLimitStates } from "../../../src/domain/quotas/limit-states.ts";
import { createReservations } from "../../../src/domain/reservations/create-reservations.ts";
import {
  anOrganization,
  aPerson,
  aTenant,
  contextOf,
  DAY,
  later,
  NOON,
  systemWorld,
  warmUp,
} from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aLimit, GPU, hours } from "../../support/limited.ts";

const database = useDatabase();
const ROUNDS = 6;

async function twoBusyLabs() {
  const world = await aTenant(database.db);
  const alice = await aPerson(world, { name: "Alice Moreau" });
  const vision = await anOrganization(world, { name: "Vision Lab", members: [[alice, "owner"]] });
  const optics = await anOrganization(world, { name: "Optics", members: [[alice, "owner"]] });
  await aLimit(world, { scope: "organization", organizationId: vision.id }, { hours: 100 });
  await aLimit(world, { scope: "organization", organizationId: optics.id }, { hours: 100 });
  for (const window of ["month", "now"])
    await world.db.$executeRaw`
      INSERT INTO counted_window (tenant_id, scope, meter, "window")
      VALUES (${world.tenantId}::uuid, 'organization', ${GPU.name}, ${window}) ON CONFLICT DO NOTHING`;
  const now = systemWorld(world.db);
  const reservations = createReservations({ db: world.db, world: () => now });

  const use = async (organizationId: string) => {
    const ask = { organizationId, wanted: [{ meter: GPU.name, amount: hours(7) }] };
    const { reservationId } = await reservations.reserve(world.tenantId, { ask, forSeconds: 60 });
    if (reservationId) await reservations.commit(world.tenantId, { reservationId });
  };
  /** What each has used, reserved and may, in whole hours. */
  const books = async () => {
    const asking = { tenantId: world.tenantId, now: NOON, configuration: builtInConfiguration(NOON) };
    const found = await readLimitStates(world.db, asking, [
      { organizationId: vision.id },
      { organizationId: optics.id },
    ]);
    return found.map(([state]) => ({
      taken: Number(((state?.used ?? 0n) + (state?.reserved ?? 0n)) / 1_000_000n),
      allowed: Number((state?.allowance ?? 0n) / 1_000_000n),
    }));
  };
  return { world, alice, vision, optics, reservations, use, books };
}

describe("lending while both sides are busy", () => {
  it("never lets a side use what is not its own any more, and moves no unit twice", async () => {
    const { world, alice, vision, optics, reservations, use, books } = await twoBusyLabs();
    await warmUp(world.db, 5);
    const context = contextOf(world, alice);

    for (let round = 0; round < ROUNDS; round++) {
      const { loan } = await proposeLoan(context, {
        side: "lender",
        organizationId: vision.id,
        other: "Optics",
        meter: GPU,
        amount: hours(10),
        until: later(DAY),
      }).catch(() => ({ loan: undefined }));
      if (!loan) break;

      const asking = { loanId: loan.id };
      await Promise.allSettled([
        use(vision.id),
        use(optics.id),
        acceptLoan(context, asking),
        use(vision.id),
        use(optics.id),
      ]);
      await Promise.allSettled([use(optics.id), returnLoan(context, asking), use(optics.id), use(vision.id)]);
      const both = await books();
      expect(both.every(({ taken, allowed }) => taken <= allowed)).toBe(true);
      expect(both.reduce((sum, { allowed }) => sum + allowed, 0)).toBe(200);
    }
    await reservations.stop();
    expect((await books()).every(({ taken }) => taken > 60)).toBe(true);
  });
});

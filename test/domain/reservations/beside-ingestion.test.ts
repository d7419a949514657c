import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ingestUsage } from "../../../src/domain/usage/ingest.ts";
import { connect } from "../../../src/storage/database.ts";
import { aPerson, aTenant, anOrganization, newId, NOON, systemWorld } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aQuota, reservationsOn, deadlocks, wrongReserved, wrongUsed } from "./support.ts";

const database = useDatabase();

/** Two labs under one roof, whose people work and hold clusters, with limits of both at every level. */
async function aSite() {
  const world = await aTenant(database.db);
  const people = await Promise.all(Array.from({ length: 6 }, () => aPerson(world)));
  const labs = await Promise.all(
    [people.slice(0, 3), people.slice(3)].map((members) =>
      anOrganization(world, { members: members.map((person) => [person, "member"] as const) }),
    ),
  );
  const members = people.map(({ id }, n) => ({ personId: id, organizationId: labs[n < 3 ? 0 : 1]?.id ?? "" }));
  const pools = labs.map(({ id }) => ({ scope: "organization", organizationId: id }) as const);
  for (const subject of [
    { scope: "tenant" } as const,
    ...pools,
    ...members.map((one) => ({ scope: "member", ...one }) as const),
  ]) {
    await aQuota(database.db, world.tenantId, subject, 1_000_000n);
    await aQuota(database.db, world.tenantId, subject, 1_000_000n, { meter: "clusters", window: "now" });
  }
  return { tenantId: world.tenantId, members };
}

const pick = fc.record({
  who: fc.nat(5),
  meter: fc.constantFrom("jobs", "clusters"),
  amount: fc.integer({ min: 1, max: 9 }),
});

describe("reservations beside usage that comes in", () => {
  it("wait for each other without deadlocks, and both are counted", async () => {
    const connection = connect(database.address);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.boolean(), fc.array(pick, { minLength: 2, maxLength: 8 })), {
          minLength: 20,
          maxLength: 40,
        }),
        async (turns) => {
          const { tenantId, members } = await aSite();
          const { reserve, commit, stop } = reservationsOn(connection.db);
          const work = async (picks: readonly { who: number; meter: string; amount: number }[]) => {
            for (const { who, meter, amount } of picks) {
              const ask = { ...members[who], wanted: [{ meter, amount: BigInt(amount) }] };
              const { reservationId } = await reserve(tenantId, { ask, forSeconds: 60 });
              if (reservationId && amount % 3 > 0) await commit(tenantId, { reservationId });
            }
          };
          const report = async (picks: readonly { who: number; meter: string; amount: number }[]) => {
            const events = picks.map(({ who, meter, amount }) => {
              const { personId, organizationId } = members[who] ?? { personId: "", organizationId: "" };
              return {
                source: "test",
                id: newId(),
                time: NOON,
                meter,
                person: personId,
                organization: organizationId,
                amount,
              };
            });
            const verdicts = await ingestUsage(systemWorld(connection.db), { tenantId, events });
            expect(verdicts.every(({ status }) => status === "accepted")).toBe(true);
          };

          await Promise.all(turns.map(([isReport, picks]) => (isReport ? report(picks) : work(picks))));
          await stop();

          expect(await wrongReserved(database.db)).toEqual([]);
          expect(await wrongUsed(database.db, tenantId)).toEqual([]);
        },
      ),
      { numRuns: 5, endOnFailure: true },
    );
    await connection.close();
    expect(await deadlocks(database.db)).toBe(0);
  }, 120_000);
});

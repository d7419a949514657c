import { describe, expect, it } from "vitest";
import { ingestUsage } from "../../../src/domain/usage/ingest.ts";
import type { UsageEvent } from "../../../src/domain/usage/usage-event.ts";
import { DAY, aPerson, aTenant, anOrganization, later } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { SOURCE, aSite, anEvent, balancesOf, count, send } from "./given.ts";

const database = useDatabase(20);

async function given() {
  const tenant = await aTenant(database.db);
  const people = await Promise.all(Array.from({ length: 10 }, async () => aPerson(tenant)));
  const lab = await anOrganization(tenant, {});
  const site = aSite(database.db, tenant.tenantId);
  await count(
    site,
    { scope: "tenant", meter: "jobs", window: "month" },
    { scope: "person", meter: "jobs", window: "month" },
    { scope: "organization", meter: "storage", window: "now" },
    { scope: "tenant", meter: "storage", window: "now" },
  );
  return { site, people: people.map(({ id }) => id), lab };
}

describe("batches at once", () => {
  it("never lose or repeat an event, nor wait for each other for ever, in whatever order they hold the same ones", async () => {
    const { site, people, lab } = await given();
    const events = Array.from({ length: 200 }, (_, index): UsageEvent => ({
      source: SOURCE,
      id: `${index}`,
      time: later(-(index % 3) * DAY),
      meter: index % 10 === 0 ? "storage" : "jobs",
      person: people[index % people.length] ?? "",
      organization: lab.id,
      amount: 1,
    }));
    const orders = Array.from({ length: 12 }, (_, sender) =>
      sender % 2 === 0 ? [...events.slice(sender * 9), ...events.slice(0, sender * 9)] : events.toReversed(),
    );
    const verdicts = (await Promise.all(orders.map(async (order) => send(site, ...order)))).flat();

    expect(verdicts.filter((verdict) => verdict === "accepted")).toHaveLength(200);
    expect(verdicts.filter((verdict) => verdict === "duplicate")).toHaveLength(11 * 200);
    const sums = await database.db.$queryRaw<{ meter: string; amount: bigint }[]>`
      SELECT meter, sum(amount)::bigint AS amount FROM usage_day WHERE tenant_id = ${site.tenantId}::uuid AND level IS NULL GROUP BY meter`;
    expect(sums).toEqual([{ meter: "jobs", amount: 180n }]);
  });

  it("give an answer for each of more events than fit into one transaction", async () => {
    const { site, people } = await given();
    const [person = ""] = people;
    const events = Array.from({ length: 4_500 }, () => anEvent({ person, meter: "jobs", amount: 1 }));
    const verdicts = await ingestUsage(site, { tenantId: site.tenantId, events });

    expect(verdicts).toHaveLength(4_500);
    expect(new Set(verdicts.map(({ status }) => status))).toEqual(new Set(["accepted"]));
    expect((await balancesOf(site)).map(({ used }) => used)).toEqual([4_500n, 4_500n]);
  });

  it("take amounts whose sum no number holds exactly", async () => {
    const { site, people } = await given();
    const [person = ""] = people;
    const events = Array.from({ length: 1_001 }, (_, index) =>
      anEvent({ person, meter: "jobs", amount: index === 0 ? 1 : "1000000000000000" }),
    );
    await send(site, ...events);

    expect((await balancesOf(site)).map(({ used }) => used)).toEqual(Array(2).fill(1_000_000_000_000_000_001n));
  });
});

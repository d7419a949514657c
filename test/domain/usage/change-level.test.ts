import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { NOBODY } from "../../../src/domain/quotas/subject.ts";
import { NOON, aPerson, aTenant, anOrganization, later } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aSite, anEvent, balancesOf, count, send } from "./given.ts";

const database = useDatabase();
const MINUTE = 60_000;

describe("a change of what is held", () => {
  it("adds to the level, which the next report sets anew", async () => {
    const tenant = await aTenant(database.db);
    const bob = await aPerson(tenant);
    const lab = await anOrganization(tenant, {});
    const site = aSite(database.db, tenant.tenantId);
    await count(site, { scope: "organization", meter: "running_jobs", window: "now" });
    const change = async (by: number, minutes: number) => {
      const [row] = await database.db.$queryRaw<{ verdicts: string[] }[]>`
        SELECT qm_add_usage(${site.tenantId}::uuid, ${NOON}, ARRAY[${randomUUID()}::uuid], ARRAY['quartermaster'], ARRAY['r1'],
          ARRAY[${later(minutes * MINUTE)}::timestamptz], ARRAY[1], ARRAY['running_jobs'], ARRAY['change'], ARRAY[${lab.id}::uuid],
          ARRAY[${bob.id}::uuid], ARRAY[${by}::bigint], ARRAY[0::bigint], ARRAY[NULL::uuid], ARRAY[NULL::text],
          ARRAY[${NOON}::timestamptz], ARRAY[]::text[], ARRAY[]::timestamptz[]) AS verdicts`;
      return row?.verdicts;
    };
    const report = async (amount: number, minutes: number) =>
      send(
        site,
        anEvent({ meter: "running_jobs", person: bob.id, organization: lab.id, amount, time: later(minutes * MINUTE) }),
      );
    const held = async () => (await balancesOf(site)).map(({ subject, used }) => [subject, used]);

    await report(5, 0);
    expect(await change(3, 1)).toEqual(["accepted"]);
    expect(await held()).toEqual([[`${lab.id}/${NOBODY}`, 8n]]);
    // A change that is told of late still happened.
    await change(2, -1);
    expect(await held()).toEqual([[`${lab.id}/${NOBODY}`, 10n]]);
    await report(4, 2);
    await report(9, 1);
    expect(await held()).toEqual([[`${lab.id}/${NOBODY}`, 4n]]);
    await change(-6, 3);
    expect(await held()).toEqual([]);
  });
});

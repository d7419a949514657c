import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "../../../src/storage/database.ts";
import type { Connection } from "../../../src/storage/database.ts";
import { aPerson, aTenant, anOrganization } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aQuota, reservationsOn } from "./support.ts";

const database = useDatabase();
let connection: Connection;
let queries: unknown[];
beforeAll(() => {
  connection = connect(database.address);
  queries = [];
  // Every statement of this connection's clients, Prisma's among them, is one that a client was asked for.
  connection.pool.on("connect", (client) => {
    const query = client.query.bind(client) as (...given: unknown[]) => unknown;
    Object.assign(client, { query: (...given: unknown[]) => (queries.push(given[0]), query(...given)) });
  });
});
afterAll(() => connection.close());

it("decides about every limit on the path, at four levels, in one round trip to the database", async () => {
  const world = await aTenant(database.db);
  const bob = await aPerson(world);
  const group = await anOrganization(world, {});
  const lab = await anOrganization(world, { members: [[bob, "member"]] });
  await database.db.organization.update({ where: { id: lab.id }, data: { parentId: group.id } });
  const member = { personId: bob.id, organizationId: lab.id };
  await aQuota(database.db, world.tenantId, { scope: "tenant" }, 100n);
  for (const { id } of [group, lab])
    await aQuota(database.db, world.tenantId, { scope: "organization", organizationId: id }, 50n);
  await aQuota(database.db, world.tenantId, { scope: "member", ...member }, 10n);
  const { reserve } = reservationsOn(connection.db);
  const ask = () =>
    reserve(world.tenantId, { ask: { ...member, wanted: [{ meter: "jobs", amount: 1n }] }, forSeconds: 60 });
  await ask();

  queries.length = 0;
  expect(await ask()).toMatchObject({ allowed: true, limits: { length: 4 } });
  expect(queries).toHaveLength(1);
});

import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { v7 as newId } from "uuid";
import { builtInConfiguration } from "../../src/domain/configuration/built-in.ts";
import type { World } from "../../src/domain/context.ts";
import { countWindows } from "../../src/domain/usage/count-windows.ts";
import { preparePartitions } from "../../src/domain/usage/partitions.ts";
import { connect } from "../../src/storage/database.ts";
import type { Connection } from "../../src/storage/database.ts";
import { startEmbedded } from "../../src/storage/embedded.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { transaction } from "../../src/storage/transaction.ts";

const PEOPLE = 10_000;
const ORGANIZATIONS = 1_000;

export interface UsageSite {
  readonly connection: Connection;
  readonly tenantId: string;
  readonly people: readonly Holder[];
  world(): World;
  close(): Promise<void>;
}

export interface Holder {
  readonly personId: string;
  readonly username: string;
  readonly organizationId: string;
  readonly slug: string;
}

/**
 * A durable PostgreSQL with 10,000 people in 1,000 organizations, of which use is counted at every level: people by day
 * and month, organizations and the installation by month.
 */
export async function openUsageSite(): Promise<UsageSite> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "qm-bench-"));
  chmodSync(folder, 0o755);
  const server = await startEmbedded(folder);
  await migrate(server.address);
  const connection = connect(server.address);
  const tenantId = newId();
  const people = await populate(connection, tenantId);
  const world = (): World => ({
    db: connection.db,
    now: new Date(),
    configuration: configuration(),
    newId: () => newId(),
    newCode: () => newId(),
  });
  await transaction(connection.db, (tx) =>
    countWindows(tx, { ...world(), tenantId }, [
      { scope: "person", meter: "gpu_hours", window: "day" },
      { scope: "person", meter: "gpu_hours", window: "month" },
      { scope: "person", meter: "gpu_hours", window: "now" },
      { scope: "organization", meter: "gpu_hours", window: "month" },
      { scope: "tenant", meter: "gpu_hours", window: "month" },
    ]),
  );
  await preparePartitions(world());
  return {
    connection,
    tenantId,
    people,
    world,
    async close() {
      await connection.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configuration() {
  const built = builtInConfiguration(new Date());
  const meters = built.meters.map((meter) => (meter.name === "gpu_hours" ? { ...meter, price: "2.10" } : meter));
  return { ...built, timeZone: "Europe/Berlin", meters };
}

async function populate({ db }: Connection, tenantId: string): Promise<readonly Holder[]> {
  const createdAt = new Date();
  const organizations = Array.from({ length: ORGANIZATIONS }, (_, index) => ({ id: newId(), slug: `lab-${index}` }));
  const people = Array.from({ length: PEOPLE }, (_, index) => {
    const { id: organizationId = "", slug = "" } = organizations[index % ORGANIZATIONS] ?? {};
    return { personId: newId(), username: `user${index}`, organizationId, slug };
  });
  await db.tenant.create({ data: { id: tenantId, name: "Bench", foundedAt: createdAt, claimedAt: createdAt } });
  await db.organization.createMany({
    data: organizations.map(({ id, slug }) => ({ id, tenantId, slug, name: slug, createdAt })),
  });
  await db.person.createMany({
    data: people.map(({ personId, username }) => ({
      id: personId,
      tenantId,
      username,
      displayName: username,
      state: "active" as const,
      createdAt,
    })),
  });
  await db.membership.createMany({
    data: people.map(({ personId, organizationId }) => ({
      id: newId(),
      tenantId,
      personId,
      organizationId,
      role: "member" as const,
      joinedAt: createdAt,
    })),
  });
  return people;
}

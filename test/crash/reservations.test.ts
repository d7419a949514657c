import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../src/storage/database.ts";
import type { Connection } from "../../src/storage/database.ts";
import { startEmbedded } from "../../src/storage/embedded.ts";
import type { EmbeddedServer } from "../../src/storage/embedded.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { aQuota, wrongReserved, wrongUsed } from "../domain/reservations/support.ts";
import { aPerson, aTenant, anOrganization } from "../support/builders.ts";
import { temporaryFolder } from "./support/bot.ts";

const RESERVATIONS = 10_000;
/** After how many answers what is killed. */
const KILLS = [
  { after: 1_500, what: "the process" },
  { after: 4_000, what: "the process" },
  { after: 4_500, what: "the database" },
] as const;

const folder = temporaryFolder();
let server: EmbeddedServer;
let connection: Connection;
let tenantId: string;
const acknowledged = { reserved: new Set<string>(), committed: new Set<string>() };

/** Reserves until it or its database is killed, three times, on a database that keeps what it says it has kept. */
beforeAll(async () => {
  server = await startEmbedded(folder.path);
  await migrate(server.address);
  connection = connect(server.address);
  const world = await aTenant(connection.db);
  ({ tenantId } = world);
  const people = await Promise.all(Array.from({ length: 40 }, () => aPerson(world)));
  const labs = await Promise.all(
    [0, 1, 2, 3].map((lab) =>
      anOrganization(world, { members: people.filter((_, n) => n % 4 === lab).map((person) => [person, "member"]) }),
    ),
  );
  const members = people.map(({ id }, n) => ({ personId: id, organizationId: labs[n % 4]?.id ?? "" }));
  for (const { id } of labs)
    await aQuota(connection.db, tenantId, { scope: "organization", organizationId: id }, 1_000_000n);
  await aQuota(connection.db, tenantId, { scope: "tenant" }, 1_000_000n);

  for (const kill of KILLS) await reserveUntil(kill, members);
  await connection.close();
  server = await startEmbedded(folder.path);
  connection = connect(server.address);
}, 240_000);

afterAll(async () => {
  await connection?.close();
  await server?.stop();
  folder.remove();
});

async function reserveUntil({ after, what }: (typeof KILLS)[number], members: readonly unknown[]): Promise<void> {
  const child = spawn(process.execPath, ["--no-warnings", path.join(import.meta.dirname, "support/reserver.ts")], {
    env: {
      PATH: process.env["PATH"],
      ADDRESS: JSON.stringify(server.address),
      TENANT: tenantId,
      MEMBERS: JSON.stringify(members),
    },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const kill = () => (what === "the process" ? child.kill("SIGKILL") : process.kill(postmaster(), "SIGKILL"));
  let heard = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [answer = "", id = ""] = line.split(" ");
    acknowledged[answer === "reserved" ? "reserved" : "committed"].add(id);
    if (answer === "reserved" && ++heard === after) kill();
  }
  if (child.signalCode === null && child.exitCode === null) await once(child, "exit");
}

function postmaster(): number {
  return Number(readFileSync(path.join(server.folder, "postmaster.pid"), "utf8").split("\n")[0]);
}

describe("a process, and a database, that are killed amid ten thousand reservations", () => {
  it("has kept every reservation that it said was made", async () => {
    const rows = await connection.db.$queryRaw<{ id: string }[]>`
      SELECT id FROM reservation UNION ALL SELECT id FROM reservation_end`;
    const kept = new Set(rows.map(({ id }) => id));

    expect(acknowledged.reserved.size).toBeGreaterThanOrEqual(RESERVATIONS);
    expect([...acknowledged.reserved].filter((id) => !kept.has(id))).toEqual([]);
  });

  it("has kept every commit that it said was made", async () => {
    const rows = await connection.db.$queryRaw<
      { id: string }[]
    >`SELECT id FROM reservation_end WHERE state = 'committed'`;
    const kept = new Set(rows.map(({ id }) => id));

    expect(acknowledged.committed.size).toBeGreaterThan(RESERVATIONS / 4);
    expect([...acknowledged.committed].filter((id) => !kept.has(id))).toEqual([]);
  });

  it("leaves books that balance", async () => {
    expect(await wrongReserved(connection.db)).toEqual([]);
    expect(await wrongUsed(connection.db, tenantId)).toEqual([]);
  });
});

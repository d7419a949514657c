import pg from "pg";
import { describe, expect, it } from "vitest";
import { draftAnnouncement } from "../../../src/domain/announcements/draft-announcement.ts";
import { startAnnouncement } from "../../../src/domain/announcements/start-announcement.ts";
import { spreadSlice } from "../../../src/domain/announcements/spread-announcement.ts";
import { recallAnnouncement } from "../../../src/domain/announcements/recall-announcement.ts";
import { connect } from "../../../src/storage/database.ts";
import { transaction } from "../../../src/storage/transaction.ts";
import { aPerson, aTenant, contextOf, NOON, systemWorld } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();
const PEOPLE = 400;

/** Begun, and nobody written down yet. */
async function begun() {
  const world = await aTenant(database.db);
  const boss = await aPerson(world, { role: "admin" });
  await world.db.$executeRaw`
    INSERT INTO person (id, tenant_id, username, display_name, state, type, role, created_at)
    SELECT gen_random_uuid(), ${world.tenantId}::uuid, 'p' || n, 'Person ' || n, 'active', 'user', 'regular', ${NOON}
    FROM generate_series(2, ${PEOPLE}) AS n`;
  const context = contextOf(world, boss);
  const wish = {
    title: "News",
    body: "Text.",
    audience: { kind: "everyone" },
    via: "direct",
    severity: "info",
  } as const;
  const { announcement } = await draftAnnouncement(context, wish);
  await transaction(world.db, (tx) => startAnnouncement(tx, context, announcement));
  return { world, context, id: announcement.id };
}

const told = (id: string) =>
  database.db.delivery.findMany({ where: { subject: "announcement", subjectId: id }, select: { recipient: true } });

describe("spreadSlice", () => {
  it("goes on where it stopped, until everybody is written down", async () => {
    const { id } = await begun();
    const sizes: (number | false)[] = [];
    do sizes.push(await spreadSlice(systemWorld(database.db), id, 150));
    while (sizes.at(-1) !== false);

    expect(sizes).toEqual([150, 150, false]);
    expect(await told(id)).toHaveLength(PEOPLE);
    expect(await spreadSlice(systemWorld(database.db), id, 150)).toBe(false);
  });

  it("writes everybody down once, with three at it whose connections are cut at random", async () => {
    const { id } = await begun();
    const killer = new pg.Client(database.address);
    await killer.connect();
    const instances = [1, 2, 3].map(() => connect(database.address, 3));
    let cuts = 0;
    const isDone = async () => {
      const { rows } = await killer.query("SELECT 1 FROM announcement WHERE id = $1 AND spread_at IS NOT NULL", [id]);
      return rows.length > 0;
    };

    const working = instances.map(async ({ db }) => {
      while (!(await isDone())) await spreadSlice(systemWorld(db), id, 7).catch(() => (cuts += 1));
    });
    const cutting = (async () => {
      for (let round = 0; round < 200 && !(await isDone()); round += 1) {
        await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 20));
        await killer.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle' AND random() < 0.5
             AND query LIKE '%announcement%'`,
        );
      }
    })();
    await Promise.all([...working, cutting]);

    const recipients = (await told(id)).map(({ recipient }) => recipient);
    expect(recipients).toHaveLength(PEOPLE);
    expect(new Set(recipients).size).toBe(PEOPLE);
    expect(cuts).toBeGreaterThan(0);
    await killer.end();
    for (const instance of instances) await instance.close();
  });

  it("writes nobody else down once it is withdrawn", async () => {
    const { context, id } = await begun();
    await spreadSlice(systemWorld(database.db), id, 100);
    await recallAnnouncement(context, { announcementId: id });

    expect(await spreadSlice(systemWorld(database.db), id, 100)).toBe(false);
    const rows = await database.db.delivery.groupBy({
      by: ["state"],
      where: { subject: "announcement", subjectId: id },
      _count: true,
    });
    expect(rows).toEqual([{ state: "undeliverable", _count: 100 }]);
  });
});

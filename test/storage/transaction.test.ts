import { describe, expect, it } from "vitest";
import { enqueue } from "../../src/storage/queue.ts";
import { isUniqueViolation, transaction } from "../../src/storage/transaction.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const tenant = (id: string) => ({ id, name: "Northwind", foundedAt: new Date() });
const ID = "01930000-0000-7000-8000-000000000001";
const OTHER = "01930000-0000-7000-8000-000000000002";

describe("transaction", () => {
  it("leaves nothing behind when the work throws, no job either", async () => {
    const work = transaction(database.db, async (tx) => {
      await tx.tenant.create({ data: tenant(ID) });
      await enqueue(tx, "deliver", { deliveryId: ID });
      throw new Error("changed my mind");
    });

    await expect(work).rejects.toThrow("changed my mind");
    expect(await database.db.tenant.count()).toBe(0);
    expect(await jobs()).toBe(0);
  });

  it("commits the row and its job together", async () => {
    await transaction(database.db, async (tx) => {
      await tx.tenant.create({ data: tenant(ID) });
      await enqueue(tx, "deliver", { deliveryId: ID });
    });

    expect([await database.db.tenant.count(), await jobs()]).toEqual([1, 1]);
  });

  it("recognises a unique violation, by model and by raw SQL", async () => {
    const byModel = await transaction(database.db, (tx) => tx.tenant.create({ data: tenant(ID) })).catch(
      (error) => error,
    );
    const bySql = await database.db
      .$executeRaw`INSERT INTO tenant (id, name, founded_at) VALUES (${ID}::uuid, 'x', now())`.catch((error) => error);

    expect([isUniqueViolation(byModel), isUniqueViolation(bySql)]).toEqual([true, true]);
  });

  it("tries serialization failures again until both sides commit", async () => {
    await database.db.tenant.create({ data: tenant(OTHER) });
    const append = (letter: string) =>
      transaction(
        database.db,
        async (tx) => {
          const { name } = await tx.tenant.findUniqueOrThrow({ where: { id: OTHER } });
          await new Promise((resolve) => setTimeout(resolve, 30));
          await tx.tenant.update({ where: { id: OTHER }, data: { name: name + letter } });
        },
        { serializable: true },
      );

    await Promise.all([append("a"), append("b"), append("c")]);

    const { name } = await database.db.tenant.findUniqueOrThrow({ where: { id: OTHER } });
    expect(name.slice("Northwind".length).split("").sort().join("")).toBe("abc");
  });
});

async function jobs(): Promise<number> {
  const rows = await database.db.$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM pgboss.job`;
  return rows[0]?.n ?? -1;
}

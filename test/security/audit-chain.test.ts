import { describe, expect, it } from "vitest";
import { recordRefusal } from "../../src/domain/audit/record-refusal.ts";
import { sealAudit } from "../../src/domain/audit/seal-audit.ts";
import { verifyAudit } from "../../src/domain/audit/verify-audit.ts";
import { aPerson, aTenant, contextOf, systemWorld } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

async function aSealedTrail() {
  const world = await aTenant(database.db);
  const admin = await aPerson(world, { role: "admin" });
  const context = contextOf(world, admin);
  for (let number = 0; number < 5; number++) await recordRefusal(context, { kind: "not-registered" });
  await sealAudit(systemWorld(database.db));
  const where = { tenantId: world.tenantId };
  const rows = await database.db.auditEntry.findMany({ where, orderBy: { sequence: "asc" } });
  return { context, where, rows };
}

describe("the chain", () => {
  it("shows that its end was forgotten", async () => {
    const { context, where } = await aSealedTrail();
    await database.db.auditHead.delete({ where });

    expect(await verifyAudit(context)).toMatchObject({ verified: 0, firstBroken: { sequence: 1n } });
  });

  it("shows that its end was moved back to hide what follows", async () => {
    const { context, where, rows } = await aSealedTrail();
    const { hash } = rows[2] ?? {};
    await database.db.auditHead.update({ where, data: { sequence: 3n, hash: hash ?? "" } });
    await database.db.auditEntry.update({ where: { id: rows[3]?.id ?? "" }, data: { actorLabel: "Bob" } });

    expect(await verifyAudit(context)).toMatchObject({ verified: 3, firstBroken: { sequence: 4n } });
  });
});

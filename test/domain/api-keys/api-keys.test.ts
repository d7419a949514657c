import { beforeEach, describe, expect, it } from "vitest";
import { looksLikeApiKey } from "../../../src/domain/api-keys/api-key.ts";
import { authenticate } from "../../../src/domain/api-keys/authenticate.ts";
import { createApiKey } from "../../../src/domain/api-keys/create-api-key.ts";
import { findApiKey, listApiKeys } from "../../../src/domain/api-keys/list-api-keys.ts";
import { revokeApiKey } from "../../../src/domain/api-keys/revoke-api-key.ts";
import { redact } from "../../../src/domain/audit/redact.ts";
import { aPerson, aTenant, contextOf, DAY, later, NOON, problemOf, systemWorld } from "../../support/builders.ts";
import type { SomePerson, World } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();

let world: World;
let boss: SomePerson;
beforeEach(async () => {
  world = await aTenant(database.db);
  boss = await aPerson(world, { role: "super_admin" });
});

const slurm = { name: "slurm", scopes: ["usage:write", "quota:reserve"], expiresAt: null } as const;
const make = (input: Partial<Parameters<typeof createApiKey>[1]> = {}) =>
  createApiKey(contextOf(world, boss), { ...slurm, ...input });
const whoIs = (key: string, now = NOON) => authenticate(systemWorld(database.db, now), key);

describe("createApiKey", () => {
  it("makes a key that speaks for the installation, as far as its scopes go", async () => {
    const { key, id } = await make();

    expect(await whoIs(key)).toEqual({
      ok: true,
      holder: { keyId: id, tenantId: world.tenantId, name: "slurm", scopes: new Set(["usage:write", "quota:reserve"]) },
    });
  });

  it("keeps the key itself nowhere: in no table, the audit trail and the queue among them", async () => {
    const { key, prefix } = await make();
    const rest = key.slice(prefix.length);

    const tables = await database.db.$queryRaw<{ name: string }[]>`
      SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'pgboss')`;
    for (const { name } of tables) {
      const rows = await database.db.$queryRawUnsafe<{ row: string }[]>(`SELECT t::text AS row FROM ${name} t`);
      expect(rows.filter(({ row }) => row.includes(rest))).toEqual([]);
    }
    expect(tables.length).toBeGreaterThan(10);
  });

  it("writes down who made it, its scopes and its end", async () => {
    const { id } = await make({ expiresAt: later(DAY) });

    const entry = await database.db.auditEntry.findFirstOrThrow({ where: { tenantId: world.tenantId } });
    expect(entry).toMatchObject({
      kind: "api-key-created",
      actorId: boss.id,
      subject: "slurm",
      data: { key: { id, name: "slurm" }, scopes: slurm.scopes, expiresAt: later(DAY).toISOString() },
    });
  });

  it("refuses a name that another working key has, in any case, and takes it when that one is revoked", async () => {
    const { id } = await make();
    expect(await problemOf(make({ name: "Slurm" }))).toEqual({ kind: "api-key-name-taken", name: "Slurm" });

    await revokeApiKey(contextOf(world, boss), { keyId: id });
    await make({ name: "Slurm" });
  });

  it.each([
    [{ scopes: [] }, { kind: "text-invalid", field: "scopes" }],
    [{ name: " " }, { kind: "text-invalid", field: "name" }],
    [{ expiresAt: NOON }, { kind: "until-passed" }],
  ])("refuses %j", async (input, problem) => {
    expect(await problemOf(make(input))).toMatchObject(problem);
  });

  it("takes a Super Admin", async () => {
    boss = await aPerson(world, { role: "admin" });
    expect(await problemOf(make())).toMatchObject({ kind: "forbidden", permission: "machine:authorize" });
  });

  it("makes keys that are hard to guess and easy to find in a leak", async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, (_, nth) => make({ name: `key ${nth}` })));

    expect(new Set(keys.map(({ key }) => key)).size).toBe(20);
    expect(keys.every(({ key }) => looksLikeApiKey(key))).toBe(true);
    expect(redact(`curl -H "Authorization: Bearer ${keys[0]?.key}"`)).not.toContain(keys[0]?.key);
  });
});

describe("authenticate", () => {
  it("answers the same for a key that never was, that expired, and that was revoked", async () => {
    const expired = await make({ name: "a", expiresAt: later(1) });
    const revoked = await make({ name: "b" });
    await revokeApiKey(contextOf(world, boss), { keyId: revoked.id });

    const answers = await Promise.all(
      [`qm_${"x".repeat(32)}`, "nonsense", expired.key, revoked.key].map((key) => whoIs(key, later(1))),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([JSON.stringify({ ok: false, why: "unknown" })]),
    );
  });

  it("takes a revoked key no more at once, although it was looked up a moment ago", async () => {
    const { id, key } = await make();
    expect(await whoIs(key)).toMatchObject({ ok: true });

    await revokeApiKey(contextOf(world, boss), { keyId: id });

    expect(await whoIs(key)).toEqual({ ok: false, why: "unknown" });
  });

  it("hears within a second of what another process revoked", async () => {
    const { id, key } = await make();
    await whoIs(key);
    await database.db.apiKey.update({ where: { id }, data: { revokedAt: NOON } });

    expect(await whoIs(key, later(999))).toMatchObject({ ok: true });
    expect(await whoIs(key, later(1_000))).toEqual({ ok: false, why: "unknown" });
  });

  it.each([{ state: "suspended" }, { role: "admin" }, { type: "viewer" }] as const)(
    "takes a key no more while its maker is %j",
    async (change) => {
      const { key } = await make();
      const maker = { where: { id: boss.id } };
      await database.db.person.update({ ...maker, data: change });
      expect(await whoIs(key)).toEqual({ ok: false, why: "powerless" });

      await database.db.person.update({ ...maker, data: { state: "active", role: "super_admin", type: "user" } });
      expect(await whoIs(key, later(1_000))).toMatchObject({ ok: true });
    },
  );

  it("keeps whoever tries one key after the other from taking the database for themselves", async () => {
    const guesses = Array.from({ length: 50 }, (_, nth) => `qm_${String(nth).padStart(32, "0")}`);
    const answers = await Promise.all(guesses.map((key) => whoIs(key)));

    const busy = answers.filter((answer) => !answer.ok && answer.why === "busy");
    expect(busy.length).toBeGreaterThan(30);
    expect(await whoIs((await make()).key)).toMatchObject({ ok: true });
  });

  it("writes down the last use, once a minute", async () => {
    const { id, key } = await make();
    const lastUse = async () => (await database.db.apiKey.findUniqueOrThrow({ where: { id } })).lastUsedAt;

    await whoIs(key);
    await whoIs(key, later(59_000));
    expect(await lastUse()).toEqual(NOON);

    await whoIs(key, later(60_000));
    expect(await lastUse()).toEqual(later(60_000));
  });
});

describe("listApiKeys", () => {
  it("shows this installation's keys by name, and which work", async () => {
    const other = await aPerson(world, { role: "super_admin", name: "Chen Li" });
    await make({ name: "b", expiresAt: later(10) });
    await createApiKey(contextOf(world, other), { ...slurm, name: "a" });
    await make({ name: "c" });
    await database.db.person.update({ where: { id: other.id }, data: { state: "suspended" } });
    const elsewhere = await aTenant(database.db);
    const stranger = await aPerson(elsewhere, { role: "super_admin" });

    const keys = await listApiKeys(contextOf(world, boss, { now: later(10) }));
    expect(keys.map(({ name, state }) => `${name} ${state}`)).toEqual(["a powerless", "b expired", "c works"]);
    expect(await listApiKeys(contextOf(elsewhere, stranger))).toEqual([]);
  });

  it("takes a Super Admin", async () => {
    const admin = await aPerson(world, { role: "admin" });
    expect(await problemOf(listApiKeys(contextOf(world, admin)))).toMatchObject({ kind: "forbidden" });
  });
});

describe("findApiKey", () => {
  it("finds by name, beginning and id, and tells what was revoked to who has its id", async () => {
    const { id, prefix } = await make();
    const context = contextOf(world, boss);
    const found = await Promise.all(["SLURM", prefix, id].map((named) => findApiKey(context, named)));
    expect(found.map((key) => key.id)).toEqual([id, id, id]);

    await revokeApiKey(context, { keyId: id });
    expect(await problemOf(findApiKey(context, id))).toEqual({ kind: "api-key-revoked", name: "slurm" });
    expect(await problemOf(findApiKey(context, "slurm"))).toMatchObject({ kind: "not-found", thing: "api_key" });
  });
});

describe("revokeApiKey", () => {
  it("happens once, however many press at the same moment", async () => {
    const { id } = await make();
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => problemOf(revokeApiKey(contextOf(world, boss), { keyId: id }))),
    );
    expect(outcomes.filter((outcome) => outcome === "nothing was refused")).toHaveLength(1);
    expect(await database.db.auditEntry.count({ where: { tenantId: world.tenantId, kind: "api-key-revoked" } })).toBe(
      1,
    );
  });

  it("finds no key of another installation", async () => {
    const { id } = await make();
    const elsewhere = await aTenant(database.db);
    const stranger = await aPerson(elsewhere, { role: "super_admin" });
    expect(await problemOf(revokeApiKey(contextOf(elsewhere, stranger), { keyId: id }))).toMatchObject({
      kind: "not-found",
    });
  });
});

import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../../src/domain/audit/chain.ts";
import { listAudit } from "../../../src/domain/audit/list-audit.ts";
import { recordRefusal } from "../../../src/domain/audit/record-refusal.ts";
import { redact } from "../../../src/domain/audit/redact.ts";
import { sealAudit } from "../../../src/domain/audit/seal-audit.ts";
import { verifyAudit } from "../../../src/domain/audit/verify-audit.ts";
import { aPerson, aTenant, contextOf, later, problemOf, systemWorld } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();

async function aTrail(entries: number) {
  const world = await aTenant(database.db);
  const admin = await aPerson(world, { name: "Root", role: "admin" });
  const context = contextOf(world, admin, { command: "register claim:7KQ2-M4XR" });
  for (let number = 0; number < entries; number++) await recordRefusal(context, { kind: "not-registered" });
  const seal = async () => {
    while ((await sealAudit(systemWorld(database.db))) > 0);
  };
  const sealed = { tenantId: world.tenantId, sequence: { not: null } } as const;
  const rows = () => database.db.auditEntry.findMany({ where: sealed, orderBy: { sequence: "asc" } });
  return { world, context, seal, rows };
}

describe("the audit chain", () => {
  it("verifies what was sealed, and counts what is not sealed yet", async () => {
    const { context, seal } = await aTrail(5);
    await seal();
    await recordRefusal(context, { kind: "not-registered" });

    expect(await verifyAudit(context)).toMatchObject({
      verified: 5,
      unsealed: 1,
      newestHash: expect.stringMatching(/^[0-9a-f]{64}$/u),
    });
  });

  it("holds with writers and sealers at work at once", async () => {
    const { context, seal } = await aTrail(0);
    const writers = Array.from({ length: 6 }, async () => {
      for (let number = 0; number < 8; number++) await recordRefusal(context, { kind: "not-registered" });
    });

    await Promise.all([...writers, seal(), seal(), seal()]);
    await seal();

    expect(await verifyAudit(context)).toMatchObject({ verified: 48, unsealed: 0 });
  });

  it("finds an entry that was edited", async () => {
    const { context, seal, rows } = await aTrail(5);
    await seal();
    const third = (await rows())[2];
    await database.db.auditEntry.update({ where: { id: third?.id ?? "" }, data: { actorLabel: "Somebody else" } });

    expect(await verifyAudit(context)).toMatchObject({ verified: 2, firstBroken: { sequence: 3n, reason: "changed" } });
  });

  it("finds an entry that was deleted in the middle", async () => {
    const { context, seal, rows } = await aTrail(5);
    await seal();
    await database.db.auditEntry.delete({ where: { id: (await rows())[2]?.id ?? "" } });

    expect(await verifyAudit(context)).toMatchObject({ verified: 2, firstBroken: { sequence: 3n, reason: "missing" } });
  });

  it("finds two entries that changed places", async () => {
    const { context, seal, rows } = await aTrail(5);
    await seal();
    const [, second, third] = await rows();
    await database.db.auditEntry.update({ where: { id: second?.id ?? "" }, data: { sequence: 99n } });
    await database.db.auditEntry.update({ where: { id: third?.id ?? "" }, data: { sequence: 2n } });
    await database.db.auditEntry.update({ where: { id: second?.id ?? "" }, data: { sequence: 3n } });

    expect(await verifyAudit(context)).toMatchObject({ verified: 1, firstBroken: { sequence: 2n, reason: "changed" } });
  });

  it("finds a tail that was cut off, before and after the next sealing", async () => {
    const { context, seal, rows } = await aTrail(5);
    await seal();
    const last = (await rows())[4];
    await database.db.auditEntry.delete({ where: { id: last?.id ?? "" } });

    expect(await verifyAudit(context)).toMatchObject({ verified: 4, firstBroken: { sequence: 5n, reason: "cut-off" } });
    await recordRefusal(context, { kind: "not-registered" });
    await seal();
    expect(await verifyAudit(context)).toMatchObject({ verified: 4, firstBroken: { sequence: 5n, reason: "missing" } });
  });

  it("is for administrators", async () => {
    const { world } = await aTrail(0);
    const regular = await aPerson(world);

    expect(await problemOf(verifyAudit(contextOf(world, regular)))).toMatchObject({
      kind: "forbidden",
      whoMay: ["Root"],
    });
  });
});

describe("listAudit", () => {
  it("filters by outcome, text and time, newest first", async () => {
    const { context } = await aTrail(3);
    await recordRefusal({ ...context, now: later(1000) }, { kind: "registration-closed" });

    const page = await listAudit(context, { outcome: "refused", text: "root" });
    expect(page).toMatchObject({ total: 4, page: 1, rows: [{ kind: "registration_closed" }, {}, {}, {}] });
    expect(await listAudit(context, { until: later(1000) })).toMatchObject({ total: 3 });
    expect(await listAudit(context, { text: "100%" })).toMatchObject({ total: 0 });
  });

  it("never shows a code that was typed", async () => {
    const { context } = await aTrail(1);

    expect((await listAudit(context)).rows[0]?.command).toBe("register claim:[redacted]");
  });
});

describe("redact", () => {
  it.each([
    ["register bob claim:7KQ2-M4XR", "register bob claim:[redacted]"],
    ["link accept 7KQ2-M4XR", "link accept [redacted]"],
    ["link accept code: 7kq2-m4xr", "link accept code: [redacted]"],
    ['user add bob password:"hunter two" role:admin', "user add bob password:[redacted] role:admin"],
    ["user add bob —password hunter2", "user add bob —password [redacted]"],
    ["ssh-key add -----BEGIN OPENSSH PRIVATE KEY----- b3BlbnNz", "ssh-key add [redacted]"],
    [
      "ssh-key add —–-BEGIN RSA PRIVATE KEY—–- MII -----END RSA PRIVATE KEY----- laptop",
      "ssh-key add [redacted] laptop",
    ],
    ["ssh-key add ---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ---- P2/5", "ssh-key add [redacted]"],
    ["ssh-key add -----BEGIN PGP PRIVATE KEY BLOCK----- lQ", "ssh-key add [redacted]"],
    ["ssh-key add PuTTY-User-Key-File-3: ssh-rsa Private-Lines: 1 AAAA", "ssh-key add [redacted]"],
    ["ssh-key add ssh-ed25519 AAAA bob@laptop", "ssh-key add ssh-ed25519 AAAA bob@laptop"],
    ["register bob correct1horse", "register bob [redacted]"],
    ["register bob", "register bob"],
    ["link abcdefgh", "link [redacted]"],
    ["link code", "link code"],
    ["invite accept abcd-efgh", "invite accept [redacted]"],
    [
      "invite accept invitation:01a1ff81-e441-76f7-bd00-7a978b0fef35",
      "invite accept invitation:01a1ff81-e441-76f7-bd00-7a978b0fef35",
    ],
    ["invite accept Vision Lab", "invite accept Vision Lab"],
    ["invite create @bob role:admin", "invite create @bob role:admin"],
    ["register bob 7kq2-m4xr", "register bob [redacted]"],
    ["member list data-team text:new-folk", "member list data-team text:new-folk"],
    ["say xoxb-123-abc", "say [redacted]"],
  ])("%s", (typed, kept) => {
    expect(redact(typed)).toBe(kept);
    expect(redact(redact(typed))).toBe(kept);
  });
});

describe("canonicalJson", () => {
  it("does not depend on the order of keys", () => {
    expect(canonicalJson({ b: [1, { d: null, c: "ü" }], a: undefined })).toBe('{"b":[1,{"c":"ü","d":null}]}');
  });
});

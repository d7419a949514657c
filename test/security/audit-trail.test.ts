import { describe, expect, it } from "vitest";
import { recordRefusal } from "../../src/domain/audit/record-refusal.ts";
import { declineInvitation } from "../../src/domain/invitations/decline-invitation.ts";
import { createInvitation } from "../../src/domain/invitations/create-invitation.ts";
import type { Problem } from "../../src/domain/errors.ts";
import { aPerson, aTenant, anOrganization, contextOf } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

async function written(problem: Problem, command = "") {
  const world = await aTenant(database.db);
  const mallory = await aPerson(world, { name: "Mallory" });
  await recordRefusal(contextOf(world, mallory, { command }), problem);
  return database.db.auditEntry.findFirstOrThrow({ where: { tenantId: world.tenantId } });
}

describe("a refusal", () => {
  it("is written down whatever characters were typed", async () => {
    const entry = await written({ kind: "not-registered" }, "member role @bob\u0000 \uD800 owner");

    expect(entry.command).toBe("member role @bob\uFFFD \uFFFD owner");
  });

  it("is written down whatever characters it speaks of", async () => {
    const entry = await written({ kind: "not-found", thing: "person", named: "b\u0000o\uDFFFb" });

    expect(entry.data).toMatchObject({ named: "b\uFFFDo\uFFFDb" });
  });

  it.each<Problem>([
    { kind: "not-found", thing: "person", named: "xoxb-1234567890-abcdefghij" },
    { kind: "email-invalid", email: "AKIAABCDEFGHIJKLMNOP@", field: "person" },
    { kind: "username-taken", username: "password=hunter2", suggestion: "x", field: "username" },
  ])("keeps no secret that was typed in the wrong place: $kind", async (problem) => {
    const entry = await written(problem);

    expect(JSON.stringify(entry.data)).toContain("[redacted]");
    expect(JSON.stringify(entry)).not.toMatch(/xoxb-|AKIA|hunter2/);
  });
});

describe("a reason", () => {
  it("keeps no secret", async () => {
    const world = await aTenant(database.db);
    const alice = await aPerson(world);
    const bob = await aPerson(world, { name: "Bob Ekman" });
    const lab = await anOrganization(world, { members: [[alice, "owner"]] });
    const invitee = { kind: "person", personId: bob.id } as const;
    const { id } = await createInvitation(contextOf(world, alice), {
      organizationId: lab.id,
      invitee,
      role: "member",
    });

    await declineInvitation(contextOf(world, bob), { invitationId: id, reason: "my token:abc123 \u0000leaked" });

    const where = { tenantId: world.tenantId, kind: "invitation-declined" };
    const { reason } = await database.db.auditEntry.findFirstOrThrow({ where });
    expect(reason).toBe("my token:[redacted] \uFFFDleaked");
  });
});

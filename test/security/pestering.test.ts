import { describe, expect, it } from "vitest";
import { createInvitation } from "../../src/domain/invitations/create-invitation.ts";
import { declineInvitation } from "../../src/domain/invitations/decline-invitation.ts";
import { revokeInvitation } from "../../src/domain/invitations/revoke-invitation.ts";
import type { Context } from "../../src/domain/context.ts";
import { aPerson, aTenant, anOrganization, contextOf, DAY, later, problemOf } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

async function aLab() {
  const world = await aTenant(database.db);
  const mallory = await aPerson(world, { name: "Mallory" });
  const bob = await aPerson(world, { name: "Bob Ekman" });
  const lab = await anOrganization(world, { name: "Lab", members: [[mallory, "owner"]] });
  const invite = (context: Context) =>
    createInvitation(context, {
      organizationId: lab.id,
      invitee: { kind: "person", personId: bob.id },
      role: "member",
    });
  return { world, mallory, bob, invite };
}

describe("an invitee", () => {
  it("is not pestered by revoking and inviting again", async () => {
    const { world, mallory, invite } = await aLab();
    const context = contextOf(world, mallory);
    for (let time = 0; time < 4; time++) {
      const { id } = await invite(context);
      await revokeInvitation(context, { invitationId: id });
    }

    expect(await problemOf(invite(context))).toMatchObject({ kind: "resend-limit", again: later(DAY) });
    expect(await problemOf(invite(contextOf(world, mallory, { now: later(DAY) })))).toBe("nothing was refused");
  });

  it("is not pestered after declining", async () => {
    const { world, mallory, bob, invite } = await aLab();
    const context = contextOf(world, mallory);
    for (let time = 0; time < 4; time++) {
      const { id } = await invite(context);
      await declineInvitation(contextOf(world, bob), { invitationId: id });
    }

    expect(await problemOf(invite(context))).toMatchObject({ kind: "resend-limit", name: "Bob Ekman" });
  });
});

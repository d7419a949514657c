import { describe, expect, it } from "vitest";
import { createInvitation } from "../../../src/domain/invitations/create-invitation.ts";
import { requestInvitation } from "../../../src/domain/invitations/request-invitation.ts";
import { resendInvitation } from "../../../src/domain/invitations/resend-invitation.ts";
import type { SomePerson } from "../../support/builders.ts";
import { anOrganization, aPerson, aTenant, contextOf, DAY, later, problemOf } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();

async function anInvitation() {
  const world = await aTenant(database.db);
  const alice = await aPerson(world, { name: "Alice Moreau" });
  const bob = await aPerson(world, { name: "Bob Ekman" });
  const lab = await anOrganization(world, { members: [[alice, "owner"]] });
  const invitee = { kind: "person", personId: bob.id } as const;
  const invitation = { organizationId: lab.id, invitee, role: "member" } as const;
  const { id: invitationId } = await createInvitation(contextOf(world, alice), invitation);
  const requestBy = (person: SomePerson, now: Date) =>
    requestInvitation(contextOf(world, person, { now }), { invitationId });
  return { world, alice, bob, invitationId, requestBy };
}

const afterwards = later(8 * DAY);

describe("requestInvitation", () => {
  it("tells the inviter of an expired invitation once, however often it is asked", async () => {
    const { world, alice, bob, requestBy } = await anInvitation();

    expect((await requestBy(bob, afterwards)).outcome).toBe("asked");
    expect((await requestBy(bob, afterwards)).outcome).toBe("asked-before");

    const told = { tenantId: world.tenantId, subject: "notice", recipient: `person:${alice.id}` };
    expect(await database.db.delivery.count({ where: told })).toBe(1);
  });

  it("has nothing to ask for while the invitation is open", async () => {
    const { bob, requestBy } = await anInvitation();

    expect((await requestBy(bob, later(DAY))).outcome).toBe("still-open");
  });

  it("is for the invitee alone", async () => {
    const { world, requestBy } = await anInvitation();
    const carol = await aPerson(world, { name: "Carol" });

    expect(await problemOf(requestBy(carol, afterwards))).toEqual({ kind: "invitation-not-yours" });
  });

  it("points to the newer invitation where there is one", async () => {
    const { world, alice, bob, invitationId, requestBy } = await anInvitation();
    await resendInvitation(contextOf(world, alice, { now: afterwards }), { invitationId });

    expect(await problemOf(requestBy(bob, later(9 * DAY)))).toMatchObject({ kind: "invitation-superseded" });
  });
});

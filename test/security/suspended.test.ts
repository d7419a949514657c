import { describe, expect, it } from "vitest";
import { acceptInvitation } from "../../src/domain/invitations/accept-invitation.ts";
import { createInvitation } from "../../src/domain/invitations/create-invitation.ts";
import { createLinkCode } from "../../src/domain/people/create-link-code.ts";
import { addSshKey } from "../../src/domain/ssh-keys/add-ssh-key.ts";
import { removeSshKey } from "../../src/domain/ssh-keys/remove-ssh-key.ts";
import { aPerson, aTenant, anOrganization, contextOf, problemOf } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl mallory";

async function aLab() {
  const world = await aTenant(database.db);
  const mallory = await aPerson(world, { name: "Mallory" });
  const bob = await aPerson(world, { name: "Bob Ekman" });
  const lab = await anOrganization(world, { name: "Lab", members: [[mallory, "owner"]] });
  const invite = () =>
    createInvitation(contextOf(world, mallory), {
      organizationId: lab.id,
      invitee: { kind: "person", personId: bob.id },
      role: "member",
    });
  return { world, bob, invite };
}

async function suspended() {
  const { world, bob, invite } = await aLab();
  const { id: invitationId } = await invite();
  const context = contextOf(world, bob);
  const key = await addSshKey(context, { publicKey: KEY });
  await database.db.person.update({ where: { id: bob.id }, data: { state: "suspended" } });
  return { context, invitationId, keyId: key.id };
}

describe("somebody suspended while their request was under way", () => {
  it("joins nothing, links nothing and touches no key", async () => {
    const { context, invitationId, keyId } = await suspended();
    const refused = { kind: "not-active", state: "suspended" };

    expect(await problemOf(acceptInvitation(context, { invitationId }))).toEqual(refused);
    expect(await problemOf(createLinkCode(context))).toEqual(refused);
    expect(await problemOf(addSshKey(context, { publicKey: KEY }))).toEqual(refused);
    expect(await problemOf(removeSshKey(context, { keyId }))).toEqual(refused);
  });
});

import { describe, expect, it } from "vitest";
import { listAudit } from "../../../src/domain/audit/list-audit.ts";
import { explainPermission } from "../../../src/domain/explaining/explain-permission.ts";
import { acceptInvitation } from "../../../src/domain/invitations/accept-invitation.ts";
import { createInvitation } from "../../../src/domain/invitations/create-invitation.ts";
import { declineInvitation } from "../../../src/domain/invitations/decline-invitation.ts";
import { issueInvitationCode } from "../../../src/domain/invitations/issue-invitation-code.ts";
import { listMyInvitations } from "../../../src/domain/invitations/list-invitations.ts";
import { redeemInvitationCode } from "../../../src/domain/invitations/redeem-invitation-code.ts";
import { resendInvitation } from "../../../src/domain/invitations/resend-invitation.ts";
import { createOrganization } from "../../../src/domain/organizations/create-organization.ts";
import { deleteOrganization, showDeletion } from "../../../src/domain/organizations/delete-organization.ts";
import { listOrganizations } from "../../../src/domain/organizations/list-organizations.ts";
import { switchOrganization } from "../../../src/domain/organizations/switch-organization.ts";
import type { SomePerson, World } from "../../support/builders.ts";
import {
  aPerson,
  aTenant,
  anOrganization,
  contextOf,
  DAY,
  later,
  NOON,
  problemOf,
  systemWorld,
  warmUp,
} from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase(24);

/** Alice owns Vision Lab, Chen is an admin, Dana a member; Bob is invited. */
async function aLab(kind: "organization" | "project" = "organization") {
  const world = await aTenant(database.db);
  const alice = await aPerson(world, { name: "Alice Moreau", role: "admin" });
  const chen = await aPerson(world, { name: "Chen Li" });
  const dana = await aPerson(world, { name: "Dana Ruiz" });
  const bob = await aPerson(world, { name: "Bob Ekman" });
  const lab = await anOrganization(world, {
    name: "Vision Lab",
    kind,
    members: [
      [alice, kind === "project" ? "admin" : "owner"],
      [chen, "admin"],
      [dana, "member"],
    ],
  });
  const invite = (person: SomePerson) =>
    createInvitation(contextOf(world, alice), {
      organizationId: lab.id,
      invitee: { kind: "person", personId: person.id },
      role: "member",
    });
  return { world, alice, bob, chen, dana, lab, organizationId: lab.id, invite, invitation: await invite(bob) };
}

async function leftIn({ db }: World, organizationId: string) {
  return {
    memberships: await db.membership.count({ where: { organizationId } }),
    pending: await db.invitation.count({ where: { organizationId, state: "pending" } }),
  };
}

describe("deleteOrganization", () => {
  it("says beforehand what will end, and ends that", async () => {
    const { world, alice, organizationId, lab } = await aLab();
    const context = contextOf(world, alice);
    const deletion = { organization: lab, memberCount: 3, invitationCount: 1, childCount: 0 };

    expect(await showDeletion(context, { organizationId })).toEqual(deletion);
    expect(await deleteOrganization(context, { organizationId })).toEqual(deletion);
    expect(await leftIn(world, organizationId)).toEqual({ memberships: 0, pending: 0 });
    expect(await listOrganizations(context)).toEqual([]);
  });

  it("is for owners, in a project for admins", async () => {
    const lab = await aLab();
    expect(
      await problemOf(deleteOrganization(contextOf(lab.world, lab.chen), { organizationId: lab.organizationId })),
    ).toMatchObject({ kind: "forbidden", permission: "organization:delete", role: "admin", whoMay: ["Alice Moreau"] });

    const project = await aLab("project");
    const { organizationId } = project;
    expect(
      await problemOf(deleteOrganization(contextOf(project.world, project.dana), { organizationId })),
    ).toMatchObject({ kind: "forbidden", organizationKind: "project", whoMay: ["Alice Moreau", "Chen Li"] });
    expect(await deleteOrganization(contextOf(project.world, project.chen), { organizationId })).toMatchObject({
      memberCount: 3,
    });
  });

  it("leaves a personal organization alone", async () => {
    const { world, alice, organizationId } = await aLab();
    await world.db.organization.update({ where: { id: organizationId }, data: { personalForId: alice.id } });

    expect(await problemOf(deleteOrganization(contextOf(world, alice), { organizationId }))).toEqual({
      kind: "personal-organization",
      organization: "Vision Lab",
    });
  });

  it("tells everybody who belonged, once, but who did it; changes the cards of the invited", async () => {
    const { world, alice, bob, chen, dana, organizationId, invitation } = await aLab();
    const before = await world.db.delivery.findMany({ where: { subjectId: invitation.id } });

    await deleteOrganization(contextOf(world, alice), { organizationId, reason: "merged" });

    const notices = await world.db.delivery.findMany({ where: { tenantId: world.tenantId, subject: "notice" } });
    expect(notices.map(({ recipient }) => recipient).toSorted()).toEqual(
      [chen, dana].map(({ id }) => `person:${id}`).toSorted(),
    );
    const cards = await world.db.delivery.findMany({ where: { subjectId: invitation.id } });
    expect(cards.map(({ recipient }) => recipient).toSorted()).toEqual(
      [alice, bob].map(({ id }) => `person:${id}`).toSorted(),
    );
    expect(cards.map(({ wantedVersion }) => wantedVersion)).toEqual(before.map((card) => card.wantedVersion + 1));
  });

  it("tells an inviter once, however many of their invitations end", async () => {
    const { world, alice, chen, organizationId } = await aLab();
    for (const name of ["Erik", "Farah"]) {
      const { id: personId } = await aPerson(world, { name });
      const invitee = { kind: "person", personId } as const;
      await createInvitation(contextOf(world, chen), { organizationId, invitee, role: "member" });
    }

    await deleteOrganization(contextOf(world, alice), { organizationId });

    const recipient = `person:${chen.id}`;
    expect(await world.db.delivery.count({ where: { subject: "notice", recipient } })).toBe(1);
  });

  it("is in the audit log with its counts, its reason and the name of the time", async () => {
    const { world, alice, organizationId } = await aLab();
    const context = contextOf(world, alice);
    await deleteOrganization(context, { organizationId, reason: "merged" });

    const { rows } = await listAudit(context, { kind: "organization-deleted" });
    expect(rows).toMatchObject([
      { subject: "Vision Lab", reason: "merged", organizationId, data: { memberCount: 3, invitationCount: 1 } },
    ]);
    const { rows: revoked } = await listAudit(context, { kind: "invitation-revoked" });
    expect(revoked).toMatchObject([{ data: { because: "organization-deleted" } }]);
  });

  it("leaves its name to others", async () => {
    const { world, alice, bob, organizationId } = await aLab();
    await world.db.organization.update({ where: { id: organizationId }, data: { slug: "vision-lab" } });
    await deleteOrganization(contextOf(world, alice), { organizationId });

    expect(await createOrganization(contextOf(world, bob), { name: "Vision Lab", kind: "organization" })).toMatchObject(
      { name: "Vision Lab", slug: "vision-lab" },
    );
  });

  it("sends whoever worked there home", async () => {
    const { world, alice, dana, organizationId } = await aLab();
    const home = await anOrganization(world, { members: [[dana, "owner"]] });
    await world.db.organization.update({ where: { id: home.id }, data: { personalForId: dana.id } });
    await switchOrganization(contextOf(world, dana), { organizationId });
    await switchOrganization(contextOf(world, alice), { organizationId });

    await deleteOrganization(contextOf(world, alice), { organizationId });

    const works = async ({ id }: SomePerson) =>
      (await world.db.person.findUniqueOrThrow({ where: { id } })).currentOrganizationId;
    expect([await works(dana), await works(alice)]).toEqual([home.id, null]);
  });
});

describe("a deleted organization", () => {
  it("tells who belonged who deleted it, and anybody else nothing", async () => {
    const { world, alice, bob, chen, organizationId } = await aLab();
    await deleteOrganization(contextOf(world, alice), { organizationId });

    const refusal = (person: SomePerson) => problemOf(switchOrganization(contextOf(world, person), { organizationId }));
    expect(await refusal(chen)).toEqual({
      kind: "organization-deleted",
      organization: "Vision Lab",
      by: "Alice Moreau",
      at: NOON,
    });
    expect(await refusal(bob)).toEqual({ kind: "not-found", thing: "organization" });
  });

  it("cannot be got into, by a button or by a code from an e-mail", async () => {
    const { world, alice, bob, invitation, organizationId } = await aLab();
    const issued = await issueInvitationCode(systemWorld(world.db), invitation.id);
    await deleteOrganization(contextOf(world, alice), { organizationId });

    const context = contextOf(world, bob);
    const ended = { kind: "invitation-revoked", by: "Alice Moreau", organization: "Vision Lab" };
    expect(await problemOf(acceptInvitation(context, { invitationId: invitation.id }))).toMatchObject(ended);
    expect(await problemOf(declineInvitation(context, { invitationId: invitation.id }))).toMatchObject(ended);
    expect(await problemOf(redeemInvitationCode(context, { code: issued?.code ?? "" }))).toMatchObject(ended);
    expect(await listMyInvitations(context)).toEqual([]);
  });

  it("sends no invitation again, not even one that had expired", async () => {
    const { world, alice, invitation, organizationId } = await aLab();
    const context = contextOf(world, alice, { now: later(8 * DAY) });
    const { invitationCount } = await deleteOrganization(context, { organizationId });

    expect(invitationCount).toBe(0);
    const { state } = await world.db.invitation.findUniqueOrThrow({ where: { id: invitation.id } });
    expect(state).toBe("expired");
    expect(await problemOf(resendInvitation(context, { invitationId: invitation.id }))).toEqual({
      kind: "not-found",
      thing: "invitation",
    });
  });

  it("is nothing to ask why about, even for who may ask about everybody", async () => {
    const { world, alice, bob, organizationId } = await aLab();
    const context = contextOf(world, alice);
    await deleteOrganization(context, { organizationId });

    const question = { personId: bob.id, permission: "job:run", organizationId } as const;
    expect(await problemOf(explainPermission(context, question))).toMatchObject({ kind: "not-found" });
  });

  it("has nobody in it and nobody waiting when twenty accept meanwhile; everybody gets an answer", async () => {
    const { world, alice, organizationId, invite } = await aLab();
    const people = await Promise.all(Array.from({ length: 20 }, () => aPerson(world)));
    const invitations: string[] = [];
    for (const person of people) invitations.push((await invite(person)).id);
    await warmUp(world.db, 21);

    const accepting = people.map(async (person, at) => {
      const problem = await problemOf(
        acceptInvitation(contextOf(world, person), { invitationId: invitations[at] ?? "" }),
      );
      return typeof problem === "object" && problem !== null && "kind" in problem ? problem.kind : problem;
    });
    const deleting = deleteOrganization(contextOf(world, alice), { organizationId });
    const [{ memberCount, invitationCount }, ...answers] = await Promise.all([deleting, ...accepting]);

    const count = (answer: unknown) => answers.filter((one) => one === answer).length;
    expect(await leftIn(world, organizationId)).toEqual({ memberships: 0, pending: 0 });
    expect(count("nothing was refused")).toBe(memberCount - 3);
    expect(count("invitation-revoked")).toBe(invitationCount - 1);
    expect(count("nothing was refused") + count("invitation-revoked")).toBe(20);
  });

  it("is deleted once, whoever else does the same at that moment", async () => {
    const { world, alice, chen, organizationId } = await aLab();
    await world.db.membership.updateMany({ where: { organizationId, personId: chen.id }, data: { role: "owner" } });
    await warmUp(world.db, 2);

    const outcomes = await Promise.all(
      [alice, chen].map((person) => problemOf(deleteOrganization(contextOf(world, person), { organizationId }))),
    );

    expect(outcomes).toContain("nothing was refused");
    expect(outcomes).toContainEqual(expect.objectContaining({ kind: "organization-deleted" }));
  });
});

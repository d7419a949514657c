import { describe, expect, it } from "vitest";
import { createInvitation } from "../../../src/domain/invitations/create-invitation.ts";
import { addMember } from "../../../src/domain/memberships/add-member.ts";
import { changeRole } from "../../../src/domain/memberships/change-role.ts";
import { leaveOrganization } from "../../../src/domain/memberships/leave-organization.ts";
import { listMembers } from "../../../src/domain/memberships/list-members.ts";
import { removeMember } from "../../../src/domain/memberships/remove-member.ts";
import { showRole } from "../../../src/domain/memberships/show-role.ts";
import { addSshKey } from "../../../src/domain/ssh-keys/add-ssh-key.ts";
import type { OrganizationKind } from "../../../src/storage/generated/enums.ts";
import { aPerson, aTenant, anOrganization, contextOf, later, problemOf } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f bob@laptop";

async function aTeam(kind: OrganizationKind = "organization") {
  const world = await aTenant(database.db);
  const owner = await aPerson(world, { name: "Olga" });
  const admin = await aPerson(world, { name: "Adam" });
  const member = await aPerson(world, { name: "Mia" });
  const top = kind === "project" ? "admin" : "owner";
  const team = await anOrganization(world, {
    kind,
    name: "Vision Lab",
    prerequisites: kind === "project" ? ["account", "ssh_key"] : [],
    members: [
      [owner, top],
      [admin, "admin"],
      [member, "member"],
    ],
  });
  return { world, owner, admin, member, organizationId: team.id };
}

describe("changeRole", () => {
  it("lets an admin make admins, and not owners (HW-25)", async () => {
    const { world, admin, member, organizationId } = await aTeam();
    const to = (role: "owner" | "admin") =>
      changeRole(contextOf(world, admin), { organizationId, personId: member.id, role });

    expect(await problemOf(to("owner"))).toMatchObject({ kind: "role-above-yours", whoMay: ["Olga"] });
    expect(await to("admin")).toMatchObject({ before: "member", changed: true, member: { role: "admin" } });
  });

  it("does not let an admin touch an owner (HW-15)", async () => {
    const { world, admin, owner, organizationId } = await aTeam();
    const change = changeRole(contextOf(world, admin), { organizationId, personId: owner.id, role: "member" });

    expect(await problemOf(change)).toMatchObject({ kind: "member-above-you", role: "owner", yours: "admin" });
  });

  it("changes nothing, and complains of nothing, for the role they have", async () => {
    const { world, owner, member, organizationId } = await aTeam();

    expect(
      await changeRole(contextOf(world, owner), { organizationId, personId: member.id, role: "member" }),
    ).toMatchObject({
      changed: false,
    });
    expect(await database.db.auditEntry.count({ where: { tenantId: world.tenantId } })).toBe(0);
  });

  it("refuses to raise oneself", async () => {
    const { world, admin, organizationId } = await aTeam();
    const change = changeRole(contextOf(world, admin), { organizationId, personId: admin.id, role: "owner" });

    expect(await problemOf(change)).toMatchObject({ kind: "self-grant" });
  });

  it("decides by what the actor is now, not by what they were when they asked", async () => {
    const { world, owner, admin, member, organizationId } = await aTeam();
    const stale = contextOf(world, admin);
    await changeRole(contextOf(world, owner), { organizationId, personId: admin.id, role: "member" });

    expect(await problemOf(changeRole(stale, { organizationId, personId: member.id, role: "admin" }))).toMatchObject({
      kind: "forbidden",
      permission: "member:role",
    });
  });

  it("knows no owner in a project (TA-14)", async () => {
    const { world, admin, member, organizationId } = await aTeam("project");
    const change = changeRole(contextOf(world, admin), { organizationId, personId: member.id, role: "owner" });

    expect(await problemOf(change)).toMatchObject({ kind: "role-not-offered", offered: ["admin", "member"] });
  });

  it("leaves one owner when two demote each other at once (E12)", async () => {
    for (let round = 0; round < 5; round++) {
      const { world, owner, admin, organizationId } = await aTeam();
      await changeRole(contextOf(world, owner), { organizationId, personId: admin.id, role: "owner" });

      await Promise.allSettled([
        changeRole(contextOf(world, owner), { organizationId, personId: admin.id, role: "member" }),
        changeRole(contextOf(world, admin), { organizationId, personId: owner.id, role: "member" }),
      ]);

      expect(await database.db.membership.count({ where: { organizationId, role: "owner" } })).toBe(1);
    }
  });
});

describe("leaveOrganization", () => {
  it("keeps the last keeper, also when the other owner is suspended", async () => {
    const { world, owner, organizationId } = await aTeam();
    const suspended = await aPerson(world, { name: "Sue", state: "suspended" });
    const row = {
      tenantId: world.tenantId,
      organizationId,
      personId: suspended.id,
      role: "owner",
      joinedAt: later(0),
    } as const;
    await database.db.membership.create({ data: { id: crypto.randomUUID(), ...row } });

    expect(await problemOf(leaveOrganization(contextOf(world, owner), { organizationId }))).toMatchObject({
      kind: "last-keeper",
      change: "leave",
      role: "owner",
    });
  });

  it("lets one of two project admins go, and not the other (TA-13)", async () => {
    const { world, owner, admin, organizationId } = await aTeam("project");

    await leaveOrganization(contextOf(world, owner), { organizationId });
    expect(await problemOf(leaveOrganization(contextOf(world, admin), { organizationId }))).toMatchObject({
      kind: "last-keeper",
      role: "admin",
    });
  });
});

describe("removeMember", () => {
  it("ends the membership and the place as current organization (HW-15)", async () => {
    const { world, admin, member, organizationId } = await aTeam();
    await database.db.person.update({ where: { id: member.id }, data: { currentOrganizationId: organizationId } });

    await removeMember(contextOf(world, admin), { organizationId, personId: member.id, reason: "left the group" });

    expect(await database.db.person.findUnique({ where: { id: member.id } })).toMatchObject({
      currentOrganizationId: null,
    });
    const entry = await database.db.auditEntry.findFirst({
      where: { tenantId: world.tenantId, kind: "member-removed" },
    });
    expect(entry).toMatchObject({ reason: "left the group", actorLabel: "Adam", subject: "Mia" });
  });

  it("is not for members (TA-21)", async () => {
    const { world, admin, member, organizationId } = await aTeam("project");
    const removal = removeMember(contextOf(world, member), { organizationId, personId: admin.id });

    expect(await problemOf(removal)).toMatchObject({ kind: "forbidden", permission: "member:remove", role: "member" });
  });
});

describe("addMember", () => {
  it("names everything that is missing, and adds whoever has it (TA-23, TA-24)", async () => {
    const { world, admin, organizationId } = await aTeam("project");
    const bob = await aPerson(world, { name: "Bob Ekman" });
    const add = (email: string) =>
      addMember(contextOf(world, admin), { organizationId, person: { kind: "email", email }, role: "member" });

    expect(await problemOf(add("nobody@x.io"))).toMatchObject({
      kind: "prerequisites-missing",
      missing: ["account", "ssh_key"],
    });
    expect(await problemOf(add(bob.email))).toMatchObject({ kind: "prerequisites-missing", missing: ["ssh_key"] });
    await addSshKey(contextOf(world, bob), { publicKey: KEY });
    expect(await add(bob.email)).toMatchObject({ person: { name: "Bob Ekman" }, role: "member" });
    expect(await problemOf(add(bob.email))).toMatchObject({ kind: "already-member" });
  });

  it("sends organizations to their invitations", async () => {
    const { world, admin, organizationId } = await aTeam();
    const bob = await aPerson(world, { name: "Bob Ekman" });
    const person = { kind: "person", personId: bob.id } as const;

    expect(
      await problemOf(addMember(contextOf(world, admin), { organizationId, person, role: "member" })),
    ).toMatchObject({
      kind: "must-be-invited",
    });
  });
});

describe("listMembers", () => {
  it("shows members and who is invited, by any column, with what the asker may do (HW-06)", async () => {
    const { world, admin, organizationId } = await aTeam();
    const invitee = { kind: "email", email: "bob@x.io" } as const;
    await createInvitation(contextOf(world, admin), { organizationId, invitee, role: "member" });
    const seen = async (listing: object) =>
      (await listMembers(contextOf(world, admin), { organizationId, ...listing })).rows.map((row) => [
        row.name,
        row.state,
        ...row.may,
      ]);

    expect(await seen({})).toEqual([
      ["Adam", "active", "leave"],
      ["bob@x.io", "invited", "resend", "revoke"],
      ["Mia", "active", "role", "remove"],
      ["Olga", "active"],
    ]);
    expect((await seen({ sort: "role" })).map(([name]) => name)).toEqual(["Olga", "Adam", "bob@x.io", "Mia"]);
    expect(await seen({ state: "invited" })).toHaveLength(1);
    expect(await seen({ text: "@MI" })).toHaveLength(1);
    expect(await seen({ role: "admin", descending: true })).toHaveLength(1);
  });

  it("shows ten a page, and the last page for one beyond", async () => {
    const { world, owner, organizationId } = await aTeam();
    for (let number = 0; number < 9; number++) {
      const person = await aPerson(world, { name: `P${number}` });
      const row = {
        tenantId: world.tenantId,
        organizationId,
        personId: person.id,
        role: "member",
        joinedAt: later(0),
      } as const;
      await database.db.membership.create({ data: { id: crypto.randomUUID(), ...row } });
    }

    const last = await listMembers(contextOf(world, owner), { organizationId, page: 7 });

    expect(last).toMatchObject({ total: 12, page: 2, pages: 2 });
    expect(last.rows).toHaveLength(2);
  });
});

describe("showRole", () => {
  it("does not find who belongs elsewhere (TA-01)", async () => {
    const { world, member, organizationId } = await aTeam();
    const stranger = await aPerson(world);

    expect(await showRole(contextOf(world, member), { organizationId, personId: member.id })).toMatchObject({
      role: "member",
    });
    expect(await problemOf(showRole(contextOf(world, member), { organizationId, personId: stranger.id }))).toEqual({
      kind: "not-found",
      thing: "member",
    });
  });
});

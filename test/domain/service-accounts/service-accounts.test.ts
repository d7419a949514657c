import { describe, expect, it } from "vitest";
import { createInvitation } from "../../../src/domain/invitations/create-invitation.ts";
import { changeRole } from "../../../src/domain/memberships/change-role.ts";
import { leaveOrganization } from "../../../src/domain/memberships/leave-organization.ts";
import { removeMember } from "../../../src/domain/memberships/remove-member.ts";
import { deleteOrganization } from "../../../src/domain/organizations/delete-organization.ts";
import { isToldPersonally, toldFor } from "../../../src/domain/people/told-personally.ts";
import { setQuota } from "../../../src/domain/quotas/set-quota.ts";
import { assignServiceAccount } from "../../../src/domain/service-accounts/assign-service-account.ts";
import { createServiceAccount } from "../../../src/domain/service-accounts/create-service-account.ts";
import { listServiceAccounts, showServiceAccount } from "../../../src/domain/service-accounts/list-service-accounts.ts";
import { removeServiceAccount } from "../../../src/domain/service-accounts/remove-service-account.ts";
import { isServiceName } from "../../../src/domain/service-accounts/service-account.ts";
import { anOrganization, aPerson, contextOf, newId, NOON, problemOf } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { GPU, hours } from "../../support/limited.ts";
import { aVisionLab } from "../quotas/vision-lab.ts";
import { aRunner } from "./runner.ts";

const database = useDatabase();

describe("createServiceAccount", () => {
  it("makes an account without address, role, identity or current organization", async () => {
    const { world, account, lab, bob } = await aRunner(database.db);

    const row = await world.db.person.findUniqueOrThrow({
      where: { id: account.id },
      include: { identities: true, memberships: true },
    });
    expect(row).toMatchObject({
      username: "ci-runner",
      kind: "service",
      email: null,
      role: "regular",
      responsibleId: bob.id,
      identities: [],
      memberships: [{ organizationId: lab.id, role: "member" }],
    });
  });

  it("is answered for by whoever makes it, where nobody is named", async () => {
    const { world, alice, lab } = await aVisionLab(database.db);

    const made = await createServiceAccount(contextOf(world, alice), { name: "@Nightly", organizationId: lab.id });
    expect(made).toMatchObject({ name: "nightly", responsible: { id: alice.id }, isAnsweredFor: true });
  });

  it("is for who manages the organization, and for admins of the installation everywhere", async () => {
    const { world, root, bob, lab } = await aVisionLab(database.db);
    const wish = { name: "ci-runner", organizationId: lab.id, responsibleId: bob.id };

    expect(await problemOf(createServiceAccount(contextOf(world, bob), wish))).toMatchObject({
      kind: "forbidden",
      permission: "service:create",
    });
    expect(await createServiceAccount(contextOf(world, root), wish)).toMatchObject({ name: "ci-runner" });
  });

  it("wants an active member of that organization to answer for it", async () => {
    const { world, root, alice, lab, account } = await aRunner(database.db);
    const viewer = await aPerson(world, { name: "Vera", type: "viewer" });
    await world.db.membership.create({
      data: {
        id: newId(),
        tenantId: world.tenantId,
        organizationId: lab.id,
        personId: viewer.id,
        role: "member",
        joinedAt: NOON,
      },
    });
    for (const responsibleId of [root.id, viewer.id, account.id]) {
      const wish = { name: "other", organizationId: lab.id, responsibleId };
      expect(await problemOf(createServiceAccount(contextOf(world, alice), wish))).toMatchObject({
        kind: "responsible-not-member",
      });
    }
    expect(
      await problemOf(createServiceAccount(contextOf(world, root), { name: "other", organizationId: lab.id })),
    ).toMatchObject({
      kind: "responsible-not-member",
    });
  });

  it("takes no name that a person, an organization or a removed account of another organization has", async () => {
    const { world, alice, lab, account } = await aRunner(database.db);
    await aPerson(world, { username: "Slurm" });
    await world.db.organization.update({ where: { id: lab.id }, data: { slug: "vision-lab" } });
    await removeServiceAccount(contextOf(world, alice), { named: account.name });
    const other = await anOrganization(world, { members: [[alice, "owner"]] });

    const tried = async (name: string) =>
      problemOf(createServiceAccount(contextOf(world, alice), { name, organizationId: other.id }));
    expect(await tried("slurm")).toMatchObject({ kind: "service-name-taken", suggestion: "slurm-2" });
    expect(await tried("vision-lab")).toMatchObject({ kind: "service-name-taken" });
    expect(await tried("ci-runner")).toMatchObject({ kind: "service-name-taken", suggestion: "ci-runner-2" });
  });

  it.each(["", "x", "9lives", "ci runner", "ci.runner", "<@U1>", "-ci", "a".repeat(41), "cí"])(
    "refuses the name “%s”",
    async (name) => {
      expect(isServiceName(name)).toBe(false);
    },
  );
});

describe("what a service account never is", () => {
  it("is invited nowhere, gets no other role, and is no member to remove", async () => {
    const { world, alice, lab, account } = await aRunner(database.db);
    const other = await anOrganization(world, { name: "Optics", members: [[alice, "owner"]] });
    const context = contextOf(world, alice);
    const person = { kind: "person", personId: account.id } as const;
    const refused = { kind: "service-account-refused", account: "ci-runner" };

    expect(
      await problemOf(createInvitation(context, { organizationId: other.id, invitee: person, role: "member" })),
    ).toMatchObject({ ...refused, wanted: "invited" });
    expect(
      await problemOf(changeRole(context, { organizationId: lab.id, personId: account.id, role: "admin" })),
    ).toMatchObject({ ...refused, wanted: "role" });
    expect(await problemOf(removeMember(context, { organizationId: lab.id, personId: account.id }))).toMatchObject({
      ...refused,
      wanted: "removed-as-member",
    });
  });

  it("is held to it by the database, whatever the program does", async () => {
    const { world, alice, lab, account } = await aRunner(database.db);
    const { db, tenantId } = world;
    const other = await anOrganization(world, { name: "Optics", members: [[alice, "owner"]] });
    const change = async (data: object) => db.person.update({ where: { id: account.id }, data });
    const id = newId();

    await expect(change({ role: "super_admin" })).rejects.toThrow(/person_service_account/u);
    await expect(change({ email: "ci@example.org" })).rejects.toThrow(/person_service_account/u);
    await expect(change({ responsibleId: account.id })).rejects.toThrow(/person_service_account/u);
    await expect(change({ currentOrganizationId: lab.id })).rejects.toThrow(/person_service_account/u);
    await expect(change({ kind: "human", responsibleId: null })).rejects.toThrow(/stays of its kind/u);
    await expect(
      db.identity.create({
        data: { id, tenantId, personId: account.id, platform: "slack", externalId: "U1", handle: "ci", linkedAt: NOON },
      }),
    ).rejects.toThrow(/no identity/u);
    await expect(
      db.membership.create({
        data: { id, tenantId, organizationId: other.id, personId: account.id, role: "member", joinedAt: NOON },
      }),
    ).rejects.toThrow(/plain member of one organization/u);
    await expect(
      db.membership.updateMany({ where: { personId: account.id }, data: { role: "owner" } }),
    ).rejects.toThrow(/plain member of one organization/u);
  });

  it("takes no seat: an organization full of service accounts admits people still", async () => {
    const { world, alice, lab } = await aRunner(database.db);
    const newcomer = await aPerson(world, { name: "Dana" });
    await world.db.membership.deleteMany({
      where: { organizationId: lab.id, role: "member", person: { kind: "human" } },
    });

    const members = await world.db.membership.count({ where: { organizationId: lab.id, person: { kind: "human" } } });
    expect(members).toBe(1);
    await createInvitation(contextOf(world, alice), {
      organizationId: lab.id,
      invitee: { kind: "person", personId: newcomer.id },
      role: "member",
    });
  });

  it("keeps no organization: its last owner stays", async () => {
    const { world, alice, lab } = await aRunner(database.db);

    expect(await problemOf(leaveOrganization(contextOf(world, alice), { organizationId: lab.id }))).toMatchObject({
      kind: "last-keeper",
    });
  });
});

describe("who is told", () => {
  it("is who answers for it, never the account", async () => {
    const { world, root, bob, account, asMember } = await aRunner(database.db);
    await setQuota(contextOf(world, root), { subject: asMember, meter: GPU, amount: hours(10), window: "month" });

    const deliveries = await world.db.delivery.findMany({ where: { tenantId: world.tenantId } });
    const recipients = deliveries.map(({ recipient }) => recipient);
    expect(recipients).not.toContain(`person:${account.id}`);
    // That it was made, and its limit.
    expect(recipients.filter((recipient) => recipient === `person:${bob.id}`)).toHaveLength(2);
  });

  it("is the owners once who answers for it has left or is suspended", async () => {
    const { world, alice, bob, lab, account } = await aRunner(database.db);
    expect(await toldFor(world.db, world.tenantId, [account.id, bob.id])).toEqual([bob.id]);

    await world.db.person.update({ where: { id: bob.id }, data: { state: "suspended" } });
    expect(await toldFor(world.db, world.tenantId, [account.id])).toEqual([alice.id]);
    await world.db.person.update({ where: { id: bob.id }, data: { state: "active" } });
    await leaveOrganization(contextOf(world, bob), { organizationId: lab.id });
    expect(await toldFor(world.db, world.tenantId, [account.id])).toEqual([alice.id]);
    expect(await showServiceAccount(contextOf(world, alice), "ci-runner")).toMatchObject({ isAnsweredFor: false });
  });

  it("tells people themselves", () => {
    expect([isToldPersonally({ kind: "human" }), isToldPersonally({ kind: "service" })]).toEqual([true, false]);
  });
});

describe("assignServiceAccount", () => {
  it("lets another member answer for it, and tells both", async () => {
    const { world, alice, bob, account } = await aRunner(database.db);

    const assigned = await assignServiceAccount(contextOf(world, alice), {
      named: "@CI-runner",
      responsibleId: alice.id,
    });
    expect(assigned).toMatchObject({
      changed: true,
      before: { id: bob.id },
      account: { responsible: { id: alice.id } },
    });
    expect(await toldFor(world.db, world.tenantId, [account.id])).toEqual([alice.id]);
    const again = await assignServiceAccount(contextOf(world, alice), { named: "ci-runner", responsibleId: alice.id });
    expect(again.changed).toBe(false);
  });

  it("is not for plain members", async () => {
    const { world, bob } = await aRunner(database.db);

    expect(
      await problemOf(assignServiceAccount(contextOf(world, bob), { named: "ci-runner", responsibleId: bob.id })),
    ).toMatchObject({ kind: "forbidden", permission: "service:create" });
  });
});

describe("making a removed account again", () => {
  it("brings it back as itself, with what it used and without its limits", async () => {
    const { world, root, alice, lab, account, asMember } = await aRunner(database.db);
    await setQuota(contextOf(world, root), { subject: asMember, meter: GPU, amount: hours(10), window: "month" });
    await removeServiceAccount(contextOf(world, alice), { named: "ci-runner" });

    const back = await createServiceAccount(contextOf(world, alice), { name: "ci-runner", organizationId: lab.id });
    expect(back).toMatchObject({ id: account.id, name: "ci-runner", responsible: { id: alice.id }, planName: null });
    expect(await world.db.quota.count({ where: { personId: account.id } })).toBe(0);
    expect(await listServiceAccounts(contextOf(world, alice), { organizationId: lab.id })).toHaveLength(1);

    await removeServiceAccount(contextOf(world, alice), { named: "ci-runner" });
    const again = await createServiceAccount(contextOf(world, alice), { name: "ci-runner", organizationId: lab.id });
    expect(again.id).toBe(account.id);
  });

  it("is refused to others, and where the name is in use", async () => {
    const { world, alice, bob, lab } = await aRunner(database.db);
    const wish = { name: "ci-runner", organizationId: lab.id };
    expect(await problemOf(createServiceAccount(contextOf(world, alice), wish))).toMatchObject({
      kind: "service-name-taken",
    });
    await removeServiceAccount(contextOf(world, alice), { named: "ci-runner" });
    expect(await problemOf(createServiceAccount(contextOf(world, bob), wish))).toMatchObject({ kind: "forbidden" });
  });
});

describe("removeServiceAccount", () => {
  it("ends its limits and its membership, and keeps its name", async () => {
    const { world, root, alice, lab, account, asMember } = await aRunner(database.db);
    await setQuota(contextOf(world, root), { subject: asMember, meter: GPU, amount: hours(10), window: "month" });

    await removeServiceAccount(contextOf(world, alice), { named: "ci-runner", reason: "retired" });
    expect(await world.db.quota.count({ where: { personId: account.id } })).toBe(0);
    expect(await listServiceAccounts(contextOf(world, alice), { organizationId: lab.id })).toEqual([]);
    const row = await world.db.person.findUniqueOrThrow({ where: { id: account.id } });
    expect(row).toMatchObject({ state: "deleted", username: "ci-runner" });
  });

  it("happens with its organization", async () => {
    const { world, alice, account, lab } = await aRunner(database.db);
    await deleteOrganization(contextOf(world, alice), { organizationId: lab.id });

    const row = await world.db.person.findUniqueOrThrow({ where: { id: account.id } });
    expect(row.state).toBe("deleted");
  });
});

describe("listServiceAccounts", () => {
  it("shows members those of their organizations, admins all, and others none", async () => {
    const { world, root, bob, account } = await aRunner(database.db);
    const stranger = await aPerson(world, { name: "Dana" });
    const names = async (person: typeof bob) =>
      (await listServiceAccounts(contextOf(world, person))).map(({ name }) => name);

    expect(await names(bob)).toEqual([account.name]);
    expect(await names(root)).toEqual([account.name]);
    expect(await names(stranger)).toEqual([]);
    expect(await problemOf(showServiceAccount(contextOf(world, stranger), "ci-runner"))).toMatchObject({
      kind: "not-found",
      thing: "service_account",
    });
  });
});

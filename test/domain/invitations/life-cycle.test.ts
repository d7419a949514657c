import { describe, expect, it } from "vitest";
import { acceptInvitation } from "../../../src/domain/invitations/accept-invitation.ts";
import { createInvitation } from "../../../src/domain/invitations/create-invitation.ts";
import { declineInvitation } from "../../../src/domain/invitations/decline-invitation.ts";
import { expireInvitations } from "../../../src/domain/invitations/expire-invitations.ts";
import { issueInvitationCode } from "../../../src/domain/invitations/issue-invitation-code.ts";
import { listInvitations, listMyInvitations } from "../../../src/domain/invitations/list-invitations.ts";
import { redeemInvitationCode } from "../../../src/domain/invitations/redeem-invitation-code.ts";
import { remindInvitees } from "../../../src/domain/invitations/remind-invitees.ts";
import { resendInvitation } from "../../../src/domain/invitations/resend-invitation.ts";
import { retryDelivery } from "../../../src/domain/invitations/retry-delivery.ts";
import { revokeInvitation } from "../../../src/domain/invitations/revoke-invitation.ts";
import { showInvitation } from "../../../src/domain/invitations/show-invitation.ts";
import { changeRole } from "../../../src/domain/memberships/change-role.ts";
import type { Registration } from "../../../src/storage/generated/enums.ts";
import {
  aPerson,
  aTenant,
  anOrganization,
  contextOf,
  DAY,
  later,
  problemOf,
  systemWorld,
  visitorContext,
  warmUp,
} from "../../support/builders.ts";
import type { OrganizationWish } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase(52);

async function aLab(wish: Omit<OrganizationWish, "members"> = {}, registration: Registration = "open") {
  const world = await aTenant(database.db, { registration });
  const alice = await aPerson(world, { name: "Alice Moreau" });
  const bob = await aPerson(world, { name: "Bob Ekman" });
  const lab = await anOrganization(world, { ...wish, name: "Vision Lab", members: [[alice, "owner"]] });
  const invite = (role: "owner" | "admin" | "member" = "member") =>
    createInvitation(contextOf(world, alice), {
      organizationId: lab.id,
      invitee: { kind: "person", personId: bob.id },
      role,
    });
  return { world, alice, bob, lab, invite };
}

describe("createInvitation", () => {
  it("waits seven days and plans a card for each side", async () => {
    const { world, alice, bob, invite } = await aLab();

    const invitation = await invite();

    expect(invitation).toMatchObject({ state: "pending", expiresAt: later(7 * DAY), delivery: { state: "pending" } });
    const deliveries = await database.db.delivery.findMany({ where: { tenantId: world.tenantId } });
    expect(new Set(deliveries.map((one) => `${one.subject} → ${one.recipient}`))).toEqual(
      new Set([`invitation:invitee → person:${bob.id}`, `invitation:inviter → person:${alice.id}`]),
    );
  });

  it("knows the same person by Slack account and by address", async () => {
    const { world, alice, bob, lab, invite } = await aLab();
    const { id } = await invite();
    const again = (invitee: Parameters<typeof createInvitation>[1]["invitee"]) =>
      problemOf(createInvitation(contextOf(world, alice), { organizationId: lab.id, invitee, role: "member" }));

    expect(await again({ kind: "email", email: bob.email.toUpperCase() })).toMatchObject({
      kind: "already-invited",
      invitationId: id,
    });
    const onSlack = { kind: "chat", platform: "slack", externalId: bob.slackId, label: "@bob" } as const;
    expect(await again(onSlack)).toMatchObject({ kind: "already-invited", invitationId: id });
  });

  it("knows a visitor invited by Slack account and then by the address Slack confirms", async () => {
    const { world, alice, lab } = await aLab();
    const context = contextOf(world, alice);
    const visitor = {
      kind: "chat",
      platform: "slack",
      externalId: "U9",
      label: "Cy",
      confirmedEmail: "cy@x.io",
    } as const;
    await createInvitation(context, { organizationId: lab.id, invitee: visitor, role: "member" });

    const byAddress = { organizationId: lab.id, invitee: { kind: "email", email: "cy@x.io" }, role: "member" } as const;
    expect(await problemOf(createInvitation(context, byAddress))).toMatchObject({ kind: "already-invited" });
  });

  it("refuses oneself, members, and what is no address, each in its own way", async () => {
    const { world, alice, bob, lab } = await aLab();
    const carol = await aPerson(world, { name: "Carol" });
    await anOrganization(world, { members: [[bob, "owner"]] });
    await database.db.membership.create({
      data: {
        id: crypto.randomUUID(),
        tenantId: world.tenantId,
        organizationId: lab.id,
        personId: carol.id,
        role: "member",
        joinedAt: later(0),
      },
    });
    const kinds: unknown[] = [];
    for (const invitee of [
      { kind: "person", personId: alice.id },
      { kind: "person", personId: carol.id },
      { kind: "email", email: "not an address" },
    ] as const) {
      kinds.push(
        await problemOf(createInvitation(contextOf(world, alice), { organizationId: lab.id, invitee, role: "member" })),
      );
    }

    expect(kinds).toMatchObject([{ kind: "self-invite" }, { kind: "already-member" }, { kind: "email-invalid" }]);
  });

  it("lets members invite members, and not admins, where the setting is on (HW-17, HW-18)", async () => {
    const { world, bob, lab } = await aLab({ on: ["membersCanInvite"] });
    const member = await aPerson(world, { name: "Mia" });
    await join(world.tenantId, lab.id, member.id);
    const by = (role: "admin" | "member") =>
      problemOf(
        createInvitation(contextOf(world, member), {
          organizationId: lab.id,
          invitee: { kind: "person", personId: bob.id },
          role,
        }),
      );

    expect(await by("admin")).toMatchObject({ kind: "role-above-yours", yours: "member", grantable: ["member"] });
    expect(await by("member")).toBe("nothing was refused");
  });

  it("names the setting to members where it is off (HW-19)", async () => {
    const { world, bob, lab } = await aLab();
    const member = await aPerson(world, { name: "Mia" });
    await join(world.tenantId, lab.id, member.id);
    const input = { organizationId: lab.id, invitee: { kind: "person", personId: bob.id }, role: "member" } as const;

    expect(await problemOf(createInvitation(contextOf(world, member), input))).toEqual({
      kind: "forbidden",
      permission: "invitation:create",
      role: "member",
      organization: "Vision Lab",
      organizationId: lab.id,
      organizationKind: "organization",
      setting: "membersCanInvite",
      whoMay: ["Alice Moreau"],
    });
  });

  it("does not know the organization to who does not belong there", async () => {
    const { world, bob, lab } = await aLab();
    const input = { organizationId: lab.id, invitee: { kind: "email", email: "x@x.io" }, role: "member" } as const;

    expect(await problemOf(createInvitation(contextOf(world, bob), input))).toEqual({
      kind: "not-found",
      thing: "organization",
    });
  });

  it("sends unregistered people to register first where only existing ones are admitted (HW-03)", async () => {
    const { world, alice, lab } = await aLab({ admission: "existing_only" });
    const input = { organizationId: lab.id, invitee: { kind: "email", email: "x@x.io" }, role: "member" } as const;

    expect(await problemOf(createInvitation(contextOf(world, alice), input))).toMatchObject({
      kind: "must-register-first",
    });
  });

  it("invites again once the last one is over, before the clock has come by (R-14)", async () => {
    const { world, alice, bob, lab, invite } = await aLab();
    await invite();

    const context = contextOf(world, alice, { now: later(7 * DAY) });
    const invitee = { kind: "person", personId: bob.id } as const;
    const again = await createInvitation(context, { organizationId: lab.id, invitee, role: "member" });

    expect(again.state).toBe("pending");
  });

  it("refuses more than 100 pending ones", async () => {
    const { world, alice, lab } = await aLab();
    const row = { tenantId: world.tenantId, organizationId: lab.id, role: "member", inviterId: alice.id } as const;
    await database.db.invitation.createMany({
      data: Array.from({ length: 100 }, (_, number) => ({
        ...row,
        id: crypto.randomUUID(),
        inviteeKey: `email:p${number}@x.io`,
        inviteeLabel: `p${number}@x.io`,
        createdAt: later(0),
        expiresAt: later(DAY),
      })),
    });
    const input = { organizationId: lab.id, invitee: { kind: "email", email: "one@more.io" }, role: "member" } as const;

    expect(await problemOf(createInvitation(contextOf(world, alice), input))).toMatchObject({
      kind: "pending-limit",
      limit: 100,
    });
  });
});

describe("acceptInvitation", () => {
  it("makes one membership of 50 clicks at once, and 49 polite answers", async () => {
    const { world, bob, lab, invite } = await aLab();
    const { id: invitationId } = await invite();
    await warmUp(database.db, 50);

    const clicks = Array.from({ length: 50 }, () =>
      problemOf(acceptInvitation(contextOf(world, bob), { invitationId })),
    );
    const outcomes = await Promise.all(clicks);

    expect(outcomes.filter((outcome) => outcome === "nothing was refused")).toHaveLength(1);
    const polite = { kind: "invitation-accepted", at: later(0), by: "Bob Ekman", organization: "Vision Lab" };
    const others = outcomes.filter((outcome) => outcome !== "nothing was refused");
    for (const other of others) expect(other).toMatchObject(polite);
    expect(await database.db.membership.count({ where: { organizationId: lab.id, personId: bob.id } })).toBe(1);
  });

  it("is for the invitee alone, and tells others nothing (HW-09)", async () => {
    const { world, invite } = await aLab();
    const { id: invitationId } = await invite();
    const carol = await aPerson(world, { name: "Carol" });

    expect(await problemOf(acceptInvitation(contextOf(world, carol), { invitationId }))).toEqual({
      kind: "invitation-not-yours",
    });
  });

  it("is not found from another tenant", async () => {
    const { invite } = await aLab();
    const { id: invitationId } = await invite();
    const elsewhere = await aTenant(database.db);
    const stranger = await aPerson(elsewhere);

    expect(await problemOf(acceptInvitation(contextOf(elsewhere, stranger), { invitationId }))).toEqual({
      kind: "not-found",
      thing: "invitation",
    });
  });

  it("is over at the very instant it expires", async () => {
    const { world, bob, invite } = await aLab();
    const { id: invitationId } = await invite();
    const at = (now: Date) => problemOf(acceptInvitation(contextOf(world, bob, { now }), { invitationId }));

    expect(await at(later(7 * DAY))).toMatchObject({ kind: "invitation-expired", at: later(7 * DAY) });
    expect(await at(later(7 * DAY - 1))).toBe("nothing was refused");
  });

  it("asks again whether the inviter may still give the role", async () => {
    const { world, alice, bob, lab } = await aLab();
    const carol = await aPerson(world, { name: "Carol" });
    await join(world.tenantId, lab.id, carol.id, "admin");
    const invitee = { kind: "person", personId: bob.id } as const;
    const { id } = await createInvitation(contextOf(world, carol), { organizationId: lab.id, invitee, role: "admin" });
    await changeRole(contextOf(world, alice), { organizationId: lab.id, personId: carol.id, role: "member" });

    expect(await problemOf(acceptInvitation(contextOf(world, bob), { invitationId: id }))).toMatchObject({
      kind: "invitation-needs-approval",
      inviter: "Carol",
      whoMay: ["Alice Moreau"],
    });
    expect(await showInvitation(contextOf(world, bob), { invitationId: id })).toMatchObject({ state: "pending" });
  });

  it("registers a visitor on the way", async () => {
    const { world, alice, lab } = await aLab();
    const invitee = { kind: "chat", platform: "slack", externalId: "U77", label: "Zoë" } as const;
    const { id } = await createInvitation(contextOf(world, alice), { organizationId: lab.id, invitee, role: "member" });
    const zoe = visitorContext(world, { externalId: "U77", name: "Zoë", handle: "zoe" });
    expect(await listMyInvitations(zoe)).toMatchObject([{ id, may: ["accept", "decline"] }]);

    const accepted = await acceptInvitation(zoe, { invitationId: id });

    expect(accepted).toMatchObject({ role: "member", registered: { username: "zoe", state: "active" } });
  });

  it("lets a visitor in where registration is closed only if the organization makes accounts", async () => {
    const invitee = { kind: "chat", platform: "slack", externalId: "U77", label: "Zoë" } as const;
    const outcomes: unknown[] = [];
    for (const admission of ["invite_any", "create"] as const) {
      const { world, alice, lab } = await aLab({ admission }, "closed");
      const { id } = await createInvitation(contextOf(world, alice), {
        organizationId: lab.id,
        invitee,
        role: "member",
      });
      outcomes.push(
        await problemOf(acceptInvitation(visitorContext(world, { externalId: "U77" }), { invitationId: id })),
      );
    }

    expect(outcomes).toEqual([{ kind: "registration-closed" }, "nothing was refused"]);
  });

  it("says how an ended one ended, and who ended it (R-20)", async () => {
    const { world, alice, bob, invite } = await aLab();
    const first = await invite();
    await declineInvitation(contextOf(world, bob), { invitationId: first.id });
    const second = await invite();
    await revokeInvitation(contextOf(world, alice), { invitationId: second.id, reason: "mistake" });
    const accept = (invitationId: string) => problemOf(acceptInvitation(contextOf(world, bob), { invitationId }));

    expect(await accept(first.id)).toMatchObject({ kind: "invitation-declined", by: "Bob Ekman" });
    expect(await accept(second.id)).toMatchObject({ kind: "invitation-revoked", by: "Alice Moreau" });
  });
});

describe("redeemInvitationCode", () => {
  it("accepts as whoever typed the code, whose address it proves", async () => {
    const { world, alice, lab } = await aLab();
    const invitee = { kind: "email", email: "dora@x.io" } as const;
    const { id } = await createInvitation(contextOf(world, alice), { organizationId: lab.id, invitee, role: "member" });
    const issued = await issueInvitationCode(systemWorld(database.db), id);

    const accepted = await redeemInvitationCode(visitorContext(world, { handle: "dora" }), {
      code: issued?.code ?? "",
    });

    const person = await database.db.person.findUniqueOrThrow({ where: { id: accepted.person.id } });
    expect(person).toMatchObject({ username: "dora", email: "dora@x.io", emailVerifiedAt: later(0) });
  });

  it("refuses after five wrong codes", async () => {
    const { world } = await aLab();
    const visitor = visitorContext(world);
    for (let tries = 0; tries < 5; tries++) {
      expect(await problemOf(redeemInvitationCode(visitor, { code: "NOPE" }))).toMatchObject({ kind: "code-invalid" });
    }

    expect(await problemOf(redeemInvitationCode(visitor, { code: "NOPE" }))).toMatchObject({ kind: "too-many-tries" });
  });
});

it("an invitation that ended because its invitee joined by another one says so", async () => {
  const { world, bob, invite } = await aLab();
  const { id } = await invite();
  const ended = { state: "superseded", decidedAt: later(1), decidedById: bob.id } as const;
  await database.db.invitation.update({ where: { id }, data: ended });

  const click = acceptInvitation(contextOf(world, bob), { invitationId: id });

  expect(await problemOf(click)).toMatchObject({ kind: "invitation-superseded", joined: true });
});

describe("resendInvitation", () => {
  it("makes a new one with its own seven days and ends the old (R-16)", async () => {
    const { world, alice, bob, invite } = await aLab();
    const old = await invite();

    const fresh = await resendInvitation(contextOf(world, alice, { now: later(DAY) }), { invitationId: old.id });

    expect(fresh).toMatchObject({ state: "pending", expiresAt: later(8 * DAY) });
    const click = acceptInvitation(contextOf(world, bob, { now: later(DAY) }), { invitationId: old.id });
    expect(await problemOf(click)).toMatchObject({ kind: "invitation-superseded" });
  });

  it("works three times a day and says when the next may be sent", async () => {
    const { world, alice, invite } = await aLab();
    let { id } = await invite();
    for (let hour = 1; hour <= 3; hour++) {
      const now = later(hour * 3_600_000);
      id = (await resendInvitation(contextOf(world, alice, { now }), { invitationId: id })).id;
    }
    const resend = (now: Date) => problemOf(resendInvitation(contextOf(world, alice, { now }), { invitationId: id }));

    expect(await resend(later(4 * 3_600_000))).toMatchObject({ kind: "resend-limit", again: later(DAY + 3_600_000) });
    expect(await resend(later(DAY + 3_600_000))).toBe("nothing was refused");
  });

  it("works after expiry and decline, and not after acceptance and revocation (R-18)", async () => {
    const { world, alice, bob, invite } = await aLab();
    const resend = (invitationId: string) => resendInvitation(contextOf(world, alice), { invitationId });
    const declined = await invite();
    await declineInvitation(contextOf(world, bob), { invitationId: declined.id });
    const fresh = await resend(declined.id);
    expect(fresh.state).toBe("pending");
    await revokeInvitation(contextOf(world, alice), { invitationId: fresh.id });

    expect(await problemOf(resend(fresh.id))).toMatchObject({ kind: "invitation-revoked" });
    expect(await problemOf(resend(declined.id))).toMatchObject({ kind: "invitation-superseded" });
  });
});

describe("the clock", () => {
  it("expires what is over, once, and tells the inviter (R-17)", async () => {
    const { world, alice, invite } = await aLab();
    const { id } = await invite();
    const overdue = systemWorld(database.db, later(7 * DAY));

    await Promise.all([expireInvitations(overdue), expireInvitations(overdue)]);

    const entries = await database.db.auditEntry.findMany({
      where: { tenantId: world.tenantId, kind: "invitation-expired" },
    });
    expect(entries).toHaveLength(1);
    const notices = await database.db.delivery.findMany({
      where: { subject: "notice", subjectId: entries[0]?.id ?? "" },
    });
    expect(notices.map((notice) => notice.recipient)).toEqual([`person:${alice.id}`]);
    expect(await database.db.invitation.findUnique({ where: { id } })).toMatchObject({ state: "expired" });
  });

  it("reminds an invitee once, a day before the end", async () => {
    const { world, bob, invite } = await aLab();
    await invite();

    await remindInvitees(systemWorld(database.db, later(6 * DAY - 1)));
    await remindInvitees(systemWorld(database.db, later(6 * DAY)));
    await remindInvitees(systemWorld(database.db, later(6 * DAY + 1)));

    const entries = await database.db.auditEntry.findMany({
      where: { tenantId: world.tenantId, kind: "invitee-reminded" },
    });
    expect(entries).toMatchObject([{ at: later(6 * DAY) }]);
    const notices = await database.db.delivery.findMany({
      where: { subject: "notice", subjectId: entries[0]?.id ?? "" },
    });
    expect(notices.map((notice) => notice.recipient)).toEqual([`person:${bob.id}`]);
  });
});

describe("retryDelivery", () => {
  it("plans again what did not arrive, and nothing else", async () => {
    const { world, alice, invite } = await aLab();
    const { id: invitationId } = await invite();
    const retry = () => retryDelivery(contextOf(world, alice), { invitationId });
    expect(await problemOf(retry())).toMatchObject({ kind: "nothing-to-retry", state: "pending" });
    await database.db.delivery.updateMany({
      where: { subjectId: invitationId, subject: "invitation:invitee" },
      data: { state: "undeliverable", error: "closed" },
    });

    expect(await retry()).toMatchObject({ delivery: { state: "pending", error: null } });
  });
});

describe("listInvitations", () => {
  it("offers each asker what they may do (HW-11)", async () => {
    const { world, alice, lab, invite } = await aLab();
    const member = await aPerson(world, { name: "Mia" });
    await join(world.tenantId, lab.id, member.id);
    await invite();
    const seenBy = async (person: typeof alice) =>
      (await listInvitations(contextOf(world, person), { organizationId: lab.id })).rows.map((row) => row.may);

    expect(await seenBy(alice)).toEqual([["resend", "revoke"]]);
    expect(await seenBy(member)).toEqual([[]]);
  });
});

async function join(tenantId: string, organizationId: string, personId: string, role: "admin" | "member" = "member") {
  const id = crypto.randomUUID();
  await database.db.membership.create({ data: { id, tenantId, organizationId, personId, role, joinedAt: later(0) } });
}

import { describe, expect, it } from "vitest";
import { createClaimCode } from "../../../src/domain/people/create-claim-code.ts";
import { identify } from "../../../src/domain/people/identify.ts";
import { registerPerson } from "../../../src/domain/people/register-person.ts";
import {
  aPerson,
  aTenant,
  anOrganization,
  contextOf,
  later,
  problemOf,
  systemWorld,
  visitorContext,
  warmUp,
} from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase(22);

describe("registerPerson", () => {
  it("makes the first person Super Admin, in an organization of their own (DL-05, HW-02)", async () => {
    const world = await aTenant(database.db, { claimed: false });

    const registered = await registerPerson(visitorContext(world, { name: "Alice Moreau", handle: "alice" }));

    expect(registered).toMatchObject({
      username: "alice",
      state: "active",
      platformRole: "super_admin",
      organization: { name: "Alice Moreau" },
    });
  });

  it("makes exactly one Super Admin of 20 who register first at once (DL-05)", async () => {
    const world = await aTenant(database.db, { claimed: false });

    await warmUp(database.db, 20);

    const registered = await Promise.all(Array.from({ length: 20 }, () => registerPerson(visitorContext(world))));

    expect(registered.filter((one) => one.platformRole === "super_admin")).toHaveLength(1);
    expect(new Set(registered.map((one) => one.username)).size).toBe(20);
  });

  it("numbers the personal organization when its name is taken", async () => {
    const world = await aTenant(database.db);
    await registerPerson(visitorContext(world, { name: "Bob Ekman" }));

    const second = await registerPerson(visitorContext(world, { name: "Bob Ekman" }));

    expect(second.organization?.name).toBe("Bob Ekman 2");
    expect(second.username).toBe("bob2");
  });

  it("asks the first person for the claim code where there is one", async () => {
    const world = await aTenant(database.db, { claimed: false });
    await createClaimCode(systemWorld(database.db), { tenantId: world.tenantId, code: "7KQ2-M4XR" });

    expect(await problemOf(registerPerson(visitorContext(world)))).toMatchObject({ kind: "claim-code-required" });
    expect(await problemOf(registerPerson(visitorContext(world), { claimCode: "WRONG" }))).toMatchObject({
      kind: "code-invalid",
      reason: "wrong",
    });
    expect(await registerPerson(visitorContext(world), { claimCode: " 7kq2m4xr" })).toMatchObject({
      platformRole: "super_admin",
    });
  });

  it("refuses the sixth claim code within ten minutes unread, and reads it after", async () => {
    const world = await aTenant(database.db, { claimed: false });
    await createClaimCode(systemWorld(database.db), { tenantId: world.tenantId, code: "7KQ2-M4XR" });
    const visitor = visitorContext(world);
    for (let tries = 0; tries < 5; tries++) await problemOf(registerPerson(visitor, { claimCode: "WRONG" }));

    expect(await problemOf(registerPerson(visitor, { claimCode: "7KQ2-M4XR" }))).toEqual({
      kind: "too-many-tries",
      purpose: "claim_installation",
      until: later(10 * 60_000),
    });
    const patient = { ...visitor, now: later(10 * 60_000) };
    expect(await registerPerson(patient, { claimCode: "7KQ2-M4XR" })).toMatchObject({ platformRole: "super_admin" });
  });

  it("lets people wait for an administrator while registration is restricted", async () => {
    const world = await aTenant(database.db, { registration: "restricted" });
    const admin = await aPerson(world, { role: "admin" });

    const registered = await registerPerson(visitorContext(world));

    expect(registered).toMatchObject({ state: "pending_activation" });
    expect(registered.organization).toBeUndefined();
    const notices = await database.db.delivery.findMany({ where: { tenantId: world.tenantId } });
    expect(notices.map((notice) => notice.recipient)).toEqual([`person:${admin.id}`]);
  });

  it("refuses everybody while registration is closed", async () => {
    const world = await aTenant(database.db, { registration: "closed" });

    expect(await problemOf(registerPerson(visitorContext(world)))).toEqual({ kind: "registration-closed" });
  });

  it("names the first character that a username may not have (X1)", async () => {
    const world = await aTenant(database.db);

    expect(await problemOf(registerPerson(visitorContext(world), { username: "john.doe" }))).toMatchObject({
      kind: "username-invalid",
      character: ".",
    });
  });

  it("offers another username for one that is taken in any case", async () => {
    const world = await aTenant(database.db);
    await aPerson(world, { username: "Alice" });

    expect(await problemOf(registerPerson(visitorContext(world), { username: "alice" }))).toMatchObject({
      kind: "username-taken",
      suggestion: "alice2",
    });
  });

  it("registers one person however often they click at once", async () => {
    const world = await aTenant(database.db);
    const visitor = visitorContext(world);

    const outcomes = await Promise.all(Array.from({ length: 8 }, () => problemOf(registerPerson(visitor))));

    expect(outcomes.filter((outcome) => outcome === "nothing was refused")).toHaveLength(1);
    expect(outcomes.filter((outcome) => typeof outcome === "object")).toEqual(
      Array.from({ length: 7 }, () => ({ kind: "already-registered", username: "bob" })),
    );
  });
});

describe("identify", () => {
  it("finds a person with their memberships in one round trip", async () => {
    const world = await aTenant(database.db);
    const alice = await aPerson(world);
    const lab = await anOrganization(world, {
      name: "Vision Lab",
      members: [[alice, "owner"]],
      on: ["membersCanInvite"],
    });

    const sender = { platform: "slack", workspaceId: world.workspaces.slack, userId: alice.slackId } as const;
    expect(await identify(database.db, sender)).toMatchObject({
      kind: "person",
      tenant: { id: world.tenantId, registration: "open", claimed: true },
      person: { id: alice.id, emailVerified: true, createdAt: expect.any(Date), identities: [{ platform: "slack" }] },
      memberships: [
        {
          organizationId: lab.id,
          name: "Vision Lab",
          role: "owner",
          personal: false,
          settings: { membersCanInvite: true },
        },
      ],
    });
  });

  it("tells a visitor from somebody on a workspace that is not connected", async () => {
    const world = await aTenant(database.db);
    const sender = { platform: "slack", workspaceId: world.workspaces.slack, userId: "U404" } as const;

    expect(await identify(database.db, sender)).toMatchObject({ kind: "visitor" });
    expect(await identify(database.db, { ...sender, workspaceId: "T404" })).toEqual({ kind: "unconnected" });
  });

  it("does not know a Slack person's id on Discord", async () => {
    const world = await aTenant(database.db);
    const alice = await aPerson(world);
    const sender = { platform: "discord", workspaceId: world.workspaces.discord, userId: alice.slackId } as const;

    expect(await identify(database.db, sender)).toMatchObject({ kind: "visitor" });
  });
});

describe("a request of somebody registered meanwhile", () => {
  it("says so", async () => {
    const world = await aTenant(database.db);
    const alice = await aPerson(world, { username: "alice1" });

    expect(await problemOf(registerPerson(contextOf(world, alice)))).toMatchObject({ kind: "already-registered" });
  });
});

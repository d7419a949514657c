import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { capabilities } from "../../../src/domain/explaining/capabilities.ts";
import { explainPermission } from "../../../src/domain/explaining/explain-permission.ts";
import type { Change } from "../../../src/domain/explaining/why.ts";
import { whyIn } from "../../../src/domain/explaining/why.ts";
import { organizationScoped } from "../../../src/domain/memberships/authority.ts";
import { identify } from "../../../src/domain/people/identify.ts";
import { aPerson, aTenant, anOrganization, contextOf, problemOf } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();
const off = {
  membersCanInvite: false,
  membersCanManageClusters: false,
  membersCanOpenPorts: false,
  membersCanScale: false,
  membersCanSeeUsage: false,
};
const active = { state: "active", type: "user" } as const;

type Account = Parameters<typeof whyIn>[1];
type Place = Parameters<typeof whyIn>[2];

function after(
  flip: Change,
  { account, place }: { account: Account; place: Place },
): { account: Account; place: Place } {
  switch (flip.kind) {
    case "role":
      return { account, place: { ...place, role: flip.to } };
    case "join":
      return { account, place: { ...place, role: flip.as } };
    case "leave":
      return { account, place: { ...place, role: undefined } };
    case "setting":
      return { account, place: { ...place, settings: { ...place.settings, [flip.setting]: flip.to } } };
    case "account-state":
    case "account-type":
    case "platform-role":
      return { account: active, place: { ...place, role: "owner" } };
  }
}

describe("whyIn", () => {
  it("turns round when the change it names is made", () => {
    const place = fc.record({
      role: fc.option(fc.constantFrom("owner", "admin", "member"), { nil: undefined }),
      kind: fc.constant("organization"),
      settings: fc.record({
        membersCanInvite: fc.boolean(),
        membersCanManageClusters: fc.boolean(),
        membersCanOpenPorts: fc.boolean(),
        membersCanScale: fc.boolean(),
        membersCanSeeUsage: fc.boolean(),
      }),
    });
    const account = fc.record({
      state: fc.constantFrom("active", "suspended"),
      type: fc.constantFrom("user", "viewer"),
    });
    const turns = fc.property(fc.constantFrom(...organizationScoped), account, place, (permission, account, place) => {
      const { allowed, flip } = whyIn(permission, account, place);
      const changed = after(flip, { account, place });
      return whyIn(permission, changed.account, changed.place).allowed === !allowed;
    });

    expect(fc.check(turns).failed).toBe(false);
  });

  it("names the setting rather than a promotion where the setting is enough", () => {
    expect(whyIn("invitation:create", active, { role: "member", kind: "organization", settings: off })).toEqual({
      allowed: false,
      because: "setting",
      lowest: "admin",
      setting: { name: "membersCanInvite", on: false },
      flip: { kind: "setting", setting: "membersCanInvite", to: true },
    });
  });
});

describe("explainPermission", () => {
  it("answers of others to admins of the same organization, and to nobody else", async () => {
    const world = await aTenant(database.db);
    const admin = await aPerson(world, { name: "Adam" });
    const mia = await aPerson(world, { name: "Mia" });
    const nora = await aPerson(world, { name: "Nora" });
    const lab = await anOrganization(world, {
      members: [
        [admin, "admin"],
        [mia, "member"],
        [nora, "member"],
      ],
    });
    const question = { personId: mia.id, permission: "cluster:scale", organizationId: lab.id } as const;

    expect(await explainPermission(contextOf(world, admin), question)).toMatchObject({
      person: { name: "Mia" },
      role: "member",
      allowed: false,
      flip: { kind: "setting", setting: "membersCanScale", to: true },
    });
    expect(await problemOf(explainPermission(contextOf(world, nora), question))).toEqual({
      kind: "not-found",
      thing: "person",
    });
    expect(await explainPermission(contextOf(world, mia), question)).toMatchObject({ allowed: false });
  });

  it("answers everything to administrators of the installation", async () => {
    const world = await aTenant(database.db);
    const root = await aPerson(world, { role: "admin" });
    const mia = await aPerson(world);

    expect(
      await explainPermission(contextOf(world, root), { personId: mia.id, permission: "audit:read" }),
    ).toMatchObject({
      allowed: false,
      lowest: "admin",
      flip: { kind: "platform-role", from: "regular", to: "admin" },
    });
  });
});

describe("capabilities (TA-26)", () => {
  it("are the matrix's column for the role, by plane", async () => {
    const world = await aTenant(database.db);
    const mia = await aPerson(world);
    const lab = await anOrganization(world, { kind: "project", members: [[mia, "member"]] });
    const sender = { platform: "slack", workspaceId: world.workspaces.slack, userId: mia.slackId } as const;
    const standing = await identify(database.db, sender);
    const matrix = standing.kind === "person" ? capabilities(standing, lab.id) : [];

    expect(matrix.filter((one) => one.allowed && one.plane === "control").map((one) => one.permission)).toEqual([
      "organization:view",
      "member:list",
      "invitation:list",
      "service:list",
      "cluster:view",
      "volume:view",
      "usage:view",
      "quota:view",
      "quota:request",
      "alert:view",
    ]);
    expect(matrix.filter((one) => one.plane === "data").every((one) => one.allowed)).toBe(true);
  });
});

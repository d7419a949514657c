import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holds, may, organizationScoped } from "../../../src/domain/memberships/authority.ts";
import type { Authority } from "../../../src/domain/memberships/authority.ts";
import { grantable, mayGrant } from "../../../src/domain/memberships/grants.ts";
import { isKeeper, keepsAKeeper } from "../../../src/domain/memberships/keepers.ts";
import type { Role } from "../../../src/storage/generated/enums.ts";
import { memberSettings } from "../../../src/domain/organizations/organization.ts";

const roles = fc.constantFrom("owner", "admin", "member");
const kinds = fc.constantFrom("organization", "project");
const settings = fc.record({
  membersCanInvite: fc.boolean(),
  membersCanManageClusters: fc.boolean(),
  membersCanOpenPorts: fc.boolean(),
  membersCanScale: fc.boolean(),
  membersCanSeeUsage: fc.boolean(),
});
const authorities = fc
  .record({ role: roles, type: fc.constantFrom("user", "viewer"), kind: kinds, settings })
  .map(({ role, type, kind, settings }): Authority => ({
    organization: {
      id: "o",
      name: "Lab",
      slug: "lab",
      kind,
      personalForId: null,
      admission: "invite_any",
      prerequisites: [],
      settings,
    },
    personId: "p",
    name: "P",
    role,
    type,
  }));

describe("mayGrant (E13)", () => {
  it("never gives a permission that the giver lacks", () => {
    const never = fc.property(
      authorities,
      roles,
      (grantor, role) => !(mayGrant(grantor, role) && lacks(grantor, role)),
    );

    expect(fc.check(never).failed).toBe(false);
  });

  it("lets owners make owners, and admins make admins but no owners (R-21, HW-25)", () => {
    const given = Object.fromEntries(
      (["owner", "admin", "member"] as const).map((role) => [role, grantable(authority("organization", role))]),
    );

    expect(given).toEqual({ owner: ["owner", "admin", "member"], admin: ["admin", "member"], member: ["member"] });
  });

  it("offers no owners in a project (TA-01)", () => {
    expect(grantable(authority("project", "admin"))).toEqual(["admin", "member"]);
  });
});

describe("keepsAKeeper (E12)", () => {
  const holder = fc.record({
    personId: fc.constantFrom("a", "b", "c"),
    role: roles,
    state: fc.constantFrom("active", "suspended", "pending_activation"),
    type: fc.constantFrom("user", "viewer"),
  });

  it("is true exactly when an active keeper who is no viewer is left", () => {
    const holders = fc.uniqueArray(holder, { selector: (one) => one.personId });
    fc.assert(
      fc.property(
        holders,
        kinds,
        fc.constantFrom("a", "b", "c"),
        fc.option(roles, { nil: undefined }),
        (all, kind, personId, role) => {
          const after = all
            .map((one) => (one.personId === personId ? { ...one, role: role ?? "member" } : one))
            .filter((one) => role !== undefined || one.personId !== personId);
          expect(keepsAKeeper(all, kind, { personId, role })).toBe(after.some((one) => isKeeper(one, kind)));
        },
      ),
    );
  });

  it("does not count a suspended owner", () => {
    const all = [
      { personId: "a", role: "owner", state: "active", type: "user" },
      { personId: "b", role: "owner", state: "suspended", type: "user" },
    ] as const;

    expect(keepsAKeeper(all, "organization", { personId: "a", role: undefined })).toBe(false);
  });
});

/** Whether the role brings a permission that the giver does not have. */
function lacks(grantor: Authority, role: Role): boolean {
  return organizationScoped.some(
    (permission) => holds(role, grantor.organization, permission) && !may(grantor, permission),
  );
}

function authority(kind: "organization" | "project", role: "owner" | "admin" | "member"): Authority {
  // Safe: every setting gets its value.
  const off = Object.fromEntries(memberSettings.map((name) => [name, false])) as Authority["organization"]["settings"];
  return {
    organization: {
      id: "o",
      name: "Lab",
      slug: "lab",
      kind,
      personalForId: null,
      admission: "invite_any",
      prerequisites: [],
      settings: off,
    },
    personId: "p",
    name: "P",
    role,
    type: "user",
  };
}

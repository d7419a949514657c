import { describe, expect, it } from "vitest";
import { holds } from "../../src/domain/memberships/authority.ts";
import { holdsInTenant } from "../../src/domain/people/tenant-authority.ts";
import type { OrganizationScoped, TenantScoped } from "../../src/domain/permissions.ts";

const off = {
  membersCanInvite: false,
  membersCanManageClusters: false,
  membersCanOpenPorts: false,
  membersCanScale: false,
  membersCanSeeUsage: false,
};
const on = {
  membersCanInvite: true,
  membersCanManageClusters: true,
  membersCanOpenPorts: true,
  membersCanScale: true,
  membersCanSeeUsage: true,
};

const place = (settings: typeof off) => ({ kind: "organization", settings }) as const;

type Cell = "yes" | "no" | "when switched on";

/** Written by hand: owner, admin, member. A permission without a row does not compile. */
const inOrganization: Record<OrganizationScoped, readonly [owner: Cell, admin: Cell, member: Cell]> = {
  "organization:view": ["yes", "yes", "yes"],
  "organization:configure": ["yes", "yes", "no"],
  "organization:delete": ["yes", "no", "no"],
  "member:list": ["yes", "yes", "yes"],
  "member:add": ["yes", "yes", "no"],
  "member:remove": ["yes", "yes", "no"],
  "member:role": ["yes", "yes", "no"],
  "invitation:create": ["yes", "yes", "when switched on"],
  "invitation:list": ["yes", "yes", "yes"],
  "invitation:revoke": ["yes", "yes", "no"],
  "service:list": ["yes", "yes", "yes"],
  "service:create": ["yes", "yes", "no"],
  "service:remove": ["yes", "yes", "no"],
  "cluster:view": ["yes", "yes", "yes"],
  "cluster:create": ["yes", "yes", "when switched on"],
  "cluster:delete": ["yes", "yes", "when switched on"],
  "cluster:configure": ["yes", "yes", "no"],
  "cluster:scale": ["yes", "yes", "when switched on"],
  "volume:view": ["yes", "yes", "yes"],
  "volume:create": ["yes", "yes", "no"],
  "volume:delete": ["yes", "yes", "no"],
  "port:open": ["yes", "yes", "when switched on"],
  "port:close": ["yes", "yes", "when switched on"],
  "cluster:ssh": ["yes", "yes", "yes"],
  "job:run": ["yes", "yes", "yes"],
  "dashboard:open": ["yes", "yes", "yes"],
  "kubectl:use": ["yes", "yes", "yes"],
  "pod:deploy": ["yes", "yes", "yes"],
  "usage:view": ["yes", "yes", "yes"],
  "usage:list": ["yes", "yes", "when switched on"],
  "quota:view": ["yes", "yes", "yes"],
  "quota:set": ["yes", "yes", "no"],
  "quota:pause": ["yes", "yes", "no"],
  "quota:request": ["yes", "yes", "yes"],
  "quota:lend": ["yes", "yes", "no"],
  "alert:view": ["yes", "yes", "yes"],
  "alert:manage": ["yes", "yes", "no"],
  "announcement:send-organization": ["yes", "yes", "no"],
};

/** Written by hand: super admin, admin, regular. */
const inTenant: Record<TenantScoped, readonly [superAdmin: boolean, admin: boolean, regular: boolean]> = {
  "organization:create": [true, true, true],
  "person:explain": [true, true, false],
  "person:activate": [true, true, false],
  "person:suspend": [true, true, false],
  "registration:configure": [true, false, false],
  "workspace:connect": [true, false, false],
  "audit:read": [true, true, false],
  "usage:read": [true, true, false],
  "quota:read": [true, true, false],
  "quota:administer": [true, true, false],
  "service:administer": [true, true, false],
  "plan:assign": [true, true, false],
  "plan:assign-organization": [true, false, false],
  "plan:reload": [true, false, false],
  "organization:move": [true, true, false],
  "fairshare:set": [true, true, false],
  "resources:view": [true, true, false],
  "alert:administer": [true, true, false],
  "announcement:send": [true, true, false],
  "webhook:manage": [true, false, false],
  "machine:authorize": [true, false, false],
};

// Safe: the keys of these tables are exactly the permissions.
const organizationRows = Object.entries(inOrganization) as [OrganizationScoped, readonly [Cell, Cell, Cell]][];
// Safe: as above.
const tenantRows = Object.entries(inTenant) as [TenantScoped, readonly [boolean, boolean, boolean]][];

describe("permissions in an organization", () => {
  it.each(organizationRows)("%s: owner, admin, member", (permission, cells) => {
    const found = (["owner", "admin", "member"] as const).map((role) => {
      if (holds(role, place(off), permission)) return "yes";
      return holds(role, place(on), permission) ? "when switched on" : "no";
    });

    expect(found).toEqual(cells);
  });

  it.each(organizationRows)("%s is given to members by one setting alone", (permission, [, , member]) => {
    // Safe: the keys of `off` are the settings.
    const settings = Object.keys(off) as (keyof typeof off)[];
    const enough = settings.filter(
      (setting) =>
        !holds("member", place(off), permission) && holds("member", place({ ...off, [setting]: true }), permission),
    );

    expect(enough.length).toBe(member === "when switched on" ? 1 : 0);
  });
});

describe("permissions in a project", () => {
  it.each(organizationRows)("%s: an admin there may what an owner may elsewhere", (permission, [owner, , member]) => {
    const found = (["admin", "member"] as const).map((role) => {
      if (holds(role, { kind: "project", settings: off }, permission)) return "yes";
      return holds(role, { kind: "project", settings: on }, permission) ? "when switched on" : "no";
    });

    expect(found).toEqual([owner, member]);
  });
});

describe("permissions in the installation", () => {
  it.each(tenantRows)("%s: super admin, admin, regular", (permission, cells) => {
    const found = (["super_admin", "admin", "regular"] as const).map((role) => holdsInTenant(role, permission));

    expect(found).toEqual(cells);
  });
});

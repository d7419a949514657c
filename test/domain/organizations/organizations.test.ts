import { describe, expect, it } from "vitest";
import { configureOrganization } from "../../../src/domain/organizations/configure-organization.ts";
import { createOrganization } from "../../../src/domain/organizations/create-organization.ts";
import { listOrganizations } from "../../../src/domain/organizations/list-organizations.ts";
import { firstFreeName, lineOf, slugOf } from "../../../src/domain/organizations/naming.ts";
import { showOrganization } from "../../../src/domain/organizations/show-organization.ts";
import { switchOrganization } from "../../../src/domain/organizations/switch-organization.ts";
import { admitWorkspace } from "../../../src/domain/workspaces/admit-workspace.ts";
import { createJoinCode } from "../../../src/domain/workspaces/create-join-code.ts";
import { joinTenant } from "../../../src/domain/workspaces/join-tenant.ts";
import { aPerson, aTenant, anOrganization, contextOf, problemOf, systemWorld } from "../../support/builders.ts";
import { openTestDatabase, useDatabase } from "../../support/database.ts";

const database = useDatabase();

describe("createOrganization", () => {
  it("makes the founder owner of an organization, and admin of a project", async () => {
    const world = await aTenant(database.db);
    const context = contextOf(world, await aPerson(world));

    expect(await createOrganization(context, { name: "  Vision   Lab ", kind: "organization" })).toMatchObject({
      name: "Vision Lab",
      slug: "vision-lab",
      role: "owner",
      current: true,
    });
    expect(await createOrganization(context, { name: "LLaVA", kind: "project" })).toMatchObject({
      role: "admin",
      admission: "existing_only",
      prerequisites: ["account", "ssh_key"],
    });
  });

  it("offers a numbered name for one that is taken, whoever has it", async () => {
    const world = await aTenant(database.db);
    const context = contextOf(world, await aPerson(world));
    await createOrganization(context, { name: "Vision Lab", kind: "organization" });

    expect(await problemOf(createOrganization(context, { name: "VISION lab", kind: "project" }))).toMatchObject({
      kind: "organization-name-taken",
      suggestion: "VISION lab 2",
    });
  });
});

describe("configureOrganization", () => {
  it("answers with what was and what is, and says when nothing changes (HW-16, HW-24)", async () => {
    const world = await aTenant(database.db);
    const admin = await aPerson(world);
    const lab = await anOrganization(world, { members: [[admin, "admin"]] });
    const configure = () =>
      configureOrganization(contextOf(world, admin), {
        organizationId: lab.id,
        settings: { membersCanInvite: true, membersCanScale: false },
        admission: "invite_any",
      });

    expect(await configure()).toMatchObject({
      before: { settings: { membersCanInvite: false } },
      after: { settings: { membersCanInvite: true } },
      changed: true,
    });
    expect(await configure()).toMatchObject({ before: {}, after: {}, changed: false });
  });
});

describe("switchOrganization", () => {
  it("knows only one's own organizations (HW-01)", async () => {
    const world = await aTenant(database.db);
    const alice = await aPerson(world);
    const lab = await anOrganization(world, { members: [[alice, "member"]] });
    const other = await anOrganization(world, {});
    const context = contextOf(world, alice);

    expect(await switchOrganization(context, { organizationId: lab.id })).toMatchObject({ changed: true });
    expect(await switchOrganization(context, { organizationId: lab.id })).toMatchObject({ changed: false });
    expect(await listOrganizations(context)).toMatchObject([
      { id: lab.id, current: true, memberCount: 1, pendingCount: 0 },
    ]);
    const notFound = { kind: "not-found", thing: "organization" };
    expect(await problemOf(switchOrganization(context, { organizationId: other.id }))).toEqual(notFound);
    expect(await problemOf(showOrganization(context, { organizationId: other.id }))).toEqual(notFound);
  });
});

describe("naming", () => {
  it("makes slugs of any name", () => {
    expect(["Zoë & Søn's Lab", "研究室", "--"].map((name) => slugOf(name))).toEqual([
      "zoe-s-n-s-lab",
      "organization",
      "organization",
    ]);
  });

  it("numbers until it finds a free one", () => {
    expect(firstFreeName({ name: "Lab", slug: "lab" }, ({ name }) => name === "Lab" || name === "Lab 2")).toEqual({
      name: "Lab 3",
      slug: "lab-3",
      numbered: true,
    });
  });

  it("refuses what would turn the writing direction round", () => {
    expect(lineOf("Lab\u202Edab")).toMatchObject({ reason: "control-character" });
  });
});

describe("workspaces", () => {
  it("found one tenant of ten that connect first at once; a code brings another in", async () => {
    const own = await openTestDatabase();
    const world = { ...systemWorld(own.db) };
    const arrive = (number: number) =>
      admitWorkspace(world, { platform: "slack", externalId: `T${number}`, name: `W${number}` });
    const outcomes = await Promise.all(Array.from({ length: 10 }, (_, number) => arrive(number)));
    const founded = outcomes.find((outcome) => outcome !== undefined);
    expect(outcomes.filter((outcome) => outcome?.founded)).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(9);

    const tenantId = founded?.tenantId ?? "";
    const tenant = { db: own.db, tenantId, workspaces: { slack: "T0", discord: "9" } };
    const { code } = await createJoinCode(contextOf(tenant, await aPerson(tenant, { role: "super_admin" })));
    const joining = {
      platform: "discord",
      externalId: "99",
      name: "Server",
      typedBy: { externalId: "7", label: "Bob" },
    } as const;
    expect(await problemOf(joinTenant(world, { ...joining, code: "WRONG" }))).toMatchObject({ kind: "code-invalid" });
    expect(await joinTenant(world, { ...joining, code })).toMatchObject({ tenantId });
    expect(await problemOf(joinTenant(world, { ...joining, code }))).toMatchObject({ kind: "workspace-connected" });
    await own.close();
  });
});

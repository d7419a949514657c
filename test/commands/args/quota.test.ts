import { describe, expect, it } from "vitest";
import { amount, meter, window } from "../../../src/commands/args/quota.ts";
import { subject } from "../../../src/commands/args/subject.ts";
import type { CommandContext } from "../../../src/commands/define.ts";
import type { Kind } from "../../../src/commands/arg.ts";
import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import type { Meter } from "../../../src/domain/meters/meter.ts";
import { anOrganization, aPerson, aTenant, contextOf, NOON, problemOf } from "../../support/builders.ts";
import type { SomePerson, World } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();

const configuration = builtInConfiguration(NOON);
// Safe: these kinds look at nothing else of a context.
const configured = { configuration } as CommandContext;
const gpu: Meter = { name: "gpu_hours", label: "GPU hours", unit: "GPU hours", kind: "counter", decimals: 3 };

function read<Value>(kind: Kind<Value>, typed: string, context = configured): Promise<Value> {
  const reading = kind.read(typed, "field");
  if (!reading.ok) throw Object.assign(new Error(reading.problem.kind), { problem: reading.problem });
  return reading.resolve(context);
}

describe("meter", () => {
  it("is read from the configuration, however it is written", async () => {
    expect((await read(meter, "GPU-hours")).name).toBe("gpu_hours");
    expect(await problemOf(read(meter, "gpus"))).toMatchObject({ kind: "meter-unknown", field: "field" });
  });

  it("is suggested by name and label", async () => {
    const suggested = await meter.suggest?.(configured, "transf");
    expect(suggested).toEqual([{ value: "transfer", label: "Data transferred (GB)" }]);
    expect(await meter.suggest?.(configured, "")).toHaveLength(configuration.meters.length);
  });
});

describe("amount", () => {
  it.each([
    ["200", 200_000n],
    ["+200", 200_000n],
    ["1,000.5", 1_000_500n],
    ["unlimited", null],
    ["none", 0n],
    ["0", 0n],
  ])("reads %s", async (typed, units) => {
    expect((await read(amount, typed)).limitOf(gpu)).toBe(units);
  });

  it("knows a change from an amount", async () => {
    expect([(await read(amount, "+200")).isChange, (await read(amount, "200")).isChange]).toEqual([true, false]);
  });

  it.each(["0", "none", "-3", "NaN1", "1e30", "unlimited 5"])("takes no %s where something is given", async (typed) => {
    const typedAmount = await read(amount, typed);
    expect(() => typedAmount.positiveOf(gpu)).toThrow("amount-invalid");
  });

  it("refuses what is no number before anything is looked up", () => {
    expect(amount.read("lots", "amount")).toMatchObject({ ok: false, problem: { kind: "not-a-value" } });
  });

  it("refuses unlimited where only an amount makes sense", async () => {
    const typedAmount = await read(amount, "unlimited");
    expect(() => typedAmount.positiveOf(gpu)).toThrow("amount-invalid");
  });
});

describe("window", () => {
  it("is kept as it is stored", async () => {
    expect(await read(window, "per month")).toBe("month");
    expect(await read(window, "24h")).toBe("rolling:24h");
    expect(window.claims?.("rolling:24h")).toBe(true);
    expect(await problemOf(read(window, "fortnight"))).toEqual({
      kind: "window-invalid",
      typed: "fortnight",
      field: "field",
    });
  });

  it("is suggested in words, what was typed first", async () => {
    const suggested = await window.suggest?.(configured, "36h");
    expect(suggested?.[0]).toEqual({ value: "rolling:36h", label: "rolling:36h: in any 36 hours" });
    expect(await window.suggest?.(configured, "quart")).toEqual([{ value: "quarter", label: "quarter: a quarter" }]);
  });
});

async function asker(world: World, person: SomePerson): Promise<CommandContext> {
  const context = contextOf(world, person);
  const invocation = { platform: "slack", workspace: { externalId: world.workspaces.slack } };
  const standing = { kind: "person", person: { currentOrganizationId: null }, memberships: [] };
  // Safe: only these parts are looked at.
  return { ...context, invocation, standing } as unknown as CommandContext;
}

describe("subject", () => {
  it("is a person, an organization, a role, everyone or the installation", async () => {
    const world = await aTenant(database.db);
    const bob = await aPerson(world, { name: "Bob Ekman", username: "bob" });
    const lab = await anOrganization(world, { name: "Vision Lab", members: [[bob, "member"]] });
    const { slug } = await world.db.organization.findUniqueOrThrow({ where: { id: lab.id } });
    const context = await asker(world, bob);
    const found = (typed: string) => read(subject, typed, context);

    expect(await found("@bob")).toEqual({ kind: "person", person: { id: bob.id, label: "Bob Ekman" } });
    expect(await found("me")).toMatchObject({ kind: "person", person: { id: bob.id } });
    expect(await found(`<@${bob.slackId}>`)).toMatchObject({ kind: "person", person: { id: bob.id } });
    expect(await found("bob")).toMatchObject({ kind: "person", person: { id: bob.id } });
    expect(await found(slug)).toMatchObject({ kind: "organization", organization: { id: lab.id, name: "Vision Lab" } });
    expect(await found("vision lab")).toMatchObject({ kind: "organization", organization: { id: lab.id } });
    expect(await found("role:admin")).toEqual({ kind: "role", role: "admin" });
    expect(await found("role:super-admin")).toEqual({ kind: "role", role: "super_admin" });
    expect(await found("everyone")).toEqual({ kind: "role", role: "everyone" });
    expect(await found("installation")).toEqual({ kind: "installation" });
    expect(await problemOf(found("nobody-here"))).toMatchObject({ kind: "not-found", field: "field" });
    expect(subject.claims?.("role:admin")).toBe(true);
  });

  it("is no organization that the asker may not see, unless they administer the installation", async () => {
    const world = await aTenant(database.db);
    const [bob, root] = [await aPerson(world), await aPerson(world, { role: "admin" })];
    const above = await anOrganization(world, { name: "Faculty", members: [[bob, "admin"]] });
    const below = await anOrganization(world, { name: "Deep Lab" });
    await anOrganization(world, { name: "Elsewhere" });
    await world.db.organization.update({ where: { id: below.id }, data: { parentId: above.id } });

    expect(await read(subject, "Deep Lab", await asker(world, bob))).toMatchObject({ kind: "organization" });
    expect(await problemOf(read(subject, "Elsewhere", await asker(world, bob)))).toMatchObject({ kind: "not-found" });
    expect(await read(subject, "Elsewhere", await asker(world, root))).toMatchObject({ kind: "organization" });
    const stranger = await aPerson(await aTenant(database.db), { role: "super_admin" });
    const elsewhere = await asker({ ...world, tenantId: (await aTenant(database.db)).tenantId }, stranger);
    expect(await problemOf(read(subject, "Elsewhere", elsewhere))).toMatchObject({ kind: "not-found" });
  });
});

import { isDeepStrictEqual } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { discordCommands } from "../../src/commands/outline.ts";
import { canBeTried } from "../../src/commands/dry-run.ts";
import { registry } from "../../src/commands/registry.ts";
import type { Call } from "../../src/notifications/message.ts";
import { anOrganization, aPerson, aTenant, NOON } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { callNamed, pressed, read, typed } from "./asking.ts";

const database = useDatabase();

let everything: string;
beforeAll(async () => {
  const tables = await database.db.$queryRaw<{ name: string }[]>`
    SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND (n.nspname = 'public' OR (n.nspname, c.relname) = ('pgboss', 'job'))`;
  everything = tables
    .map(
      ({ name }) => `SELECT '${name}' AS name, md5(string_agg(t::text, ',' ORDER BY t::text)) AS digest FROM ${name} t`,
    )
    .join(" UNION ALL ");
});

/** Every table, jobs among them, by a digest of its rows. */
function all(): Promise<unknown> {
  return database.db.$queryRawUnsafe(`SELECT * FROM (${everything}) AS tables ORDER BY name`);
}

async function given() {
  const world = await aTenant(database.db);
  const boss = await aPerson(world, { name: "Boss", username: "boss", role: "super_admin" });
  const bob = await aPerson(world, { name: "Bob Ekman", username: "bob" });
  const lab = await anOrganization(world, {
    name: "Vision Lab",
    members: [
      [boss, "owner"],
      [bob, "member"],
    ],
  });
  await world.db.organization.update({ where: { id: lab.id }, data: { slug: "vision-lab" } });
  await world.db.person.updateMany({ data: { lastSeenAt: NOON } });
  await world.db.person.update({ where: { id: boss.id }, data: { currentOrganizationId: lab.id } });
  return { world, boss, bob, lab };
}

/** What cannot be undone wants the name typed. */
function named(call: Call): Call {
  return call.command === "org delete" ? { ...call, input: { ...call.input, typed: "Vision Lab" } } : call;
}

const tried = registry.commands.filter(canBeTried);

describe("a dry run", () => {
  it.each(tried.map(({ id, example }) => ({ id, example })))(
    "D-02 of $id says what doing it would, and changes nothing",
    async ({ example }) => {
      const { world, boss } = await given();
      const before = await all();
      const only = await typed(world, boss, `${example} --dry-run`);
      const isRefused = only.tone === "refusal";
      expect(isRefused || isDeepStrictEqual(await all(), before)).toBe(true);

      const first = await typed(world, boss, example);
      const asks = first.actions?.find((action) => "call" in action && action.call.input["confirm"] === "yes");
      const done = asks && "call" in asks ? await pressed(world, boss, named(asks.call)) : first;
      expect(only.code).toBe(done.code);
      expect(only.title).toBe(isRefused ? done.title : `Only tried: ${done.title}`);
    },
  );

  it("is of nearly all that changes something", () => {
    const changing = registry.commands.filter(({ effect, hidden }) => effect === "changes" && !hidden);
    const never = changing.filter((command) => !canBeTried(command)).map(({ id }) => id);
    expect(tried.length).toBeGreaterThan(60);
    expect(never.toSorted()).toEqual(["link accept", "register", "workspace join"]);
  });

  it("names the consequences that the question would, and its button does it, after the question", async () => {
    const { world, boss } = await given();
    const only = await typed(world, boss, "member remove @bob dry_run:yes");
    expect(only).toMatchObject({ title: "Only tried: Removed Bob Ekman from Vision Lab" });
    expect(read(only)).toContain("Bob Ekman");
    const [action] = only.actions ?? [];
    const question = await pressed(world, boss, callNamed(only, action?.label ?? ""));
    expect(question.tone).toBe("warning");
    expect(await world.db.membership.count({ where: { tenantId: world.tenantId } })).toBe(2);
  });

  it("is refused as the command is, and the audit log has it", async () => {
    const { world, bob } = await given();
    expect(await typed(world, bob, "org delete vision-lab --dry-run")).toMatchObject({ code: "forbidden" });
    expect(await world.db.auditEntry.count({ where: { tenantId: world.tenantId, outcome: "refused" } })).toBe(1);
  });

  it.each(["quota list --dry-run", "register --dry-run"])("is nothing that %s knows", async (line) => {
    const { world, boss } = await given();
    expect(await typed(world, boss, line)).toMatchObject({ code: "unknown_argument" });
  });

  it("wants yes or no", async () => {
    const { world, boss } = await given();
    expect(await typed(world, boss, "org create Optics dry_run:perhaps")).toMatchObject({ code: "not_a_value" });
    expect(await typed(world, boss, "org create Optics dry_run:no")).toMatchObject({ title: "Created Optics" });
  });

  it("hands out no key that would not work", async () => {
    const { world, boss } = await given();
    const only = await typed(world, boss, "api-key create slurm scopes:usage:write --dry-run");
    expect(JSON.stringify(only)).not.toMatch(/qm_[0-9A-Za-z]{10}/u);
  });

  it("is an option on Discord beside no more than 24 others", () => {
    const tooMany = discordCommands(registry)
      .flatMap(({ verbs, options }) => [...(verbs ?? []), ...(options ? [{ options }] : [])])
      .filter(({ options }) => options.length + options.filter(({ kind }) => kind === "person").length > 25);
    expect(tooMany).toEqual([]);
  });
});

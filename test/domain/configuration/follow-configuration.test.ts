import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openConfiguration } from "../../../src/domain/configuration/configuration-file.ts";
import type { ConfigurationFile } from "../../../src/domain/configuration/configuration-file.ts";
import { followConfiguration } from "../../../src/domain/configuration/follow-configuration.ts";
import type { World } from "../../../src/domain/context.ts";
import { previewReload, reloadConfiguration } from "../../../src/domain/configuration/reload-configuration.ts";
import { readLimitStates } from "../../../src/domain/quotas/limit-states.ts";
import { ingestUsage } from "../../../src/domain/usage/ingest.ts";
import { aPerson, aTenant, contextOf, later, newCode, newId, NOON, problemOf } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();

let folder: string;
let file: string;
beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "qm-configuration-"));
  file = path.join(folder, "quartermaster.yml");
  // Every tenant is written down in: those of other tests, too.
  await database.db.auditEntry.deleteMany();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

let edits = 0;

/** The length changes with every edit, as a file's time does on a disk that keeps it coarsely. */
function save(jobs: string, head = ""): void {
  edits += 1;
  const text = `${head}plans: [{name: free, default: true, limits: {jobs: ${jobs}}}]\n# ${"x".repeat(edits)}\n`;
  writeFileSync(file, text);
}

function open(isRequired = true): Promise<ConfigurationFile> {
  return openConfiguration({ path: file, isRequired }, () => NOON);
}

const worldOf = (opened: ConfigurationFile) => (): World => ({
  db: database.db,
  now: NOON,
  configuration: opened.current(),
  newId,
  newCode,
});

const follow = (opened: ConfigurationFile) => followConfiguration({ file: opened, world: worldOf(opened) });

async function looks(times: number, look: () => Promise<unknown> | undefined): Promise<void> {
  for (let time = 0; time < times; time += 1) await look();
}

const meters = (decimals: number) => `meters: {tokens: {kind: counter, unit: tokens, decimals: ${decimals}}}\n`;

function jobsOf(opened: ConfigurationFile): bigint | null | undefined {
  return opened.current().plans[0]?.limits[0]?.amount;
}

function entries(tenantId: string) {
  return database.db.auditEntry.findMany({
    where: { tenantId, kind: { startsWith: "configuration-" } },
    orderBy: { id: "asc" },
  });
}

describe("openConfiguration", () => {
  it("takes the program's own where no file was asked for and none is there", async () => {
    const opened = await open(false);
    expect(opened.current()).toMatchObject({ defaultPlan: "default", source: { hash: "" } });
  });

  it("wants a file that was asked for", async () => {
    await expect(open()).rejects.toThrow("quartermaster.yml is not there");
  });

  it("refuses a bad one in one line with the place of each mistake", async () => {
    save("many per day", "currency: euro\n");
    await expect(open()).rejects.toThrow(
      "quartermaster.yml:1:1 currency: should be a currency, such as EUR; quartermaster.yml:2:46 plans[0].limits.jobs: should be an amount in jobs, unlimited or none",
    );
  });
});

describe("followConfiguration", () => {
  it("writes down once what is in use, however often and by however many it is started", async () => {
    const { tenantId } = await aTenant(database.db);
    save("1 per day");
    const opened = await open();
    await Promise.all([follow(opened).begin(), follow(opened).begin(), follow(await open()).begin()]);
    expect(await entries(tenantId)).toMatchObject([{ kind: "configuration-loaded", actorLabel: "Quartermaster" }]);
  });

  it("loads a change once the file has stayed as it is from one look to the next", async () => {
    const { tenantId } = await aTenant(database.db);
    save("1 per day");
    const opened = await open();
    const follower = follow(opened);
    await follower.begin();

    save("2 per day");
    await follower.tick();
    save("3 per day");
    await follower.tick();
    expect(jobsOf(opened)).toBe(1n);
    await follower.tick();
    expect(jobsOf(opened)).toBe(3n);
    const changes = [
      "plan free, Jobs submitted a day: 1 job, hard, told at 50, 80, 95, 100 % → 3 jobs, hard, told at 50, 80, 95, 100 %",
    ];
    expect((await entries(tenantId)).at(-1)?.data).toMatchObject({ changes });
  });

  it("compares with what was in use before the start", async () => {
    const { tenantId } = await aTenant(database.db);
    save("1 per day");
    await follow(await open()).begin();
    save("2 per day");
    await follow(await open()).begin();
    const last = (await entries(tenantId)).at(-1);
    expect(last?.data).toMatchObject({ changes: [expect.stringMatching(/1 job.*→ 2 jobs/u)] });
  });

  it("keeps the old one and tells the Super Admins, once, where a later one is bad or gone", async () => {
    const world = await aTenant(database.db);
    const boss = await aPerson(world, { role: "super_admin" });
    await aPerson(world, { role: "admin" });
    save("1 per day");
    const opened = await open();
    const followers = [follow(opened), follow(opened)];
    for (const follower of followers) await follower.begin();

    save("many per day");
    await looks(3, () => Promise.all(followers.map((follower) => follower.tick())));
    expect(jobsOf(opened)).toBe(1n);
    expect(opened.current().source.problem).toMatch(/quartermaster\.yml:1:46 plans\[0\]\.limits\.jobs: should be/u);
    expect((await entries(world.tenantId)).map(({ kind }) => kind)).toEqual([
      "configuration-loaded",
      "configuration-refused",
    ]);
    const told = await database.db.delivery.findMany({ where: { tenantId: world.tenantId } });
    expect(told.map(({ recipient }) => recipient)).toEqual([`person:${boss.id}`]);

    unlinkSync(file);
    await looks(2, () => followers[0]?.tick());
    expect(opened.current()).toMatchObject({ source: { problem: "quartermaster.yml is not there any more" } });
    expect(jobsOf(opened)).toBe(1n);
  });

  it("takes what is counted in other units for a mistake, while running and at the start", async () => {
    await aTenant(database.db);
    save("1 per day", meters(0));
    const opened = await open();
    const follower = follow(opened);
    await follower.begin();
    save("1 per day", meters(3));
    await looks(2, () => follower.tick());
    const problem =
      "quartermaster.yml meters.tokens.decimals: was 0 before, and stays so: amounts are kept in that unit";
    expect(opened.current().source.problem).toBe(problem);
    await expect(follow(await open()).begin()).rejects.toThrow(problem);
  });

  it("tries again to write down what it could not", async () => {
    const { tenantId } = await aTenant(database.db);
    save("1 per day");
    const opened = await open();
    let isDown = false;
    const world = () => ({
      ...worldOf(opened)(),
      newId: () => {
        if (isDown) throw new Error("down");
        return newId();
      },
    });
    const follower = followConfiguration({ file: opened, world });
    await follower.begin();
    isDown = true;
    save("2 per day");
    await follower.tick();
    await expect(follower.tick()).rejects.toThrow("down");
    expect(jobsOf(opened)).toBe(2n);
    isDown = false;
    await follower.tick();
    expect(await entries(tenantId)).toHaveLength(2);
  });

  it("adds up anew what was used where windows begin at other instants", async () => {
    const world = await aTenant(database.db);
    const bob = await aPerson(world);
    save("5 per month");
    const opened = await open();
    let now = NOON;
    const worldNow = () => ({ ...worldOf(opened)(), now });
    const follower = followConfiguration({ file: opened, world: worldNow });
    await follower.begin();
    const use = (id: string, time: string) =>
      ingestUsage(worldNow(), {
        tenantId: world.tenantId,
        events: [{ source: "test", id, time, meter: "jobs", person: bob.id, amount: 1 }],
      });
    const used = async () => {
      const asking = { tenantId: world.tenantId, now, configuration: opened.current() };
      const [limits] = await readLimitStates(database.db, asking, [{ personId: bob.id }]);
      return limits?.find(({ limit }) => limit.meter === "jobs")?.used;
    };
    // Past midnight in Berlin, the first of the month there.
    await use("1", "2026-10-31T23:30:00Z");
    await use("2", "2026-11-20T12:00:00Z");
    expect(await used()).toBe(1n);

    const byOldCalendar = worldNow();
    save("5 per month", "time_zone: Europe/Berlin\n");
    await looks(2, () => follower.tick());
    expect(await used()).toBe(2n);

    // What was under way by the old calendar is found when it is added up once more.
    await ingestUsage(byOldCalendar, {
      tenantId: world.tenantId,
      events: [{ source: "test", id: "3", time: "2026-11-20T13:00:00Z", meter: "jobs", person: bob.id, amount: 1 }],
    });
    expect(await used()).toBe(2n);
    now = later(30_000);
    await follower.tick();
    expect(await used()).toBe(3n);
  });

  it("with reload: by_command waits until the command was given, on any instance", async () => {
    const world = await aTenant(database.db);
    const boss = await aPerson(world, { role: "super_admin" });
    save("1 per day", "reload: by_command\n");
    const [mine, other] = [await open(), await open()];
    const follower = follow(other);
    await follower.begin();
    save("2 per day", "reload: by_command\n");
    await looks(2, () => follower.tick());
    expect(jobsOf(other)).toBe(1n);
    expect(other.current().source.waiting).toHaveLength(1);

    const context = { ...contextOf(world, boss), configuration: mine.current(), configurationFile: mine };
    expect(await reloadConfiguration(context)).toMatchObject({ changed: true });
    expect(jobsOf(mine)).toBe(2n);
    await follower.tick();
    expect(jobsOf(other)).toBe(2n);
    expect((await entries(world.tenantId)).at(-1)).toMatchObject({ actorId: boss.id });
  });
});

describe("reloadConfiguration", () => {
  it("is for Super Admins", async () => {
    const world = await aTenant(database.db);
    const admin = await aPerson(world, { role: "admin" });
    expect(await problemOf(previewReload(contextOf(world, admin)))).toMatchObject({
      kind: "forbidden",
      permission: "plan:reload",
    });
  });

  it("has nothing to load where there is no file", async () => {
    const world = await aTenant(database.db);
    const boss = await aPerson(world, { role: "super_admin" });
    const context = { ...contextOf(world, boss), configurationFile: await open(false) };
    expect(await problemOf(reloadConfiguration(context))).toEqual({
      kind: "configuration-absent",
      file: "quartermaster.yml",
    });
  });

  it("loads only the version that was shown", async () => {
    const world = await aTenant(database.db);
    const boss = await aPerson(world, { role: "super_admin" });
    save("1 per day");
    const opened = await open();
    const context = { ...contextOf(world, boss), configuration: opened.current(), configurationFile: opened };
    save("2 per day");
    const shown = await previewReload(context);
    save("3 per day");
    expect(await problemOf(reloadConfiguration(context, { hash: shown.configuration.source.hash }))).toMatchObject({
      kind: "configuration-changed-meanwhile",
    });
    expect(jobsOf(opened)).toBe(1n);
  });
});

import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startVisionLab } from "../support/scene.ts";
import type { Scene } from "../support/scene.ts";
import { expectSoon, foundLab, newsFor, platforms, refusalOf, registerEverywhere, words } from "./story.ts";
import { report } from "./usage-story.ts";

const configuration = `reload: by_command\n${readFileSync(new URL("../../quartermaster.yml", import.meta.url), "utf8")}`;

let scene: Scene;

async function expectNoNotes(): Promise<void> {
  expect(await scene.db.$queryRaw`SELECT FROM usage_touched`).toEqual([]);
}

/** What alerts tell of so far is told. */
async function evaluated(): Promise<void> {
  await vi.waitFor(expectNoNotes, { timeout: 20_000, interval: 20 });
}

/** A lab of Alice's with a limit, of which Bob used so much; what alerts tell of that is told. */
async function aLabThatUsed(amount: number, limit: number) {
  const lab = await foundLab(scene, { members: { bob: "member" } });
  await scene.on("slack", "alice").type(`quota set ${lab.slug} gpu_hours ${limit} month`);
  await report(scene, [{ person: "bob", organization: lab.slug, meter: "gpu_hours", amount }]);
  await evaluated();
  return lab;
}

describe.each(platforms)("what a change of limits does, on %s", (platform) => {
  beforeAll(async () => {
    scene = await startVisionLab();
    await registerEverywhere(scene, ["bob"]);
  });
  afterAll(() => scene.close());

  it("D-02 says which alert fires because of a limit that is set, and that one then fires", async () => {
    const lab = await aLabThatUsed(82, 200);
    const alice = scene.on(platform, "alice");
    const question = await alice.type(`quota set ${lab.slug} gpu_hours 100 month`);
    expect(words(question)).toMatch(`${lab.name}: 100 GPU hours a month?`);
    expect(words(question)).toMatch(`This alert fires because of it: ${lab.name} at 80 % of GPU hours a month`);
    const set = await question.press("Set it");
    expect(words(set)).toMatch(`This alert fires because of it: ${lab.name} at 80 % of GPU hours a month (warning).`);
    await newsFor(scene, "alice", new RegExp(`${lab.name} has used 82 %`, "u"));
    await evaluated();

    const again = await alice.type(`quota set ${lab.slug} gpu_hours 99 month`);
    expect(words(again)).toMatch(`${lab.name}: 99 GPU hours a month from now on`);
    expect(words(again)).not.toMatch("because of it");
  });

  it("D-02 tries a change by dry_run: the same answer, whom it puts over and which alert fires; then a button", async () => {
    const lab = await aLabThatUsed(82, 200);
    const alice = scene.on(platform, "alice");
    const tried = await alice.type(`quota set ${lab.slug} gpu_hours 80 month dry_run:yes`);
    expect(words(tried)).toMatch(`Only tried: ${lab.name}: 80 GPU hours a month from now on`);
    expect(words(tried)).toMatch("has used 82 of the new 80 GPU hours");
    expect(words(tried)).toMatch(
      `This alert fires because of it: ${lab.name} at 100 % of GPU hours a month (critical).`,
    );
    expect(words(tried)).toMatch("Nothing was changed, and nobody was told.");
    expect(tried.isPrivate).toBe(true);
    expect(await scene.db.quota.findFirst({ where: { organizationId: lab.id } })).toMatchObject({
      amount: 200_000_000n,
    });

    const question = await tried.press("Set it");
    expect(words(await question.press("Set it"))).toMatch(`${lab.name}: 80 GPU hours a month from now on`);
    expect(await scene.db.quota.findFirst({ where: { organizationId: lab.id } })).toMatchObject({
      amount: 80_000_000n,
    });
  });

  it("D-02 is refused as a dry run as it is without", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    const line = `quota set ${lab.slug} gpu_hours 80 month dry_run:yes`;
    expect(await refusalOf(scene, () => scene.on(platform, "bob").type(line))).toMatchObject({
      code: "forbidden",
      changed: [],
    });
  });

  it("D-02 asks first whom it puts over, and says with it which alert fires", async () => {
    const lab = await aLabThatUsed(82, 200);
    const question = await scene.on(platform, "alice").type(`quota set ${lab.slug} gpu_hours 80 month`);
    const alert = `This alert fires because of it: ${lab.name} at 100 % of GPU hours a month (critical).`;
    expect(words(question)).toMatch("has used 82 of the new 80 GPU hours");
    expect(words(question)).toMatch(alert);
    expect(await scene.db.alert.count({ where: { organizationId: lab.id, kind: "overage" } })).toBe(0);

    expect(words(await question.press("Set it"))).toMatch(alert);
    await expectSoon(() => scene.db.alert.count({ where: { organizationId: lab.id, kind: "overage" } })).toBe(1);
  });
});

describe.each(platforms)("what a change of plans does, on %s", (platform) => {
  beforeAll(async () => {
    scene = await startVisionLab({ configuration });
    await registerEverywhere(scene, ["bob"]);
    await report(scene, [
      { person: "bob", meter: "storage", amount: 6 },
      { person: "bob", meter: "gpu_hours", amount: 45 },
    ]);
    await evaluated();
  });
  afterAll(() => scene.close());

  it("D-02 says which alert fires when a limit is taken away and the plan's applies", async () => {
    const alice = scene.on(platform, "alice");
    await alice.type("quota set @bob gpu_hours 400 month");
    await evaluated();
    const unset = await alice.type("quota unset @bob gpu_hours");
    expect(words(unset)).toMatch("This alert fires because of it: Bob Ekman at 80 % of GPU hours a month (warning).");
  });

  it("D-02 says which alert a new version of the file lets fire, though nobody is over", async () => {
    writeFileSync(scene.configurationPath, configuration.replace("storage: 10\n", "storage: 7\n"));
    const question = await scene.on(platform, "alice").type("plan reload");
    const alert = "This alert fires because of it: Bob Ekman at 80 % of Storage (warning).";
    expect(words(question)).toMatch("Nobody is over a limit because of it");
    expect(words(question)).toMatch(alert);
    expect(words(await question.press("Load it"))).toMatch(alert);
    await evaluated();
  });

  it("D-02 says which alert another plan lets fire, one's own or a group's", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    const alice = scene.on(platform, "alice");
    await (await alice.type("user plan @bob large")).press("Give it");
    await report(scene, [{ person: "bob", meter: "storage", amount: 82 }]);
    await evaluated();
    const alert = "This alert fires because of it: Bob Ekman at 80 % of Storage (warning).";
    const question = await alice.type("user plan @bob small");
    expect(words(question)).toMatch(alert);
    expect(words(await question.press("Give it"))).toMatch(alert);
    await evaluated();

    await (await alice.type(`org plan ${lab.slug} large`)).press("Give it");
    await (await alice.type("user plan @bob none")).press("Take it away");
    await evaluated();
    const group = await alice.type(`org plan ${lab.slug} small`);
    expect(words(group)).toMatch(alert);
    expect(words(await group.press("Give it"))).toMatch(alert);
  });
});

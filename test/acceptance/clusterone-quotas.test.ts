import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import { foundLab, isReadable, newsFor, platforms, refusalOf, refused, registerEverywhere, words } from "./story.ts";
import type { Lab } from "./story.ts";
import { report } from "./usage-story.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen"]);
});
afterAll(() => scene.close());

describe.each(platforms)("limits of compute, on %s", (platform) => {
  let lab: Lab;
  beforeEach(async () => {
    await scene.db.quota.deleteMany();
    await scene.db.quotaGrant.deleteMany();
    lab = await foundLab(scene, { members: { bob: "member", chen: "admin" } });
  });

  it("CO-29 sets a person's limit of a metric by amount and period, and tells them", async () => {
    const set = await scene.on(platform, "alice").type("quota set @bob gpu_hours 50 month");
    expect(words(set)).toMatch("Bob Ekman: 50 GPU hours a month from now on");
    expect(words(set)).toMatch(/GPU hours, \w+: [\d.]+ of 50 used/u);
    expect(isReadable(set)).toBe(true);

    const news = await newsFor(scene, "bob", /Your limit is now 50 GPU hours a month/u);
    expect(isReadable(news)).toBe(true);
    expect(await scene.db.quota.findFirst()).toMatchObject({ scope: "person", amount: 50_000_000n, window: "month" });
  });

  it("CO-29 takes the amount before the metric as well, and a limit within an organization", async () => {
    const set = await scene.on(platform, "chen").type(`quota set @bob 20 gpu_hours week org:${lab.slug}`);
    expect(words(set)).toMatch(`Bob Ekman in ${lab.name}: 20 GPU hours a week from now on`);
    expect(await scene.db.quota.findFirst()).toMatchObject({ scope: "member", window: "week" });
  });

  it("CO-29 takes unlimited and none", async () => {
    const alice = scene.on(platform, "alice");
    expect(words(await alice.type("quota set @bob gpu_hours unlimited"))).toMatch("unlimited GPU hours from now on");
    expect(words(await alice.type("quota set @bob gpu_hours none"))).toMatch(/no GPU hours a month/u);
  });

  it("CO-29 goes back to what was before by a button", async () => {
    const alice = scene.on(platform, "alice");
    const first = await alice.type(`quota set @bob jobs 50 month org:${lab.slug}`);
    const second = await alice.type(`quota set @bob jobs 60 month org:${lab.slug} model:soft`);
    expect(words(second)).toMatch(/Before[^]*50 jobs a month/u);
    expect(words(await second.press("Back to 50 jobs a month"))).toMatch("50 jobs a month from now on");
    expect(await scene.db.quota.findFirst()).toMatchObject({ amount: 50n, model: "hard" });
    expect(words(await first.press("Take it away"))).toMatch(/Took away from .*: 50 jobs a month/u);
  });

  it("CO-29 shows and unsets it", async () => {
    const alice = scene.on(platform, "alice");
    await alice.type("quota set @bob gpu_hours 50 month");
    const shown = await alice.type("quota show @bob");
    expect(words(shown)).toMatch(/GPU hours, \w+[^]*of 50/u);

    expect(words(await alice.type("quota unset @bob gpu_hours"))).toMatch(
      "Took away from Bob Ekman: 50 GPU hours a month",
    );
    expect(words(await alice.type("quota show @bob"))).toMatch("nothing is limited");
  });

  it.each([
    ["quota set @bob gpu_hours -5 month", "amount_invalid", "“-5” is no amount of GPU hours."],
    ["quota set @bob gpu_hours 1e30 month", "amount_invalid", "“1e30” is no amount of GPU hours."],
    ["quota set @bob unicorns 5 month", "meter_unknown", "Nothing called “unicorns” is counted here."],
    ["quota set @bob gpu_hours 5 fortnight", "window_invalid", "“fortnight” is no period."],
    ["quota set @bob storage 5 month", "window_of_other_kind", "Storage can't be limited over that period."],
    ["quota unset @bob gpu_hours", "quota_not_set", "No limit of GPU hours is set for Bob Ekman."],
  ])("CO-29 refuses %s", async (line, code, what) => {
    const refusal = await refusalOf(scene, () => scene.on(platform, "alice").type(line));
    expect(refusal).toMatchObject({ code, what, isReadable: true, isPrivate: true, changed: [] });
    expect(await scene.db.quota.count()).toBe(0);
  });

  it("CO-29 refuses not-a-number inline", async () => {
    const answer = await scene.on(platform, "alice").type("quota set @bob gpu_hours NaN month");
    expect(words(answer)).toMatch(/Nothing called “NaN” is counted|takes a number|no amount|Give/u);
    expect(await scene.db.quota.count()).toBe(0);
  });

  it("CO-29 is refused to who sets no limits there, and to everybody for themselves", async () => {
    expect(
      await refusalOf(scene, () => scene.on(platform, "bob").type("quota set @chen gpu_hours 50 month")),
    ).toMatchObject({ code: "forbidden", what: `You may not set the limits of people and roles in ${lab.name}.` });

    expect(await refusalOf(scene, () => scene.on(platform, "alice").type("quota set me gpu_hours 50 month"))).toEqual(
      refused({
        code: "quota_of_oneself",
        what: "You can't change your own limit.",
        rule: "Nobody gives to themselves, whatever they may do for others.",
        next: "Ask for more; somebody else who may answers.",
      }),
    );
  });

  it("CO-29 gives no more than the pool", async () => {
    await scene.on(platform, "alice").type(`quota set ${lab.slug} gpu_hours 100 month`);
    const chen = scene.on(platform, "chen");
    expect(await refusalOf(scene, () => chen.type("quota set @bob gpu_hours 101 month"))).toMatchObject({
      code: "quota_above_pool",
      what: "101 GPU hours is more than you can give.",
      rule: `The pool of ${lab.name} is 100 GPU hours, and nobody gives more of a pool than it has.`,
    });
    expect(words(await chen.type("quota set @bob gpu_hours 100 month"))).toMatch("100 GPU hours a month from now on");
  });

  it("D-02 says who would be over, and with what, before it is done", async () => {
    const { username } = await scene.db.person.findFirstOrThrow({ where: { username: "bob" } });
    await report(scene, [{ person: username, organization: lab.slug, meter: "cpu_hours", amount: 62 }]);
    const alice = scene.on(platform, "alice");
    const asked = await alice.type(`quota set @bob cpu_hours 50 month org:${lab.slug}`);
    expect(words(asked)).toMatch(`Bob Ekman in ${lab.name}: 50 CPU hours a month?`);
    expect(words(asked)).toMatch(/has used 62 of the new 50 CPU hours \(\w+\): nothing new can start until \w{3} 1 /u);
    expect(words(asked)).toMatch("Nothing that runs is stopped.");
    expect(await scene.db.quota.count()).toBe(0);

    expect(words(await asked.press("Set it"))).toMatch("50 CPU hours a month from now on");
    expect(await scene.db.quota.count()).toBe(1);
  });

  it("CO-06 lists everybody's limit, use, remainder and reset for admins", async () => {
    const alice = scene.on(platform, "alice");
    await alice.type("quota set @bob jobs 500 month");
    await alice.type(`quota set ${lab.slug} jobs 1000 month`);
    const list = await alice.type("quota list jobs");
    expect(words(list)).toMatch(/^Limits: 2/mu);
    expect(words(list)).toMatch(/Bob Ekman[^]*Jobs submitted a month[^]*of 500[^]*500/u);
    expect(words(list)).toMatch(new RegExp(`${lab.name}[^]*of 1,000`, "u"));
    expect(isReadable(list)).toBe(true);
  });

  it("CO-06 is refused to others, but for their own organization's", async () => {
    expect(await refusalOf(scene, () => scene.on(platform, "bob").type("quota list"))).toMatchObject({
      code: "forbidden",
      what: "You may not see everybody's limits.",
    });
    await scene.on(platform, "alice").type("quota set @bob jobs 500 month");
    const list = await scene.on(platform, "chen").type(`quota list org:${lab.slug}`);
    expect(words(list)).toMatch(new RegExp(`^Limits in ${lab.name}: 1`, "mu"));
  });
});

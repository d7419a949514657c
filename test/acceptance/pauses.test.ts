import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startVisionLab } from "../support/scene.ts";
import type { Scene } from "../support/scene.ts";
import { DAY, letQuotaAge, strike } from "./passing-time.ts";
import {
  aTime,
  expectSoon,
  foundLab,
  isReadable,
  newsFor,
  platforms,
  refusalOf,
  refused,
  registerEverywhere,
  words,
} from "./story.ts";
import type { Lab } from "./story.ts";
import { report } from "./usage-story.ts";

let scene: Scene;
let key: string;
/** Chen keeps it, Bob belongs; Alice, who owns it, too, administers the installation. */
let lab: Lab;
beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen"]);
  const made = await scene.on("slack", "alice").type("api-key create gate scopes:quota:check,quota:reserve");
  key = /\bqm_[0-9A-Za-z]{32}\b/u.exec(words(made))?.[0] ?? expect.fail(words(made));
});
afterAll(() => scene.close());
beforeEach(async () => {
  lab = await foundLab(scene, { members: { chen: "admin", bob: "member" } });
});

async function ask(path: string, body: object) {
  const response = await fetch(`${scene.url}/v1/quota/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  // Safe: every answer of the API is a JSON object.
  return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
}

const bob = () => ({ person: "bob", organization: lab.slug });
const work = () => ({ ...bob(), wanted: [{ meter: "gpu_hours", amount: "1" }] });
const reserve = () => ask("reserve", { ...work(), for_seconds: 600 });

describe.each(platforms)("pausing on %s", (platform) => {
  const chen = () => scene.on(platform, "chen");
  const pause = async (line: string, name: "alice" | "chen" = "chen") => {
    const asked = await scene.on(platform, name).type(line);
    expect(words(asked)).toMatch(/Pause .*\?\n/u);
    return asked.press("Pause");
  };

  it("B-11 pauses an organization until a time: new work is refused with who, why and until when, what runs goes on", async () => {
    const running = await reserve();
    expect(running.status).toBe(200);

    const asked = await chen().type(`quota pause ${lab.slug} until:3d reason:maintenance`);
    expect(words(asked)).toMatch(/1 reservation goes on, the last until .*\nNothing that runs is stopped\./u);
    expect(isReadable(asked)).toBe(true);
    expect((await reserve()).status).toBe(200);
    const done = await asked.press("Pause");
    expect(words(done)).toMatch(
      new RegExp(`${lab.name} is paused: nothing new starts\nIt ends by itself ${aTime}`, "u"),
    );

    const late = await reserve();
    expect(late).toMatchObject({
      status: 409,
      body: {
        type: "/v1/problems/paused",
        code: "paused",
        detail: expect.stringMatching(new RegExp(`^${lab.name} is paused by Chen Li until .*: maintenance\\.$`, "u")),
        pause: { subject: { name: lab.name }, mode: "hold", by: "Chen Li", by_policy: false, reason: "maintenance" },
        recovery: [{ action: "wait", until: expect.any(String) }],
      },
    });
    expect((await ask("check", work())).body).toMatchObject({
      allowed: false,
      code: "paused",
      pause: { by: "Chen Li" },
    });
    const { reservation } = running.body;
    expect((await ask("extend", { reservation, for_seconds: 900 })).status).toBe(200);
    expect((await ask("commit", { reservation })).status).toBe(200);
  });

  it("B-11 shows the pause wherever somebody looks, and lifts it by a button, and back", async () => {
    const done = await pause(`quota pause ${lab.slug} reason:"an audit"`);
    const line = new RegExp(
      `${lab.name} is paused: nothing new starts\\. By Chen Li, since ${aTime}(?: \\([^)]*\\))?, until somebody lifts it \\(“an audit”\\)\\.`,
      "u",
    );
    const bobs = scene.on(platform, "bob");
    for (const typed of [
      "quota show",
      "quota show gpu_hours",
      "quota explain gpu_hours",
      'quota check "1 gpu_hours"',
      "org show",
    ]) {
      const seen = await bobs.type(typed);
      expect(words(seen)).toMatch(line);
      expect(isReadable(seen)).toBe(true);
    }

    const resumed = await done.press("Resume");
    expect(words(resumed)).toMatch(`Resumed ${lab.name}`);
    expect((await reserve()).status).toBe(200);
    expect(words(await bobs.type("quota show"))).not.toMatch(/paused/u);
    const again = await resumed.press("Pause again");
    await again.press("Pause");
    expect((await reserve()).body).toMatchObject({ code: "paused" });
  });

  it("B-11 drains: extending is refused, too, and what runs ends with its reservation", async () => {
    const { reservation } = (await reserve()).body;
    const done = await pause(`quota pause ${lab.slug} drain until:1d`);
    expect(words(done)).toMatch(/what is reserved is not extended/u);

    expect(await ask("extend", { reservation, for_seconds: 3_600 })).toMatchObject({
      status: 409,
      body: { code: "draining", detail: expect.stringMatching(`${lab.name} is paused by Chen Li`) },
    });
    expect((await ask("commit", { reservation })).status).toBe(200);
  });

  it("B-11 ends by itself, and the keepers hear of it", async () => {
    await pause(`quota pause ${lab.slug} until:1d`);
    await newsFor(scene, "alice", new RegExp(`${lab.name} is paused: nothing new starts`, "u"));
    await letQuotaAge(scene, lab, DAY);

    expect((await reserve()).status).toBe(200);
    await strike(scene, "end pauses");
    await newsFor(scene, "chen", new RegExp(`The pause of ${lab.name} has ended`, "u"));
  });

  it("B-11 pauses one member alone, who hears of it", async () => {
    await pause('quota pause @bob until:2d reason:"too many jobs"');

    expect((await reserve()).body).toMatchObject({ code: "paused", pause: { subject: { scope: "member" } } });
    const chens = { ...work(), person: "chen" };
    expect((await ask("check", chens)).body).toMatchObject({ allowed: true });
    const told = await newsFor(scene, "bob", new RegExp(`Your work in ${lab.name} is paused: nothing new starts`, "u"));
    expect(told.choices).not.toContain("Resume");
    await chen().type("quota resume @bob");
    expect((await reserve()).status).toBe(200);
  });

  it("B-11 what the installation's staff has paused, the organization can't lift", async () => {
    await pause(`quota pause ${lab.slug} reason:unpaid`, "alice");

    expect(await refusalOf(scene, () => chen().type(`quota resume ${lab.slug}`))).toEqual(
      refused({
        code: "paused_from_above",
        what: `You can't lift the pause of ${lab.name}.`,
        rule: "Alice Moreau set it in the name of the installation, and what is set from above is lifted from there.",
        next: "Ask Alice Moreau.",
      }),
    );
    expect(words(await scene.on(platform, "alice").type(`quota resume ${lab.slug}`))).toMatch(`Resumed ${lab.name}`);
  });

  it("B-11 members can't pause, nor anybody themselves, nor lift what is not paused", async () => {
    expect(await refusalOf(scene, () => scene.on(platform, "bob").type(`quota pause ${lab.slug}`))).toMatchObject({
      code: "forbidden",
      isPrivate: true,
      isRecorded: true,
      changed: [],
    });
    expect(await refusalOf(scene, () => chen().type("quota pause me"))).toMatchObject({ code: "quota_of_oneself" });
    expect(await refusalOf(scene, () => chen().type(`quota resume ${lab.slug}`))).toMatchObject({
      code: "not_paused",
      what: `Nothing of ${lab.name} is paused.`,
    });
    expect(await refusalOf(scene, () => chen().type(`quota pause ${lab.slug} until:2020-01-01`))).toMatchObject({
      code: "until_passed",
    });
  });
});

const use = (amount: string) => report(scene, [{ ...bob(), meter: "gpu_hours", amount }]);

describe.each(platforms)("policies on %s", (platform) => {
  const alice = () => scene.on(platform, "alice");

  it("B-10 pauses once a part of the limit is used, once a period, and tells the keepers and who made it", async () => {
    await alice().type(`quota set ${lab.slug} gpu_hours 100 month`);
    const made = await alice().type(`policy create ${lab.slug} gpu_hours 80% month pause`);
    expect(words(made)).toMatch(
      new RegExp(
        `Made a policy for ${lab.name}: pause at 80 % of its GPU hours a month\n\\w+: 0 of 80 GPU hours used\\.`,
        "u",
      ),
    );
    await use("79");
    await strike(scene, "look at policies");
    expect((await reserve()).status).toBe(200);

    await use("1");
    await strike(scene, "look at policies");
    expect((await reserve()).body).toMatchObject({
      code: "paused",
      detail: expect.stringMatching(`${lab.name} is paused by a policy of Alice Moreau until`),
      pause: { by_policy: true },
    });
    const told = new RegExp(`${lab.name}: 80 GPU hours of 100 GPU hours used, and paused: nothing new starts`, "u");
    expect(isReadable(await newsFor(scene, "chen", told))).toBe(true);
    await newsFor(scene, "alice", told);

    const list = await alice().type(`policy list ${lab.slug}`);
    expect(words(list)).toMatch(/80 of 80 GPU hours used/u);
    expect(isReadable(list)).toBe(true);
    await alice().type(`quota resume ${lab.slug}`);
    await use("5");
    await strike(scene, "look at policies");
    expect((await reserve()).status).toBe(200);
    expect(words(await alice().type("policy show gpu_hours"))).toMatch(/lifted since/u);
    await alice().type("policy delete gpu_hours confirm:yes");
  });

  it("B-10 only tells, where it is to tell; keepers make their own, and members none", async () => {
    await scene.on(platform, "alice").type(`quota set ${lab.slug} gpu_hours 100 month`);
    const made = await scene.on(platform, "chen").type(`policy create ${lab.slug} gpu_hours 10`);
    expect(words(made)).toMatch(`Made a policy for ${lab.name}: tell at 10 GPU hours a month`);
    await use("12");
    await strike(scene, "look at policies");
    const told = await newsFor(scene, "chen", new RegExp(`${lab.name}: 12 GPU hours used`, "u"));
    expect(words(told)).toMatch("A policy of Chen Li: tell at 10 GPU hours a month.");
    expect((await reserve()).status).toBe(200);

    expect(
      await refusalOf(scene, () => scene.on(platform, "bob").type(`policy create ${lab.slug} gpu_hours 10`)),
    ).toMatchObject({ code: "forbidden", changed: [] });
    expect(
      await refusalOf(scene, () => scene.on(platform, "chen").type(`policy create ${lab.slug} storage 10`)),
    ).toMatchObject({ code: "policy_without_period" });
  });

  it("B-10 deletes a policy, with what it had paused, after saying so", async () => {
    await scene.on(platform, "chen").type(`policy create ${lab.slug} gpu_hours 10 month drain`);
    await use("12");
    await strike(scene, "look at policies");
    expect((await reserve()).body).toMatchObject({ code: "paused", pause: { mode: "drain" } });

    const asked = await scene.on(platform, "chen").type("policy delete gpu_hours");
    expect(words(asked)).toMatch(/What it has paused may start again at once\./u);
    const gone = await asked.press("Delete");
    expect(words(gone)).toMatch(`Deleted the policy for ${lab.name}: pause and drain at 10 GPU hours a month`);
    expect((await reserve()).status).toBe(200);
    await expectSoon(() => gone.choices).toContain("Make it again");
  });
});

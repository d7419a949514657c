import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Name, Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import {
  foundLab,
  isReadable,
  newsFor,
  personCalled,
  platforms,
  refusalOf,
  refused,
  registerEverywhere,
  words,
} from "./story.ts";
import type { Lab } from "./story.ts";

const sample = readFileSync(new URL("../../quartermaster.yml", import.meta.url), "utf8");

let scene: Scene;
beforeAll(async () => {
  scene = await startVisionLab({ configuration: sample });
  await registerEverywhere(scene, ["bob", "chen"]);
  const { id } = await personCalled(scene.db, "chen");
  await scene.db.person.update({ where: { id }, data: { role: "admin" } });
});
afterAll(() => scene.close());

/** Nobody has a plan, and no group does. */
beforeEach(async () => {
  await scene.db.person.updateMany({ data: { planName: null } });
  await scene.db.organization.updateMany({ data: { planName: null } });
});

async function personalPlanOf(name: Name): Promise<string | null> {
  return (await personCalled(scene.db, name)).planName;
}

async function groupWith(plan: string | null, members: readonly Name[] = []): Promise<Lab> {
  const lab = await foundLab(scene, { members: Object.fromEntries(members.map((name) => [name, "member"])) });
  await scene.db.organization.update({ where: { id: lab.id }, data: { planName: plan } });
  return lab;
}

describe.each(platforms)("plans, on %s", (platform) => {
  it("DL-09 lists all plans in their order for admins, with who has them", async () => {
    const lab = await groupWith("large", ["bob"]);
    const list = await scene.on(platform, "chen").type("plan list");

    expect(words(list)).toMatch(/^Plans: 4/mu);
    expect(words(list)).toMatch(/Free \(the default, yours\)[^]*Small[^]*Large[^]*GPU/u);
    expect(words(list)).toMatch("GPU hours a month: 400");
    expect(words(list)).toMatch("given to 1 group");
    expect(lab.name).toBeTruthy();
    expect(isReadable(list)).toBe(true);
  });

  it("DL-09 shows others only the plans that concern them", async () => {
    await groupWith("small", ["bob"]);
    const bob = scene.on(platform, "bob");
    const list = await bob.type("plan list");
    expect(words(list)).toMatch(/^Plans: 2/mu);
    expect(words(list)).toMatch(/Small \(yours\)/u);
    expect(words(list)).not.toMatch(/Large|GPU hours a day|people/u);
    expect(words(await bob.type("plan show small"))).toMatch(/Plan Small, yours[^]*Storage ?:? ?\n?100 GB/u);

    expect(await refusalOf(scene, () => bob.type("plan show large"))).toEqual(
      refused({
        code: "not_found",
        what: "No plan called “large” was found.",
        rule: "Only what you may see can be found.",
        next: "See which ones there are for you.",
      }),
    );
  });

  it("DL-10 says in which file plans are defined and when it was loaded", async () => {
    const list = await scene.on(platform, "bob").type("plan list");
    expect(words(list)).toMatch(/Defined in quartermaster\.yml, loaded /u);
  });

  // Discord's list of commands has no synonyms.
  const lines = ["plan edit large", ...(platform === "slack" ? ["plan set large 9", "plan create huge"] : [])];
  it.each(lines)("DL-10 refuses %s, and says where", async (line) => {
    expect(await refusalOf(scene, () => scene.on(platform, "alice").type(line))).toEqual(
      refused({
        code: "plan_not_editable",
        what: "Plans can't be changed in chat.",
        rule: "They are defined in quartermaster.yml, where a change can be reviewed and taken back.",
        next: "Change them there; plan reload shows what that changes, and loads it. To give a person another plan: user plan.",
      }),
    );
  });

  it("DL-11 gives everybody the default plan", async () => {
    await groupWith(null, ["bob"]);
    const why = await scene.on(platform, "bob").type("plan explain");
    expect(words(why)).toMatch("Your plan is Free, the default");
    expect(words(why)).toMatch(/The default ?[·|]? ?\n?Free ?[·|]? ?\n?applies/u);
  });

  it("DL-12 lets a Super Admin replace it by a plan of one's own, after showing what that changes", async () => {
    await groupWith(null, ["bob"]);
    const question = await scene.on(platform, "alice").type("user plan @bob gpu reason:training");
    expect(words(question)).toMatch("Give Bob Ekman the plan GPU?");
    expect(words(question)).toMatch("Now: Free, the default. Then: GPU, a plan of their own.");
    expect(words(question)).toMatch("GPU hours a month: 50 → 8,000, counting what a job may come to");
    expect(words(question)).toMatch("Running jobs: 2 jobs → unlimited");
    expect(words(question)).toMatch("Nobody is over a limit because of it");
    expect(await personalPlanOf("bob")).toBeNull();

    const done = await question.press("Give it");
    expect(words(done)).toMatch("The plan of Bob Ekman is now GPU, a plan of their own");
    expect(await personalPlanOf("bob")).toBe("gpu");
    await newsFor(scene, "bob", /Your own plan is now gpu[^]*Reason: training/u);

    expect(words(await (await done.press("Undo")).press("Take it away"))).toMatch("is now Free, the default");
    expect(await personalPlanOf("bob")).toBeNull();
  });

  it("DL-13 DL-38 lets an admin give one, and names the groups' plans that it overrides", async () => {
    const one = await groupWith("small", ["bob"]);
    const other = await groupWith("gpu", ["bob"]);
    const question = await scene.on(platform, "chen").type("user plan @bob large");
    expect(words(question)).toMatch(`Now: GPU, through ${other.name}. Then: Large, a plan of their own.`);
    expect(words(question)).toMatch(`GPU of ${other.name}`);
    expect(words(question)).toMatch(`Small of ${one.name}`);
    expect(words(question)).toMatch("and the plans of groups joined later.");
    await question.press("Give it");
    expect(await personalPlanOf("bob")).toBe("large");
  });

  it("DL-38 refuses who may not, one's own, and what only Super Admins give", async () => {
    await groupWith(null, ["bob", "chen"]);
    expect(await refusalOf(scene, () => scene.on(platform, "bob").type("user plan @bob large"))).toMatchObject({
      code: "forbidden",
      what: "You may not give people another plan.",
      changed: [],
    });
    expect(await refusalOf(scene, () => scene.on(platform, "chen").type("user plan @chen large"))).toMatchObject({
      code: "plan_of_oneself",
      next: "Ask Alice Moreau.",
      changed: [],
    });
    expect(await refusalOf(scene, () => scene.on(platform, "chen").type("user plan @bob gpu"))).toMatchObject({
      code: "plan_above_yours",
      rule: "The configuration lets only Super Admins give it.",
      changed: [],
    });
    expect(await refusalOf(scene, () => scene.on(platform, "chen").type("user plan @bob huge"))).toMatchObject({
      code: "plan_unknown",
      changed: [],
    });
  });

  it("DL-14 keeps one's own plan before groups' plans, those of the present and those of the future", async () => {
    await groupWith("large", ["bob"]);
    await (await scene.on(platform, "chen").type("user plan @bob small")).press("Give it");
    const bob = scene.on(platform, "bob");
    expect(words(await bob.type("plan explain"))).toMatch("Your plan is Small, a plan of your own");

    const later = await groupWith("gpu", ["bob"]);
    const why = await bob.type("plan explain");
    expect(words(why)).toMatch("Your plan is Small, a plan of your own");
    expect(words(why)).toMatch("Without the plan of one's own, GPU would apply.");
    expect(words(why)).toMatch(new RegExp(`${later.name}[^]*loses: a plan of one's own goes first`, "u"));

    await (await scene.on(platform, "chen").type("user plan @bob large")).press("Give it");
    expect(words(await bob.type("plan explain"))).toMatch("Your plan is Large, a plan of your own");

    const ending = await scene.on(platform, "chen").type("user plan @bob free");
    expect(words(ending)).toMatch(`Then: GPU, through ${later.name}.`);
    await ending.press("Take it away");
    expect(words(await bob.type("plan explain"))).toMatch(`Your plan is GPU, through ${later.name}`);
  });

  it("DL-15 lets a Super Admin give a group a plan, for members who have none of their own", async () => {
    const lab = await groupWith(null, ["bob", "chen"]);
    await (await scene.on(platform, "alice").type("user plan @chen small")).press("Give it");
    const line = platform === "slack" ? "group plan set" : "org plan";
    const question = await scene.on(platform, "alice").type(`${line} ${lab.slug} large`);
    expect(words(question)).toMatch(`Give ${lab.name} the plan Large?\nNow: none. Then: Large.`);
    expect(words(question)).toMatch("3 members; 1 has a plan of their own, which goes first.");
    expect(words(await question.press("Give it"))).toMatch(`The plan of ${lab.name} is now Large`);

    expect(words(await scene.on(platform, "bob").type("plan explain"))).toMatch(
      `Your plan is Large, through ${lab.name}`,
    );
    expect(words(await scene.on(platform, "chen").type("plan explain"))).toMatch(
      "Your plan is Small, a plan of your own",
    );
    expect(words(await scene.on(platform, "bob").type(`org plan ${lab.slug}`))).toMatch(
      `The plan of ${lab.name} is Large`,
    );
  });

  it("DL-15 refuses admins who are no Super Admins", async () => {
    const lab = await groupWith(null, ["chen"]);
    expect(await refusalOf(scene, () => scene.on(platform, "chen").type(`org plan ${lab.slug} large`))).toMatchObject({
      code: "forbidden",
      what: "You may not give organizations another plan.",
      next: "Ask Alice Moreau.",
      changed: [],
    });
  });

  it("DL-16 applies, of several groups' plans, the one listed last in the file", async () => {
    const gpu = await groupWith("gpu", ["bob"]);
    const small = await groupWith("small", ["bob"]);
    const why = await scene.on(platform, "bob").type("plan explain");
    expect(words(why)).toMatch(`Your plan is GPU, through ${gpu.name}`);
    expect(words(why)).toMatch(new RegExp(`${small.name}[^]*loses: it is listed before the one that applies`, "u"));
    expect(words(why)).toMatch(`Outside of ${gpu.name}, Small would apply.`);
  });

  it("DL-30 shows admins plans, seats, machines, storage and use", async () => {
    await groupWith("large", ["bob"]);
    const shown = await scene.on(platform, "chen").type("resources");
    expect(words(shown)).toMatch(/Resources: 3 seats in use/u);
    expect(words(shown)).toMatch(/Machines ?:? ?\n?none connected yet/u);
    expect(words(shown)).toMatch(/Large[^]*given to 1 group/u);
    expect(words(await scene.on(platform, "chen").type("resources @bob"))).toMatch(
      /Resources of Bob Ekman[^]*Large, through/u,
    );
    expect(isReadable(shown)).toBe(true);

    expect(await refusalOf(scene, () => scene.on(platform, "bob").type("resources"))).toMatchObject({
      code: "forbidden",
    });
  });

  it("lists what is counted, in which unit, and what it costs", async () => {
    const list = await scene.on(platform, "bob").type("meter list gpu");
    expect(words(list)).toMatch(/GPU hours[^]*gpu_hours[^]*adds up over time[^]*2\.10 EUR/u);
  });
});

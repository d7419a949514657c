import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import {
  aTime,
  foundLab,
  isReadable,
  newsFor,
  personCalled,
  platforms,
  refusalOf,
  registerEverywhere,
  words,
} from "./story.ts";
import type { Lab } from "./story.ts";
import { report } from "./usage-story.ts";

const configuration = `
meters:
  gpu_hours: { label: GPU hours, unit: GPU hours, kind: counter, decimals: 6 }
plans:
  - name: free
    label: Free
    default: true
    limits:
      gpu_hours: { amount: 50, window: month }
  - name: small
    label: Small
    limits:
      gpu_hours: { amount: 60, window: month }
`;

let scene: Scene;
beforeAll(async () => {
  scene = await startVisionLab({ configuration });
  await registerEverywhere(scene, ["bob", "chen"]);
});
afterAll(() => scene.close());

describe.each(platforms)("what may I use, on %s", (platform) => {
  let lab: Lab;
  beforeEach(async () => {
    await scene.db.quota.deleteMany();
    await scene.db.quotaGrant.deleteMany();
    await scene.db.organization.updateMany({ data: { parentId: null } });
    lab = await foundLab(scene, { members: { bob: "member", chen: "admin" } });
    await scene.on(platform, "alice").type(`quota set ${lab.slug} gpu_hours 400 month`);
  });

  it("TU-54 R-10 shows one's own limits without an admin: used, left, reset and where from", async () => {
    await scene.on(platform, "alice").type(`quota set @bob gpu_hours 100 month org:${lab.slug}`);
    await report(scene, [{ person: "bob", organization: lab.slug, meter: "gpu_hours", amount: 20 }]);
    const bob = scene.on(platform, "bob");
    const all = await bob.type("quota show");
    expect(words(all)).toMatch(/GPU hours, \w+[^]*own[^]*20 of 100 ▮▮▯▯▯▯▯▯▯▯[^]*80/u);
    expect(words(all)).toMatch(new RegExp(`${lab.name}[^]*20 of 400`, "u"));
    expect(isReadable(all)).toBe(true);

    const one = await bob.type("quota show gpu_hours");
    expect(words(one)).toMatch(new RegExp(`Bob Ekman in ${lab.name}: GPU hours, \\w+: 20 of 100 used, 80 left`, "u"));
    expect(words(one)).toMatch(new RegExp(`Resets ${aTime}`, "u"));
    expect(words(one)).toMatch(/Limit: set by Alice Moreau/u);
    expect(one.choices).toEqual(expect.arrayContaining(["Request more", "How is this derived?", "Usage"]));
    expect(isReadable(one)).toBe(true);
  });

  it("TU-54 shows a gauge for each limit at home", async () => {
    await scene.on(platform, "alice").type(`quota set @bob gpu_hours 100 month org:${lab.slug}`);
    await report(scene, [{ person: "bob", organization: lab.slug, meter: "gpu_hours", amount: 79 }]);
    expect(words(await scene.on(platform, "bob").type("home"))).toMatch(/GPU hours, \w+[^]*79 of 100 ▮▮▮▮▮▮▮▮▯▯ 79 %/u);
  });

  it("TU-54 is for oneself and for who sets limits there", async () => {
    const bob = scene.on(platform, "bob");
    expect(await refusalOf(scene, () => bob.type(`quota show @chen org:${lab.slug}`))).toMatchObject({
      code: "forbidden",
    });
    expect(words(await scene.on(platform, "chen").type(`quota show @bob org:${lab.slug}`))).toMatch("GPU hours");
    expect(words(await bob.type(`quota show ${lab.slug}`))).toMatch("of 400");
  });

  it("D-01 R-06 explains a limit with every losing rule, and the smallest change that turns the answer", async () => {
    const alice = scene.on(platform, "alice");
    await alice.type(`quota set everyone gpu_hours 30 month org:${lab.slug}`);
    await alice.type(`quota set @bob gpu_hours 80 month org:${lab.slug} reason:"new project"`);
    await alice.type(`quota grant @bob +20 gpu_hours org:${lab.slug}`);
    const explained = await scene.on(platform, "bob").type("quota explain gpu_hours 150");
    const text = words(explained);
    expect(text).toMatch(`Bob Ekman in ${lab.name}: 150 GPU hours would not start now.`);
    expect(text).toMatch(/Applies: 80 GPU hours a month, set by Alice Moreau .*“new project”/u);
    expect(text).toMatch(/\+ 20 GPU hours: granted by Alice Moreau/u);
    expect(text).toMatch(
      /Not used: 30 GPU hours a month, .*: a limit set for the person in this organization comes before a limit of everyone/u,
    );
    expect(text).toMatch(
      /Not used: 50 GPU hours a month, from plan Free, the default: .* comes before the default plan/u,
    );
    expect(text).toMatch(
      `The smallest change that would let it start: 50 GPU hours more a month for Bob Ekman in ${lab.name}.`,
    );
    expect(isReadable(explained)).toBe(true);
  });

  it("D-01 R-06 explains every one of forty rules that lost, page by page where there is no room", async () => {
    const bob = await personCalled(scene.db, "bob");
    const groups = Array.from({ length: 38 }, (_, n) => ({
      id: uuidv7(),
      tenantId: bob.tenantId,
      name: `Group ${n} of ${platform}`,
      slug: `group-${n}-of-${platform}`,
      createdAt: new Date(),
      prerequisites: [],
      planName: "small",
    }));
    await scene.db.organization.createMany({ data: groups });
    const memberships = groups.map(({ id: organizationId }) => ({
      id: uuidv7(),
      tenantId: bob.tenantId,
      organizationId,
      personId: bob.id,
      role: "member" as const,
      joinedAt: new Date(),
    }));
    await scene.db.membership.createMany({ data: memberships });
    await scene.on(platform, "alice").type(`quota set @bob gpu_hours 80 month org:${lab.slug}`);

    let shown = await scene.on(platform, "bob").type("quota explain gpu_hours");
    const pages = [shown];
    for (let page = 2; shown.choices.includes(`${page} ›`); page += 1) {
      shown = await shown.press(`${page} ›`);
      pages.push(shown);
    }
    await scene.db.membership.deleteMany({ where: { organizationId: { in: groups.map(({ id }) => id) } } });

    const told = pages.map(words).join("\n");
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.every(isReadable)).toBe(true);
    expect(groups.filter(({ name }) => !told.includes(`plan Small (${name})`))).toEqual([]);
  });

  it("R-25 sets at how many percent of a limit somebody is told, and shows it", async () => {
    const set = await scene
      .on(platform, "alice")
      .type(`quota set @bob gpu_hours 70 month org:${lab.slug} thresholds:60,90,150`);
    expect(words(set)).toMatch("Told at: 60, 90 and 150 %");
    const news = await newsFor(scene, "bob", /is now 70 GPU hours a month[^]*It is told of at 60, 90 and 150 %\./u);
    expect(isReadable(news)).toBe(true);
    expect(words(await scene.on(platform, "bob").type("quota explain gpu_hours"))).toMatch("Told at 60, 90 and 150 %.");
    expect(words(await scene.on(platform, "bob").type("quota show gpu_hours"))).toMatch("Told at 60, 90 and 150 %.");
    const wrong = () =>
      scene.on(platform, "alice").type(`quota set @bob gpu_hours 70 org:${lab.slug} thresholds:90,60`);
    expect(await refusalOf(scene, wrong)).toMatchObject({ code: "not_a_value", changed: [] });
  });

  it("R-07 B-15 checks whether something fits, which limit says no, and when it would", async () => {
    const bob = scene.on(platform, "bob");
    const start = await scene.on(platform, "alice").type(`quota set @bob gpu_hours 40 month org:${lab.slug}`);
    expect(words(start)).toMatch("40 GPU hours a month from now on");
    expect(words(await bob.type('quota check "4xA100 8h"'))).toMatch("4xA100 8h (32 GPU hours) fits.");

    await report(scene, [{ person: "bob", organization: lab.slug, meter: "gpu_hours", amount: 20 }]);
    const refused = await bob.type('quota check "32 gpu_hours"');
    expect(words(refused)).toMatch("32 GPU hours does not fit now.");
    expect(words(refused)).toMatch(
      new RegExp(`Bob Ekman in ${lab.name}: GPU hours, \\w+: 20 of 40 used, 20 left`, "u"),
    );
    expect(words(refused)).toMatch(new RegExp(`It fits from ${aTime}`, "u"));
    expect(words(refused)).toMatch("Nothing was reserved.");
    expect(words(await bob.type('quota check "4xA100 11h"'))).toMatch(
      "more than the limit itself: it fits only once that is raised",
    );
    expect(words(await bob.type("quota check something"))).toMatch("4xA100 8h");
  });

  it("B-13 gives on top of a limit, lists it, and takes it back", async () => {
    const alice = scene.on(platform, "alice");
    await alice.type(`quota set @bob gpu_hours 100 month org:${lab.slug}`);
    const given = await alice.type(`quota grant @bob +20 gpu_hours org:${lab.slug} until:3d reason:deadline`);
    expect(words(given)).toMatch(`Bob Ekman in ${lab.name}: +20 GPU hours`);
    expect(words(given)).toMatch(/of 120 used/u);
    expect(
      words(await newsFor(scene, "bob", new RegExp(`In ${lab.name} you were given 20 GPU hours on top`, "u"))),
    ).toMatch("Reason: deadline");

    const bob = scene.on(platform, "bob");
    expect(words(await bob.type("quota grants"))).toMatch(/\+20 GPU hours[^]*20[^]*Alice Moreau \(“deadline”\)/u);
    const asked = await given.press("Take it back");
    expect(words(asked)).toMatch(`Take back +20 GPU hours of Bob Ekman in ${lab.name}?`);
    expect(words(await asked.press("Take back"))).toMatch(`Took back +20 GPU hours`);
    expect(words(await bob.type("quota show gpu_hours"))).toMatch(/of 100 used/u);
  });

  it("R-36 says that parts are more than the whole, and allows it", async () => {
    const alice = scene.on(platform, "alice");
    await alice.type(`quota set @bob gpu_hours 300 month org:${lab.slug}`);
    const set = await alice.type(`quota set @chen gpu_hours 200 month org:${lab.slug}`);
    expect(words(set)).toMatch(`The parts of ${lab.name} now add up to 500 of its 400 GPU hours`);
  });

  it("puts an organization below another, which says first whose limits bind then", async () => {
    const alice = scene.on(platform, "alice");
    const upper = await foundLab(scene);
    await alice.type(`quota set ${upper.slug} gpu_hours 1000 month`);
    const asked = await alice.type(`org move ${lab.slug} under:${upper.slug}`);
    expect(words(asked)).toMatch(`Put ${lab.name} below ${upper.name}?`);
    expect(words(asked)).toMatch(`What was used before stays counted where it was.`);
    expect(words(asked)).toMatch(new RegExp(`${upper.name}: GPU hours, \\w+: 0 of 1,000 used`, "u"));

    expect(words(await asked.press("Move"))).toMatch(`${lab.name} now stands below ${upper.name}`);
    expect(words(await alice.type(`org show ${lab.slug}`))).toMatch(new RegExp(`Stands below[^]*${upper.name}`, "u"));
    expect(words(await alice.type(`org show ${upper.slug}`))).toMatch(new RegExp(`Below it[^]*${lab.name}`, "u"));
    expect(await refusalOf(scene, () => alice.type(`org move ${upper.slug} under:${lab.slug}`))).toMatchObject({
      code: "organization_loop",
      what: `${upper.name} can't stand below ${lab.name}.`,
    });
  });
});

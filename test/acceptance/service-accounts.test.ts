import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import {
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
plans:
  - { name: free, label: Free, default: true, limits: { gpu_hours: 50 per month } }
  - { name: small, label: Small, limits: { gpu_hours: 400 per month } }
`;

let scene: Scene;
beforeAll(async () => {
  scene = await startVisionLab({ configuration });
  await registerEverywhere(scene, ["bob", "chen", "dana"]);
});
afterAll(() => scene.close());

let runners = 0;

describe.each(platforms)("service accounts, on %s", (platform) => {
  const on = (name: Parameters<Scene["on"]>[1]) => scene.on(platform, name);
  let lab: Lab;
  let runner: string;
  beforeEach(async () => {
    lab = await foundLab(scene, { members: { bob: "member", chen: "admin" } });
    runners += 1;
    runner = `ci-runner-${runners}`;
    await on("alice").type(`quota set ${lab.slug} gpu_hours 400 month`);
    await on("chen").type(`service create ${runner} responsible:@bob org:${lab.slug} reason:"nightly builds"`);
  });

  it("R-09 is made by who manages an organization, and somebody is told that they answer for it", async () => {
    const news = await newsFor(scene, "bob", new RegExp(`You answer for the service account ${runner}`, "u"));
    expect(words(news)).toContain("nightly builds");
    expect(isReadable(news)).toBe(true);

    const shown = await on("bob").type(`service show ${runner}`);
    expect(words(shown)).toContain(`${runner} is a service account of ${lab.name}`);
    expect(words(shown)).toContain("Bob Ekman");
    expect(isReadable(shown)).toBe(true);
    expect(words(await on("bob").type(`service list ${lab.slug}`))).toContain(runner);
    const account = await personCalled(scene.db, runner);
    expect(account).toMatchObject({ kind: "service", email: null, role: "regular" });
  });

  it("R-09 is refused to plain members, and its name to everybody where it is taken", async () => {
    expect(await refusalOf(scene, () => on("bob").type(`service create another org:${lab.slug}`))).toMatchObject({
      code: "forbidden",
      isPrivate: true,
      isReadable: true,
      changed: [],
    });
    const taken = await refusalOf(scene, () => on("chen").type(`service create ${runner} org:${lab.slug}`));
    expect(taken).toMatchObject({ code: "service_name_taken", isReadable: true, changed: [] });
    const bad = await refusalOf(scene, () => on("chen").type(`service create "ci runner" org:${lab.slug}`));
    expect(bad).toMatchObject({ code: "service_name_invalid", isReadable: true, changed: [] });
    expect(await refusalOf(scene, () => on("dana").type(`service show ${runner}`))).toMatchObject({
      code: "not_found",
    });
  });

  it("R-09 has its own quota, and none of what everybody gets", async () => {
    const before = await on("chen").type(`quota check what:"1 gpu_hours" for:@${runner} org:${lab.slug}`);
    expect(words(before)).toContain("does not fit now");
    expect(words(await on("chen").type(`quota explain @${runner} gpu_hours org:${lab.slug}`))).toContain(
      "a service account has none of it until it is given some by name",
    );

    await on("chen").type(`quota set ${runner} gpu_hours 100 month org:${lab.slug}`);
    expect(words(await on("chen").type(`quota check what:"100 gpu_hours" for:@${runner} org:${lab.slug}`))).toContain(
      "fits.",
    );
    const tooMuch = await refusalOf(scene, () =>
      on("chen").type(`quota set @${runner} gpu_hours 401 month org:${lab.slug}`),
    );
    expect(tooMuch).toMatchObject({ code: "quota_above_pool", changed: [] });
  });

  it("R-09 gets no quota from who answers for it", async () => {
    await on("alice").type(`member role @bob admin ${lab.slug}`);
    const refused = await refusalOf(scene, () =>
      on("bob").type(`quota set @${runner} gpu_hours 10 month org:${lab.slug}`),
    );
    expect(refused).toMatchObject({
      code: "quota_of_oneself",
      what: `You can't change the limits of ${runner}: you answer for it.`,
      isReadable: true,
      changed: [],
    });
  });

  it("R-09 gets more where who answers for it asks, and another grants it", async () => {
    await on("chen").type(`quota set @${runner} gpu_hours 30 month org:${lab.slug}`);
    const line = `quota request +20 gpu_hours service:${runner} until:3d reason:"nightly builds"`;
    const asked = await on("bob").type(line);
    expect(words(asked)).toMatch("Asked for 20 GPU hours more");
    expect(words(asked)).toContain(`${runner} in ${lab.name}`);
    const card = await newsFor(scene, "chen", new RegExp(`Bob Ekman asks for[^]*${runner} in ${lab.name}`, "u"));
    expect(isReadable(card)).toBe(true);
    expect(await refusalOf(scene, () => on("chen").type(line))).toMatchObject({ code: "not_found", changed: [] });

    await card.press("Approve");
    expect(words(await on("chen").type(`quota check what:"50 gpu_hours" for:@${runner} org:${lab.slug}`))).toContain(
      "fits.",
    );
    expect(words(await on("bob").type('quota check what:"51 gpu_hours"'))).not.toContain("fits.");
  });

  it("R-09 gets more from the installation where nothing of its own is set", async () => {
    const line = `quota request +20 gpu_hours service:${runner} until:3d reason:"nightly builds"`;
    expect(words(await on("bob").type(line))).toMatch("Alice Moreau can answer.");
    const card = await newsFor(scene, "alice", new RegExp(`Bob Ekman asks for[^]*${runner}`, "u"));
    await card.press("Approve");
    expect(words(await on("chen").type(`quota check what:"20 gpu_hours" for:@${runner} org:${lab.slug}`))).toContain(
      "fits.",
    );
  });

  it("R-09 is named by its username in usage, and marked in reports, leaderboards and lists", async () => {
    await report(scene, [{ person: runner, organization: lab.slug, meter: "gpu_hours", amount: 7 + runners * 100 }]);

    expect(words(await on("chen").type(`org usage ${lab.slug}`))).toContain(`${runner} (service account)`);
    expect(words(await on("alice").type("usage top gpu_hours"))).toContain(`${runner} (service account)`);
    const listed = words(await on("alice").type(`user list ${runner} kind:service`));
    expect(listed).toContain(`${runner} (service account)`);
    expect(words(await on("alice").type(`user list ${runner} kind:person`))).toContain("nothing fits");
    expect(words(await on("chen").type(`member list ${lab.slug}`))).toContain(`${runner} (service account)`);
  });

  it("R-09 is not told itself: who answers for it hears of its limit", async () => {
    await on("chen").type(`quota set @${runner} gpu_hours 30 month org:${lab.slug}`);

    await newsFor(scene, "bob", new RegExp(`${runner}[^]*30 GPU hours`, "u"));
    const { id } = await personCalled(scene.db, runner);
    expect(await scene.db.delivery.count({ where: { recipient: `person:${id}` } })).toBe(0);
  });

  it("R-09 is invited nowhere, gets no role, and is no plain member to remove", async () => {
    for (const line of [`invite create @${runner} org:${lab.slug}`, `member role @${runner} admin ${lab.slug}`]) {
      expect(await refusalOf(scene, () => on("alice").type(line))).toMatchObject({
        code: "service_account_refused",
        isReadable: true,
        changed: [],
      });
    }
    expect(await refusalOf(scene, () => on("alice").type(`member remove @${runner} ${lab.slug}`))).toMatchObject({
      code: "service_account_refused",
      changed: [],
    });
  });

  it("R-09 has a plan of its own where an administrator gives one", async () => {
    const question = await on("alice").type(`user plan @${runner} small`);
    await question.press("Give it");
    expect(words(await on("alice").type(`user plan @${runner}`))).toContain("Small, a plan of their own");
    expect(words(await on("alice").type(`quota check what:"399 gpu_hours" for:@${runner} org:${lab.slug}`))).toContain(
      "fits.",
    );
  });

  it("R-09 is removed after a question, and starts nothing more", async () => {
    const question = await on("chen").type(`service remove ${runner}`);
    expect(words(question)).toContain("nobody else gets the name");
    const done = await question.press("Remove");
    expect(words(done)).toContain(`Removed the service account ${runner}`);
    expect(isReadable(done)).toBe(true);

    expect(words(await on("chen").type(`service list ${lab.slug}`))).toContain("has no service account");
    await newsFor(scene, "bob", new RegExp(`The service account ${runner} of ${lab.name} was removed`, "u"));
  });

  it("R-09 is itself again where its organization makes it again", async () => {
    const { id } = await personCalled(scene.db, runner);
    const question = await on("chen").type(`service remove ${runner}`);
    await question.press("Remove");

    const back = await on("chen").type(`service create ${runner} responsible:@bob`);
    expect(words(back)).toContain(`Made the service account ${runner} in ${lab.name}`);
    expect(await personCalled(scene.db, runner)).toMatchObject({ id, state: "active" });
  });

  it("R-09 is no member among people: an organization counts it apart", async () => {
    const people = await scene.db.membership.count({ where: { organizationId: lab.id, person: { kind: "human" } } });
    const shown = words(await on("chen").type(`org show ${lab.slug}`));
    expect(shown).toContain(`${people} members`);
    expect(shown).toMatch(/Service accounts:?\s*1/u);
  });

  it("R-09 passes to somebody else, who is told, and back by a button", async () => {
    const done = await on("chen").type(`service assign ${runner} @alice`);
    expect(words(done)).toContain(`Alice Moreau answers for ${runner} now`);
    await newsFor(scene, "alice", new RegExp(`You answer for the service account ${runner}`, "u"));
    await done.press("Undo");
    expect(words(await on("chen").type(`service show ${runner}`))).toContain("Bob Ekman");
  });
});

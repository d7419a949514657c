import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import type { Lab } from "./story.ts";
import { foundLab, isReadable, platforms, refusalOf, registerEverywhere, words } from "./story.ts";
import { report } from "./usage-story.ts";

let scene: Scene;
let lab: Lab;
beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen", "dana"]);
  lab = await foundLab(scene, { members: { bob: "member", chen: "admin" } });
  await report(scene, [
    { person: "bob", organization: lab.slug, meter: "jobs", amount: 3 },
    { person: "bob", organization: lab.slug, meter: "gpu_hours", amount: "12.5", job: "train-llava" },
    { person: "bob", organization: lab.slug, meter: "cpu_hours", amount: 100 },
    { person: "bob", organization: lab.slug, meter: "memory_hours", amount: "64.25" },
    { person: "bob", organization: lab.slug, meter: "storage", amount: 250 },
    { person: "bob", organization: lab.slug, meter: "sessions", amount: 4 },
    { person: "bob", organization: lab.slug, meter: "predictions", amount: 12_000 },
    { person: "bob", organization: lab.slug, meter: "transfer", amount: "1.5" },
    { person: "chen", organization: lab.slug, meter: "gpu_hours", amount: 30, job: "sweep-7" },
  ]);
});
afterAll(() => scene.close());

describe.each(platforms)("usage, on %s", (platform) => {
  const on = (name: Parameters<Scene["on"]>[1]) => scene.on(platform, name);

  it.each([
    ["TU-34", "jobs submitted", "Jobs submitted", "3 jobs"],
    ["TU-35", "CPU hours", "CPU hours", "100 CPU hours"],
    ["TU-35", "GPU hours", "GPU hours", "12.5 GPU hours"],
    ["TU-35", "memory", "Memory hours", "64.25 GB hours"],
    ["TU-35", "storage", "Storage", "250 GB"],
    ["TU-36", "notebook sessions", "Notebook sessions", "4 sessions"],
    ["TU-37", "model predictions", "Model predictions", "12,000 predictions"],
    ["TU-38", "data transferred", "Data transferred", "1.5 GB"],
  ])("%s shows somebody their own %s, and an admin as well", async (_row, _what, label, amount) => {
    const own = await on("bob").type("usage show");
    expect(words(own)).toContain(label);
    expect(words(own)).toContain(amount);
    expect(isReadable(own)).toBe(true);
    expect(words(await on("alice").type("usage show @bob"))).toContain(amount);
  });

  it("TU-35 draws one meter day by day, says the same in words, and names the jobs behind it", async () => {
    const screen = await on("bob").type("usage show me gpu_hours");
    expect(words(screen)).toMatch(/Bob Ekman used 12\.5 GPU hours in \w+ \d{4}/u);
    expect(words(screen)).toMatch(/Mostly:? train-llava \(Bob Ekman, 12\.5\)/u);
    // A picture that the platform takes long over comes in a message of its own.
    expect(words(screen)).toMatch(/GPU hours of Bob Ekman, .+: \d+ days?, 12\.5 GPU hours in all|The picture follows/u);
    expect(isReadable(screen)).toBe(true);
  });

  it("TU-34 takes a period, and says where nothing was used", async () => {
    expect(words(await on("bob").type("usage show me jobs today"))).toMatch(/Bob Ekman used 3 jobs on \d+ \w+ \d{4}/u);
    expect(words(await on("bob").type("usage show period:2019-03"))).toContain(
      "Bob Ekman: nothing was used in March 2019.",
    );
  });

  it("TU-34 refuses what is no period", async () => {
    const refused = await refusalOf(scene, () => on("bob").type("usage show period:someday"));
    expect(refused).toMatchObject({ code: "not_a_value", isPrivate: true, isReadable: true, changed: [] });
  });

  it("TU-34 shows nobody the usage of others, not even whether there is any", async () => {
    const refused = await refusalOf(scene, () => on("dana").type("usage show @bob"));
    expect(refused).toMatchObject({ code: "not_found", isPrivate: true, changed: [] });
    expect(await refusalOf(scene, () => on("bob").type("usage show installation"))).toMatchObject({
      code: "forbidden",
    });
  });

  it("HW-05 groups an organization's usage by member for its admins, with cost", async () => {
    const screen = await on("chen").type(`org usage ${lab.slug}`);
    expect(words(screen)).toMatch(new RegExp(`Usage in ${lab.name} by member, .+: 2`, "u"));
    expect(words(screen)).toMatch(/Chen Li · 30 GPU hours/u);
    expect(words(screen)).toMatch(/Bob Ekman · 12\.5 GPU hours · 100 CPU hours/u);
    expect(words(screen)).toMatch(
      /GPU hours by member: Chen Li 30 GPU hours, Bob Ekman 12\.5 GPU hours\.|The picture follows/u,
    );
    expect(isReadable(screen)).toBe(true);
  });

  it("HW-05 shows members each other's usage only where the organization's setting lets them", async () => {
    expect(await refusalOf(scene, () => on("bob").type(`org usage ${lab.slug}`))).toMatchObject({ code: "forbidden" });
    await on("chen").type(`org settings ${lab.slug} members_can_see_usage:on`);
    expect(words(await on("bob").type(`org usage ${lab.slug}`))).toContain("Chen Li");
    await on("chen").type(`org settings ${lab.slug} members_can_see_usage:off`);
  });

  it("HW-05 shows every member the sum of their organization, and nobody else", async () => {
    expect(words(await on("bob").type(`usage show ${lab.slug}`))).toContain("42.5 GPU hours");
    expect(await refusalOf(scene, () => on("dana").type(`usage show ${lab.slug}`))).toMatchObject({
      code: "not_found",
    });
  });

  it("CO-15 lists everybody with usage and activity, sorted by either", async () => {
    const byUsage = words(await on("alice").type("user list sort:usage"));
    expect(byUsage).toMatch(/Chen Li \(@chen\) · active · 30 GPU hours · 0 jobs/u);
    expect(byUsage.indexOf("Chen Li")).toBeLessThan(byUsage.indexOf("Bob Ekman"));
    const byActivity = words(await on("alice").type("user list sort:activity"));
    expect(byActivity.indexOf("Bob Ekman")).toBeLessThan(byActivity.indexOf("Chen Li"));
    expect(await refusalOf(scene, () => on("bob").type("user list"))).toMatchObject({ code: "forbidden" });
  });

  it("ranks people and organizations for whoever may see all", async () => {
    const people = words(await on("alice").type("usage top gpu_hours"));
    expect(people).toMatch(/Chen Li used most, 30 GPU hours/u);
    const organizations = words(await on("alice").type("usage top gpu_hours organization"));
    expect(organizations).toMatch(new RegExp(`${lab.name} used most, 42\\.5 GPU hours`, "u"));
  });
});

it("gives usage as a file that adds up", async () => {
  const file = await scene.on("discord", "alice").type(`usage export ${lab.slug}`);
  expect(words(file)).toMatch(new RegExp(`${lab.name}: usage in .+, \\d+ rows`, "u"));
});

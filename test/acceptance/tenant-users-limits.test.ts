import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import type { Lab } from "./story.ts";
import { foundLab, isReadable, platforms, refusalOf, registerEverywhere, words } from "./story.ts";
import { report } from "./usage-story.ts";

let scene: Scene;
let lab: Lab;
beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob"]);
});
beforeEach(async () => {
  await scene.db.quota.deleteMany();
  lab = await foundLab(scene, { members: { bob: "member" } });
});
afterAll(() => scene.close());

describe.each(platforms)("limits of a person's resources, on %s", (platform) => {
  const on = (name: Parameters<Scene["on"]>[1]) => scene.on(platform, name);

  it.each([
    ["cpu_hours 100 month", "CPU hours", "of 100"],
    ["memory_hours 64 day", "Memory hours", "of 64"],
    ["storage 250", "Storage", "of 250"],
    ["running_jobs 3", "Running jobs", "of 3"],
    ["sessions 20 week", "Notebook sessions", "of 20"],
    ["transfer 1.5 rolling:24h", "Data transferred", "of 1.5"],
  ])("TU-53 limits %s", async (limit, label, shown) => {
    await on("alice").type(`quota set @bob ${limit}`);

    const seen = await on("bob").type("quota show");
    expect(words(seen)).toContain(label);
    expect(words(seen)).toContain(shown);
    expect(isReadable(seen)).toBe(true);
  });

  it("TU-53 tells beforehand who is put over a limit, and changes nothing until that is wanted", async () => {
    await report(scene, [{ person: "bob", organization: lab.slug, meter: "predictions", amount: 900 }]);
    const question = await on("alice").type("quota set @bob predictions 500 month");

    expect(words(question)).toMatch(/Bob Ekman has used [\d,]+ of the new 500/u);
    expect(await scene.db.quota.count()).toBe(0);
    await question.press(question.choices[0] ?? "");
    expect(await scene.db.quota.count()).toBe(1);
  });

  it("TU-53 is for administrators alone", async () => {
    expect(await refusalOf(scene, () => on("bob").type(`quota set @alice storage 1 org:${lab.slug}`))).toMatchObject({
      code: "forbidden",
      changed: [],
    });
  });
});

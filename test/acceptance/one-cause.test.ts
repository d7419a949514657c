import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareHours } from "../../src/domain/alerts/compare-hours.ts";
import { evaluateClock } from "../../src/domain/alerts/evaluate-clock.ts";
import { flushDigests } from "../../src/domain/alerts/flush-digests.ts";
import { lookAtUnusualNow } from "../../src/domain/alerts/look-at-unusual.ts";
import { builtInConfiguration } from "../../src/domain/configuration/built-in.ts";
import { newCode } from "../../src/new-code.ts";
import { startVisionLab } from "../support/scene.ts";
import type { Scene } from "../support/scene.ts";
import { expectSoon, foundLab, newsFor, platforms, registerEverywhere, words } from "./story.ts";
import { report } from "./usage-story.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;

describe.each(platforms)("one cause on %s", (platform) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await startVisionLab();
    await registerEverywhere(scene, ["bob", "chen"]);
  });
  afterAll(() => scene.close());

  const world = (ahead = 0) => {
    const now = new Date(Date.now() + ahead);
    return { db: scene.db, now, configuration: builtInConfiguration(now), newId: () => uuidv7(), newCode };
  };
  const room = () => scene.on(platform, "alice").in("vision-lab");
  const posts = () =>
    room()
      .posts()
      .map(words)
      .filter((text) => text.includes("unusually much"));

  it("TU-42, E10 of unusual use each hears once, by the alert nearest to it, and why not by the others", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    const alice = scene.on(platform, "alice");
    await room().type("alert subscribe unusual installation");
    const used = { person: "bob", organization: lab.slug, meter: "jobs" };
    const past = Array.from({ length: 40 }, (_, hour) => ({
      ...used,
      amount: 20 + ((hour * 7) % 5),
      time: new Date(Date.now() - (hour + 1) * HOUR),
    }));
    await report(scene, [...past, { ...used, amount: 400, job: "sweep-9" }]);
    for (const look of [evaluateClock, compareHours, lookAtUnusualNow]) await look(world());

    await newsFor(scene, "bob", /You use unusually much: 400 jobs/u);
    const news = words(await newsFor(scene, "alice", new RegExp(`${lab.name} uses unusually much`, "u")));
    expect(news).toContain("100 % of what is above the usual is due to Bob Ekman.");

    await flushDigests(world(MINUTE));
    // Channels are not told people's names: their organization says more.
    await expectSoon(posts).toEqual([expect.stringContaining(`${lab.name} uses unusually much: 400 jobs`)]);
    expect(posts()[0]).not.toContain("Bob");
    const explained = words(await alice.type('alert explain "installation unusual"'));
    expect(explained).toContain(`Alice Moreau: unusual not told: the alert of ${lab.name} explains 100 % of it`);
    expect(explained).toMatch(/#vision-lab on \w+: unusual not told: the alert of Optics \d explains 100 % of it/u);
    expect(
      alice
        .inbox()
        .map(words)
        .filter((text) => text.includes("installation uses unusually")),
    ).toEqual([]);
  });

  it("R-25 a limit whose rules tell different people is one open alert to each, saying who hears besides", async () => {
    const lab = await foundLab(scene, { members: { chen: "admin" } });
    const chen = scene.on(platform, "chen");
    await scene.on(platform, "alice").type(`quota set ${lab.slug} gpu_hours 100 month`);
    await room().type("alert subscribe quota installation");
    await chen.type(`alert create quota ${lab.slug} at:70`);
    await report(scene, [{ person: "bob", organization: lab.slug, meter: "gpu_hours", amount: 85 }]);
    const where = { organizationId: lab.id, kind: "quota", phase: "firing" } as const;
    await expectSoon(() => scene.db.alert.count({ where })).toBe(2);

    const mine = words(await chen.type(`alert open org:${lab.slug} kind:quota`));
    expect(mine.match(new RegExp(`${lab.name}[^\\n]*GPU hours`, "gu"))).toHaveLength(1);
    expect(mine).toContain("(85 %) · warning; also told to others");
    const theirs = words(await scene.on(platform, "alice").type(`alert open org:${lab.slug} kind:quota`));
    expect(theirs).toContain(`${lab.name} is told by another rule`);
    expect(theirs).toContain("Open alerts: 1\n");
  });
});

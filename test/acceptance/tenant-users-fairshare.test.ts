import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import type { Chat, Lab } from "./story.ts";
import { expectSoon, foundLab, isReadable, newsFor, platforms, refusalOf, registerEverywhere, words } from "./story.ts";
import { report } from "./usage-story.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen", "dana"]);
});
afterAll(() => scene.close());

async function labWithUse(): Promise<Lab> {
  const lab = await foundLab(scene, { members: { bob: "member", chen: "admin" } });
  await report(scene, [
    { person: "bob", organization: lab.slug, meter: "gpu_hours", amount: 20 },
    { person: "chen", organization: lab.slug, meter: "gpu_hours", amount: 30 },
    { person: "alice", organization: lab.slug, meter: "gpu_hours", amount: 50 },
  ]);
  return lab;
}

describe.each(platforms)("fair share, on %s", (platform: Chat) => {
  const on = (name: Parameters<Scene["on"]>[1]) => scene.on(platform, name);

  it("TU-56 shows somebody their shares, use, factor and why", async () => {
    const lab = await labWithUse();
    const screen = await on("bob").type("fairshare show");
    const text = words(screen);
    expect(text).toMatch(new RegExp(`You are number \\d+ of \\d+ by fair share, in ${lab.name}`, "u"));
    expect(text).toMatch(/Factor:? (?:0\.\d{3}|1\.000); 1 comes first/u);
    expect(text).toMatch(/Classic factor:? 0\.\d{6}/u);
    expect(text).toMatch(/Bob Ekman .*1 of 3 \(33\.3 %\).*(?:19|20)(?:\.\d+)? GPU hours \(20 %\).*1\.667.*1 of 3/su);
    expect(text).toContain("it counts half after 7 days");
    expect(isReadable(screen)).toBe(true);
  });

  it("TU-56 shows an admin the members side by side, and who comes first of two", async () => {
    const lab = await labWithUse();
    const list = words(await on("chen").type(`fairshare show ${lab.slug}`));
    expect(list).toContain(`Fair shares in ${lab.name}: Bob Ekman comes first`);
    expect(list.indexOf("Chen")).toBeLessThan(list.indexOf("Alice"));
    const compared = words(await on("chen").type("fairshare show me against:@bob"));
    expect(compared).toMatch(
      /Compared with Bob Ekman: where the two part, Chen \w+ has a Level FS of 1\.111 and Bob Ekman of 1\.667\. Bob Ekman comes first\./u,
    );
  });

  it("TU-56 keeps what others use from plain members", async () => {
    const lab = await labWithUse();
    expect(await refusalOf(scene, () => on("bob").type(`fairshare show ${lab.slug}`))).toMatchObject({
      code: "forbidden",
      isPrivate: true,
      isReadable: true,
      changed: [],
    });
    expect(await refusalOf(scene, () => on("dana").type("fairshare show @bob"))).toMatchObject({ changed: [] });
  });

  it("TU-56 lets an admin set shares, tells whose they are, and the place follows", async () => {
    const lab = await labWithUse();
    const set = await on("alice").type(`fairshare set @chen 6 org:${lab.slug}`);
    expect(words(set)).toContain(`Chen Li in ${lab.name} has 6 shares from now on`);
    expect(isReadable(set)).toBe(true);
    await newsFor(scene, "chen", /Your fair share is now 6/u);
    expect(words(await on("chen").type("fairshare show"))).toMatch(
      /Chen Li .*6 of 8 \(75 %\).*(?:28|29|30)(?:\.\d+)? GPU hours \(30 %\).*2\.5/su,
    );
    expect(words(await on("alice").type(`fairshare set @chen 6 org:${lab.slug}`))).toContain("has 6 shares already");
  });

  it("TU-56 sets the shares of an organization", async () => {
    const lab = await labWithUse();
    expect(words(await on("alice").type(`fairshare set ${lab.slug} 40`))).toContain(
      `${lab.name} has 40 shares from now on`,
    );
    await expectSoon(async () => words(await on("bob").type("fairshare show"))).toContain("40 of ");
  });

  // Discord's own client lets nobody send what is no whole number.
  const typed = platform === "slack" ? ["0", "-3", "1.5", "NaN", "1e30", "9999999"] : ["0", "9999999"];
  it.each(typed)("TU-56 refuses %s shares", async (shares) => {
    const refused = await refusalOf(scene, () => on("alice").type(`fairshare set @bob ${shares}`));
    expect(refused).toMatchObject({ code: "not_a_value", isPrivate: true, changed: [] });
  });

  it("TU-56 takes an admin of the installation to set", async () => {
    const lab = await labWithUse();
    const refused = await refusalOf(scene, () => on("chen").type(`fairshare set @bob 5 org:${lab.slug}`));
    expect(refused).toMatchObject({ code: "forbidden", isPrivate: true, isRecorded: true, changed: [] });
  });

  it("B-12 tells an admin who is starved, who borrows and what is reclaimable", async () => {
    const [vision, robotics] = [await labWithUse(), await foundLab(scene)];
    await on("alice").type(`quota set ${robotics.slug} gpu_hours 50 month borrow:10`);
    await (await on("alice").type(`quota set ${vision.slug} gpu_hours 60 month borrow:40`)).press("Set it");
    const text = words(await on("alice").type("fairshare report gpu_hours"));
    expect(text).toContain(`${robotics.name} lacks 40 GPU hours that ${vision.name} uses.`);
    expect(text).toContain("reclaimable");
    await on("alice").type(`quota unset ${vision.slug} gpu_hours month`);
    await on("alice").type(`quota unset ${robotics.slug} gpu_hours month`);
    expect(words(await on("alice").type("fairshare report gpu_hours"))).toContain("No organizations share GPU hours.");
  });
});

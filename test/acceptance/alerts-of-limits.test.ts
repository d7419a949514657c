import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startVisionLab } from "../support/scene.ts";
import type { Scene } from "../support/scene.ts";
import { expectSoon, foundLab, newsFor, platforms, registerEverywhere, words } from "./story.ts";
import type { Lab } from "./story.ts";
import { report } from "./usage-story.ts";

let scene: Scene;

beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob"]);
});
afterAll(() => scene.close());

describe.each(platforms)("alerts of limits on %s", (platform) => {
  it("TU-41 tells who answers for an organization that its limit comes near, once", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    const alice = scene.on(platform, "alice");
    await alice.type(`quota set ${lab.slug} gpu_hours 100 month`);
    await report(scene, [{ person: "bob", organization: lab.slug, meter: "gpu_hours", amount: 82 }]);

    const news = await newsFor(scene, "alice", new RegExp(`${lab.name} has used 82 %`, "u"));
    expect(words(news)).toContain("82 of 100");
    await report(scene, [{ person: "bob", organization: lab.slug, meter: "gpu_hours", amount: 1 }]);
    await expectSoon(() => scene.db.$queryRaw`SELECT FROM usage_touched`).toEqual([]);
    expect(await told(lab)).toEqual(["quota card 80 %"]);
  });

  it("TU-55 tells at exactly 100 %, and not also that the limit comes near", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    const alice = scene.on(platform, "alice");
    await alice.type(`quota set ${lab.slug} gpu_hours 100 month`);
    await report(scene, [{ person: "bob", organization: lab.slug, meter: "gpu_hours", amount: 100 }]);

    await newsFor(scene, "alice", new RegExp(`${lab.name} has used all of its GPU hours`, "u"));
    expect(await told(lab)).toEqual(["overage card 100 %", "quota inhibited 95 %"]);
  });

  it("D-02 takes it back when the limit is raised, saying by whom", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    const alice = scene.on(platform, "alice");
    await alice.type(`quota set ${lab.slug} gpu_hours 100 month`);
    await report(scene, [{ person: "bob", organization: lab.slug, meter: "gpu_hours", amount: 96 }]);
    await newsFor(scene, "alice", new RegExp(`${lab.name} has used 96 %`, "u"));
    await alice.type(`quota set ${lab.slug} gpu_hours 400 month`);

    const where = { organizationId: lab.id };
    await expectSoon(() => scene.db.alert.findFirst({ where, select: { resolution: true, resolvedBy: true } })).toEqual(
      {
        resolution: "limit-raised",
        resolvedBy: "Alice Moreau",
      },
    );
    expect(words(await newsFor(scene, "alice", new RegExp(`${lab.name}.*(?:raised|is no longer)`, "su")))).toMatch(
      /raised/u,
    );
  });
});

/** What was told of an organization's alerts: "quota card 80 %". */
async function told({ id }: Lab): Promise<readonly string[]> {
  const alerts = await scene.db.alert.findMany({ where: { organizationId: id } });
  const rows = await scene.db.alertTold.findMany({ where: { alertId: { in: alerts.map((alert) => alert.id) } } });
  const lines = rows.map(({ alertId, how, level }) => {
    const alert = alerts.find((one) => one.id === alertId);
    // Safe: an alert keeps its levels by name.
    const levels = (alert?.levels ?? []) as { name: string }[];
    return `${alert?.kind ?? ""} ${how} ${levels[level]?.name ?? ""}`;
  });
  return lines.toSorted();
}

import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { ingestUsage } from "../../src/domain/usage/ingest.ts";
import { systemWorld } from "../support/builders.ts";
import type { Screen } from "../support/chat.ts";
import type { Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import { expectSoon, newsFor, personCalled, platforms, refusalOf, registerEverywhere, words } from "./story.ts";

const sample = readFileSync(new URL("../../quartermaster.yml", import.meta.url), "utf8");
const byCommand = `reload: by_command\n${sample}`;

let scene: Scene;
afterEach(() => scene.close());

async function start(configuration: string): Promise<void> {
  scene = await startVisionLab({ configuration });
  await registerEverywhere(scene, ["bob"]);
}

function save(text: string): void {
  writeFileSync(scene.configurationPath, text);
}

/** The list once it says this. */
async function listSaying(platform: (typeof platforms)[number], pattern: RegExp): Promise<Screen> {
  const alice = scene.on(platform, "alice");
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const list = await alice.type("plan list");
    if (pattern.test(words(list))) return list;
    await sleep(250);
  }
  return expect.fail(`plan list never said ${pattern}: ${words(await alice.type("plan list"))}`);
}

/** Bob holds so many gigabytes. */
async function bobHolds(gigabytes: number): Promise<void> {
  const { tenantId } = await personCalled(scene.db, "bob");
  const now = new Date();
  const verdicts = await ingestUsage(systemWorld(scene.db, now), {
    tenantId,
    events: [{ source: "test", id: "1", time: now, meter: "storage", person: "bob", amount: gigabytes }],
  });
  expect(verdicts).toEqual([{ status: "accepted" }]);
}

function loadedEntries() {
  return scene.db.auditEntry.findMany({ where: { kind: "configuration-loaded" }, orderBy: { id: "asc" } });
}

describe.each(platforms)("the configuration's file, on %s", (platform) => {
  it("DL-10 is loaded when it changes, and the audit log keeps what changed", async () => {
    await start(sample);
    save(sample.replace("gpu_hours: 400 per month", "gpu_hours: 450 per month"));
    await listSaying(platform, /GPU hours a month: 450/u);

    await expectSoon(async () => (await loadedEntries()).at(-1)?.data).toMatchObject({
      changes: [
        "plan small, GPU hours a month: 400 GPU hours, hard, told at 50, 80, 95, 100 % → 450 GPU hours, hard, told at 50, 80, 95, 100 %",
      ],
    });
    expect(words(await scene.on(platform, "alice").type("plan reload"))).toMatch(
      "quartermaster.yml is in use as it is. Nothing changed.",
    );
  });

  it("DL-10 with a mistake changes nothing; the Super Admins are told what is wrong, and where", async () => {
    await start(sample);
    save(sample.replace("gpu_hours: 400 per month", "gpu_hours: 400 per fortnight"));
    const place = /quartermaster\.yml:40:7 plans\[1\]\.limits\.gpu_hours\.window: should be a window/u;
    await newsFor(
      scene,
      "alice",
      new RegExp(`quartermaster.yml has a mistake and was not loaded[^]*${place.source}`, "u"),
    );
    const list = await listSaying(platform, /A later version of it is not in use/u);
    expect(words(list)).toMatch(place);
    expect(words(list)).toMatch("GPU hours a month: 400");
    expect(await refusalOf(scene, () => scene.on(platform, "alice").type("plan reload"))).toMatchObject({
      code: "configuration_invalid",
      changed: [],
    });

    save(sample);
    await expectSoon(async () => words(await scene.on(platform, "alice").type("plan list"))).not.toMatch(
      "A later version",
    );
  });

  it("DL-10 waits for plan reload where it says so, which shows first what changes and who would be over", async () => {
    await start(byCommand);
    await bobHolds(8);
    save(byCommand.replace("storage: 10\n", "storage: 5\n"));
    await listSaying(platform, /A later version waits for plan reload; it makes 1 change\./u);
    expect(words(await scene.on(platform, "bob").type("plan show free"))).toMatch("10 GB");

    const question = await scene.on(platform, "alice").type("plan reload");
    expect(words(question)).toMatch("Load quartermaster.yml? It makes 1 change.");
    expect(words(question)).toMatch("Plan free, Storage: 10 GB, hard");
    expect(words(question)).toMatch("Bob Ekman holds 8 of the new 5 GB: nothing new can start until less is used.");
    expect(words(question)).toMatch("Nothing that runs is stopped.");
    expect(words(await question.press("Load it"))).toMatch("Loaded quartermaster.yml");
    expect(words(await scene.on(platform, "bob").type("plan show free"))).toMatch("5 GB");
    expect((await loadedEntries()).at(-1)).toMatchObject({
      actorLabel: "Alice Moreau",
      command: expect.stringContaining("plan reload"),
    });
  });

  it("DL-10 loads only what was shown", async () => {
    await start(byCommand);
    save(byCommand.replace("storage: 10\n", "storage: 5\n"));
    const question = await scene.on(platform, "alice").type("plan reload");
    save(byCommand.replace("storage: 10\n", "storage: 1\n"));
    expect(words(await question.press("Load it"))).toMatch(
      /quartermaster\.yml was saved again meanwhile[^]*configuration_changed_meanwhile/u,
    );
  });

  it("DL-38 says whom another plan puts over a limit", async () => {
    await start(sample);
    await (await scene.on(platform, "alice").type("user plan @bob large")).press("Give it");
    await bobHolds(150);
    const question = await scene.on(platform, "alice").type("user plan @bob small");
    expect(words(question)).toMatch("Storage: 1,000 GB → 100 GB");
    expect(words(question)).toMatch("Bob Ekman holds 150 of the new 100 GB: nothing new can start until less is used.");
  });

  it("DL-16 passes over a plan that left the file, and says so", async () => {
    await start(sample);
    await (await scene.on(platform, "alice").type("user plan @bob large")).press("Give it");
    const [head, free, small, , gpu] = sample.split(/(?=\n  - name: )/u);
    save([head, free, small, gpu].join(""));
    await listSaying(platform, /The plan large is still given to 1 person, but no longer defined/u);
    const why = words(await scene.on(platform, "bob").type("plan explain"));
    expect(why).toMatch("Your plan is Free, the default");
    expect(why).toMatch("passed over: it is no longer defined");
  });
});

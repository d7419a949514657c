import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import { foundLab, isReadable, platforms, refusalOf, registerEverywhere, words } from "./story.ts";
import type { Lab } from "./story.ts";
import { report } from "./usage-story.ts";

const FOR_ALL = "Ask hpc-help@example.org or see https://docs.example.org/quota";
const OF_GPUS = "GPU time is given by the <board> & *nobody* else, see https://board.example.org/?a=1&b=2";
const configuration = `
denial_text: ${FOR_ALL}
meters:
  gpu_hours: { denial_text: "${OF_GPUS}" }
plans:
  - { name: free, label: Free, default: true, limits: { gpu_hours: 50 per month, jobs: 5 per month } }
`;

let scene: Scene;
let key: string;
beforeAll(async () => {
  scene = await startVisionLab({ configuration });
  await registerEverywhere(scene, ["bob", "chen"]);
  const made = await scene.on("slack", "alice").type("api-key create jupyter scopes:quota:check,quota:reserve");
  key = /\bqm_[0-9A-Za-z]{32}\b/u.exec(words(made))?.[0] ?? expect.fail(words(made));
});
afterAll(() => scene.close());

async function ask(path: string, body: object) {
  const response = await fetch(`${scene.url}/v1/quota/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  // Safe: every answer of the API is a JSON object.
  return (await response.json()) as Readonly<Record<string, unknown>>;
}

const wanted = (meter: string, amount: string) => [{ meter, amount }];

/** However a platform escapes it. */
const seen = (text: string) =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replaceAll(/[\\\u200B\u2060]/gu, "");

describe.each(platforms)("what the operator says where quota is refused, on %s", (platform) => {
  const on = (name: Parameters<Scene["on"]>[1]) => scene.on(platform, name);
  let lab: Lab;
  beforeEach(async () => {
    await scene.db.quota.deleteMany();
    lab = await foundLab(scene, { members: { bob: "member", chen: "admin" } });
  });

  it("B-37 is a line of its own where something does not fit, with the way to more", async () => {
    const refused = await on("bob").type('quota check what:"60 gpu_hours"');
    expect(seen(words(refused)).split("\n")).toContain(OF_GPUS);
    expect(refused.choices).toContain("Request more");
    expect(isReadable(refused)).toBe(true);

    const jobs = await on("bob").type('quota check what:"6 jobs"');
    expect(seen(words(jobs)).split("\n")).toContain(FOR_ALL);
  });

  it("B-37 is not said where it fits", async () => {
    expect(words(await on("bob").type('quota check what:"2 gpu_hours"'))).not.toContain("board");
    expect(words(await on("bob").type("quota show"))).not.toContain("hpc-help");
  });

  it("B-37 is said where a limit is used up", async () => {
    await on("alice").type(`quota set @bob jobs 3 month`);
    await report(scene, [{ person: "bob", organization: lab.slug, meter: "jobs", amount: 3 }]);

    const all = await on("bob").type("quota show");
    expect(words(all)).toContain("is used up");
    expect(words(all)).toContain(FOR_ALL);
    expect(all.choices).toContain("Request more");
    expect(words(await on("bob").type("quota show jobs"))).toContain(FOR_ALL);
  });

  it("B-37 is said to who gives more than there is", async () => {
    await on("alice").type(`quota set ${lab.slug} gpu_hours 40 month`);
    const screen = await on("chen").type(`quota set @bob gpu_hours 41 month org:${lab.slug}`);
    expect(seen(words(screen))).toContain("https://board.example.org/?a=1&b=2");
    expect(words(screen)).toContain("quota_above_pool");
  });

  it("B-37 is the member help of the problem that machines get, to show at launch", async () => {
    const bob = { person: "bob", organization: lab.slug };
    const refused = await ask("reserve", { ...bob, wanted: wanted("gpu_hours", "60"), for_seconds: 600 });
    expect(refused).toMatchObject({ code: "quota_never_fits", help: OF_GPUS });
    expect(await ask("check", { ...bob, wanted: wanted("gpu_hours", "60") })).toMatchObject({ help: OF_GPUS });
    expect(await ask("check", { ...bob, wanted: wanted("jobs", "60") })).toMatchObject({ help: FOR_ALL });
    expect(await ask("check", { ...bob, wanted: wanted("gpu_hours", "1") })).not.toHaveProperty("help");
  });

  it("B-37 is said where a pause refuses, in chat and to machines", async () => {
    await (await on("alice").type(`quota pause ${lab.slug} until:1d reason:maintenance`)).press("Pause");
    const bob = { person: "bob", organization: lab.slug };
    const refused = await ask("reserve", { ...bob, wanted: wanted("jobs", "1"), for_seconds: 600 });
    expect(refused).toMatchObject({ code: "paused", help: FOR_ALL });
    expect(await ask("check", { ...bob, wanted: wanted("jobs", "1") })).toMatchObject({
      code: "paused",
      help: FOR_ALL,
    });
    const asked = await on("bob").type('quota check what:"1 jobs"');
    expect(words(asked)).toContain("is paused");
    expect(words(asked)).toContain(FOR_ALL);
  });

  it("B-37 is said where nothing is extended, since it empties", async () => {
    const bob = { person: "bob", organization: lab.slug };
    const { reservation } = await ask("reserve", { ...bob, wanted: wanted("gpu_hours", "1"), for_seconds: 600 });
    await (await on("alice").type(`quota pause ${lab.slug} drain until:1d`)).press("Pause");
    expect(await ask("extend", { reservation, for_seconds: 900 })).toMatchObject({ code: "draining", help: FOR_ALL });
  });

  it("R-10 shows an admin the limits and the usage of one person", async () => {
    await on("alice").type(`quota set @bob gpu_hours 70 month`);
    await report(scene, [{ person: "bob", organization: lab.slug, meter: "gpu_hours", amount: "2.5" }]);

    expect(words(await on("alice").type("quota show @bob"))).toMatch(/of 70/u);
    expect(words(await on("alice").type("usage show @bob"))).toContain("GPU hours");
    expect(words(await on("alice").type("resources @bob"))).toContain("Resources of Bob Ekman");
    expect(await refusalOf(scene, () => on("bob").type("quota show @chen"))).toMatchObject({
      isPrivate: true,
      changed: [],
    });
  });

  it("R-10 stops no running session by a lower limit: it goes on, is extended and counted, and nothing new starts", async () => {
    await on("alice").type(`quota set @bob sessions 4 month`);
    const bob = { person: "bob", organization: lab.slug };
    const session = await ask("reserve", { ...bob, wanted: wanted("sessions", "1"), for_seconds: 600 });
    const { reservation } = session;
    const question = await on("alice").type(`quota set @bob sessions 0 month`);
    if (question.choices.length > 0 && !words(question).startsWith("✓"))
      await question.press(question.choices[0] ?? "");

    const refused = await ask("reserve", { ...bob, wanted: wanted("sessions", "1"), for_seconds: 600 });
    expect(refused).toMatchObject({ help: FOR_ALL });
    expect(await ask("extend", { reservation, for_seconds: 900 })).toMatchObject({ reservation });
    expect(await ask("commit", { reservation, used: wanted("sessions", "1") })).toMatchObject({
      used: wanted("sessions", "1"),
    });
  });
});

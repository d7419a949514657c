import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import { foundLab, isReadable, newsFor, platforms, registerEverywhere, words } from "./story.ts";
import type { Lab } from "./story.ts";
import { report } from "./usage-story.ts";

let scene: Scene;
let key: string;
beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen"]);
  const made = await scene.on("slack", "alice").type("api-key create slurm scopes:quota:check,quota:reserve");
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
  const answer = (await response.json()) as Readonly<Record<string, unknown>>;
  return { status: response.status, body: answer };
}

describe.each(platforms)("what people ask of limits that are set on %s", (platform) => {
  const on = (name: Parameters<Scene["on"]>[1]) => scene.on(platform, name);
  let lab: Lab;
  beforeEach(async () => {
    await scene.db.quota.deleteMany();
    lab = await foundLab(scene, { members: { bob: "member" } });
  });
  const wish = (amount: number) => ({
    person: "bob",
    organization: lab.slug,
    wanted: [{ meter: "gpu_hours", amount }],
    for_seconds: 600,
  });
  const limited = (amount: number, more = "") =>
    on("alice").type(`quota set ${lab.slug} gpu_hours ${amount} month${more}`);

  it("B-08 R-38 decides one after the other: of fifty that ask at once, as many start as there is room for", async () => {
    await limited(30);
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask("reserve", wish(4))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body["code"]))).toEqual(
      new Set(["quota_exceeded"]),
    );
    expect(words(await on("bob").type(`quota show ${lab.slug}`))).toMatch(/0 of 30[^\n]*28 reserved/u);
  });

  it("B-08 B-15 stops nothing by a lower limit: what runs is counted, what gives back passes, nothing new starts", async () => {
    await limited(100);
    const [runs, waits] = await Promise.all([ask("reserve", wish(60)), ask("reserve", wish(30))]);
    const question = await limited(10);
    expect(words(question)).toMatch(/Nothing that runs is stopped/u);
    await question.press("Set it");

    expect(await ask("reserve", wish(1))).toMatchObject({ status: 409 });
    expect((await ask("release", { reservation: waits.body["reservation"] })).status).toBe(200);
    const used = [{ meter: "gpu_hours", amount: 55 }];
    expect((await ask("commit", { reservation: runs.body["reservation"], used })).status).toBe(200);
    expect(words(await on("bob").type(`quota show ${lab.slug}`))).toMatch(/55 of 10/u);
  });

  it("B-09 puts a person's own budget before that of their group, which comes before everyone's", async () => {
    await on("alice").type(`quota set everyone cost 100 month org:${lab.slug}`);
    await on("alice").type(`quota set @bob cost 250 month org:${lab.slug}`);
    const explained = words(await on("bob").type("quota explain cost"));
    expect(explained).toMatch(/Applies: 250\.00 EUR a month, set by Alice Moreau/u);
    expect(explained).toMatch(/Not used: 100\.00 EUR a month, [^\n]* comes before a limit of everyone/u);
    expect(
      (await ask("check", { ...wish(0), wanted: [{ meter: "cost", amount: 250 }], for_seconds: undefined })).body,
    ).toMatchObject({ allowed: true });
  });

  it("R-08 answers by a code of its own, with what is used, the limit, and ways out", async () => {
    await limited(40);
    await report(scene, [{ person: "bob", organization: lab.slug, meter: "gpu_hours", amount: 30 }]);
    expect(await ask("reserve", wish(25))).toMatchObject({
      status: 409,
      body: {
        code: "quota_exceeded",
        limit: { used: "30", reserved: "0", limit: "40", remaining: "10" },
        recovery: [
          { action: "wait" },
          { action: "ask_less", meter: "gpu_hours", most: "10" },
          { action: "request_more", command: "quota request +15 gpu_hours" },
        ],
      },
    });
    expect(await ask("reserve", wish(41))).toMatchObject({ status: 409, body: { code: "quota_never_fits" } });
  });

  it("R-12 shows a plain member the limits that bind them, what is lent and borrowed, and their share with its inputs", async () => {
    const other = await foundLab(scene, { members: { chen: "owner" } });
    await limited(100, " lend:50");
    await on("alice").type(`quota set ${other.slug} gpu_hours 20 month`);
    await scene
      .on(platform, "alice")
      .type(`quota lend 40 gpu_hours to:@${other.slug} until:3d from:${lab.slug} reason:quiet`);
    const card = await newsFor(scene, "chen", new RegExp(`${lab.name} offers ${other.name} 40 GPU hours`, "u"));
    await card.press("Accept");
    await scene.db.person.updateMany({ where: { username: "bob" }, data: { currentOrganizationId: lab.id } });

    const shown = await on("bob").type("quota show");
    expect(words(shown)).toMatch(new RegExp(`${lab.name}[^\\n]*0 of 60`, "u"));
    expect(isReadable(shown)).toBe(true);
    const explained = words(await on("bob").type("quota explain gpu_hours"));
    expect(explained).toMatch(`− 40 GPU hours: lent to ${other.name}`);
    const share = words(await on("bob").type("fairshare show"));
    expect(share).toMatch(/Factor:? \d\.\d{3}/u);
    expect(share).toMatch(/Bob Ekman [^\n]*1 of 2/u);
  });

  it("R-13 B-11 keeps what cannot be lent for its owner, whatever siblings borrow", async () => {
    const sibling = await foundLab(scene, { members: { bob: "member" } });
    await limited(60, " lend:10");
    await on("alice").type(`quota set ${sibling.slug} gpu_hours 50 month borrow:100`);
    const fits = async (amount: number, organization: string) =>
      (await ask("check", { person: "bob", organization, wanted: [{ meter: "gpu_hours", amount }] })).body["allowed"];

    expect([await fits(60, sibling.slug), await fits(61, sibling.slug)]).toEqual([true, false]);
    await ask("reserve", { ...wish(60), organization: sibling.slug });
    expect([await fits(50, lab.slug), await fits(51, lab.slug)]).toEqual([true, false]);
    expect(words(await on("alice").type("fairshare report gpu_hours"))).toContain(sibling.name);
  });

  it("R-39 resets at midnight, which is 00:00 and never 24:00", async () => {
    await on("alice").type(`quota set @bob jobs 5 day org:${lab.slug}`);
    const midnight = Math.ceil((Date.now() + 1) / 86_400_000) * 86_400;
    const shown = await on("bob").type("quota show me jobs");
    expect(words(shown)).not.toMatch(/24:\d\d/u);
    expect(shown.text).toMatch(
      platform === "slack" ? /Resets \w{3} \d+ \w{3} \d\d:00 \S+/u : new RegExp(`<t:${midnight}:f>`, "u"),
    );
  });
});

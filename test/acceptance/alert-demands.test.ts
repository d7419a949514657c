import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareHours } from "../../src/domain/alerts/compare-hours.ts";
import { evaluateClock } from "../../src/domain/alerts/evaluate-clock.ts";
import { lookAtUnusualNow } from "../../src/domain/alerts/look-at-unusual.ts";
import { flushDigests } from "../../src/domain/alerts/flush-digests.ts";
import { builtInConfiguration } from "../../src/domain/configuration/built-in.ts";
import { newCode } from "../../src/new-code.ts";
import { startVisionLab } from "../support/scene.ts";
import type { Scene } from "../support/scene.ts";
import { expectSoon, foundLab, newsFor, platforms, registerEverywhere, words } from "./story.ts";
import type { Chat, Lab } from "./story.ts";
import { report } from "./usage-story.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const room = "vision-lab";

let scene: Scene;

beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen"]);
});
afterAll(() => scene.close());

/** Alice owns it, Bob works there; it may use so much of a meter. */
async function limited(platform: Chat, limit = "gpu_hours 100 month"): Promise<Lab> {
  const lab = await foundLab(scene, { members: { bob: "member" } });
  await scene.on(platform, "alice").type(`quota set ${lab.slug} ${limit} quiet:yes`);
  return lab;
}

const use = (
  lab: Lab,
  amount: number,
  more: { readonly meter?: string; readonly time?: Date; readonly job?: string } = {},
) => report(scene, [{ person: "bob", organization: lab.slug, meter: "gpu_hours", amount, ...more }]);

function worldIn(milliseconds: number) {
  const now = new Date(Date.now() + milliseconds);
  return { db: scene.db, now, configuration: builtInConfiguration(now), newId: () => uuidv7(), newCode };
}

/** The clock looks at everything that it looks at now and then. */
async function strike(): Promise<void> {
  await scene.db.$executeRaw`UPDATE alert_evaluation SET clock_at = clock_at - interval '1 hour'`;
  for (const look of [evaluateClock, compareHours, lookAtUnusualNow]) await look(worldIn(0));
}

/** More on some days than on others for a week, and so much a day of what is allowed for a long time. */
async function aSteadyWeek(lab: Lab, meter: string, amount: number): Promise<void> {
  for (const days of [7, 6, 5, 4, 3, 2, 1])
    await use(lab, amount + ((days * 5) % 13), { meter, time: new Date(Date.now() - days * DAY) });
  await use(lab, amount, { meter });
}

describe.each(platforms)("what people ask of alerts, on %s", (platform) => {
  const posts = () => scene.on(platform, "alice").in(room).posts().map(words);

  it("B-27 D-08 B-36 forecasts that a budget in money runs out, with the day, and what can be done at once", async () => {
    const lab = await limited(platform, "cost 250 year");
    await aSteadyWeek(lab, "cost", 10);
    await strike();

    const card = await newsFor(scene, "alice", new RegExp(`${lab.name} will run out of cost`, "u"));
    expect(words(card)).toMatch(/on \w{3} \d{1,2} \w{3} at this rate/u);
    expect(words(card)).toMatch(/between/u);
    expect(card.choices).toEqual(expect.arrayContaining(["Acknowledge", "Raise the limit", "Silence …", "Explain"]));
  });

  it("R-37 names the jobs that run when a limit ends", async () => {
    const lab = await limited(platform);
    await reserve(lab, `train-${platform}`);
    await use(lab, 100);

    const card = await newsFor(scene, "alice", new RegExp(`${lab.name} has used all`, "u"));
    expect(words(card)).toMatch(new RegExp(`Running on what is reserved: [^]*train-${platform}`, "u"));
  });

  it("R-36 tells those who answer for a project within an organization that what it was given comes near its end", async () => {
    const [parent, project] = [await limited(platform), await foundLab(scene, { members: { chen: "owner" } })];
    await scene.on(platform, "alice").type(`org move ${project.slug} under:${parent.slug}`);
    await scene.on(platform, "alice").type(`quota set ${project.slug} gpu_hours 20 month quiet:yes`);
    await report(scene, [{ organization: project.slug, meter: "gpu_hours", amount: 17 }]);

    const card = await newsFor(scene, "chen", new RegExp(`${project.name} has used 85 %`, "u"));
    expect(words(card)).toContain("17 of 20");
  });

  it("R-01 gathers what is not urgent into one message a day, urgent things apart", async () => {
    const labs = [await limited(platform), await limited(platform)];
    const due = await limited(platform);
    for (const lab of labs) await use(lab, 55);
    await use(due, 100);
    await newsFor(scene, "alice", new RegExp(`${due.name} has used all of its GPU hours`, "u"));
    const noted = { organizationId: { in: labs.map(({ id }) => id) }, phase: "firing" as const };
    await expectSoon(() => scene.db.alert.count({ where: noted })).toBe(2);
    await flushDigests(worldIn(DAY));

    const digest = await newsFor(scene, "alice", new RegExp(`\\d alerts[^]*${labs[1]?.name}`, "u"));
    expect(words(digest)).toContain(labs[0]?.name);
    expect(words(digest)).toContain("What is not urgent comes once a day.");
  });

  it("D-15 rolls what is past a channel's budget into one message", async () => {
    const lab = await limited(platform);
    const alice = scene.on(platform, "alice");
    for (const meter of ["cpu_hours", "jobs"]) await alice.type(`quota set ${lab.slug} ${meter} 100 month quiet:yes`);
    await alice.in(room).type(`alert subscribe quota ${lab.slug} budget:1`);
    for (const meter of ["gpu_hours", "cpu_hours", "jobs"]) await use(lab, 82, { meter });

    await expectSoon(() => posts().filter((text) => text.includes(`${lab.name} has used 82 %`))).toHaveLength(1);
    await expectSoon(() => scene.db.alert.count({ where: { organizationId: lab.id, phase: "firing" } })).toBe(3);
    await flushDigests(worldIn(HOUR));
    await expectSoon(() => posts().at(-1)).toMatch(/2 alerts[^]*more than this channel takes within an hour/u);
  });

  it("R-26 asks which one is meant where several are open", async () => {
    const lab = await limited(platform);
    const alice = scene.on(platform, "alice");
    await alice.type(`quota set ${lab.slug} jobs 100 month quiet:yes`);
    for (const meter of ["gpu_hours", "jobs"]) await use(lab, 82, { meter });
    await expectSoon(() => scene.db.alert.count({ where: { organizationId: lab.id, phase: "firing" } })).toBe(2);

    const asked = await alice.type(`alert explain alert:"${lab.name}"`);
    expect(words(asked)).toContain(`“${lab.name}” fits several alerts.`);
    const explained = await asked.press(`${lab.name}: Jobs submitted, limit coming near`);
    expect(words(explained)).toMatch(new RegExp(`${lab.name} has used 82 % of its jobs[^]*Whom it told`, "iu"));
  });

  it("R-25 R-26 tells nothing again while it stays so, and again once it came back", async () => {
    const lab = await limited(platform);
    await use(lab, 82);
    await newsFor(scene, "alice", new RegExp(`${lab.name} has used 82 %`, "u"));
    await use(lab, 1);
    const alice = scene.on(platform, "alice");
    await alice.type(`quota set ${lab.slug} gpu_hours 200 month quiet:yes`);
    await newsFor(scene, "alice", new RegExp(`${lab.name}[^]*limit was raised`, "iu"));
    await (await alice.type(`quota set ${lab.slug} gpu_hours 100 month quiet:yes`)).press("Set it");

    const states = () =>
      scene.db.alert.findMany({ where: { organizationId: lab.id }, orderBy: { id: "asc" }, select: { phase: true } });
    await expectSoon(states).toEqual([{ phase: "resolved" }, { phase: "firing" }]);
    await newsFor(scene, "alice", new RegExp(`${lab.name} has used 83 %`, "u"));
  });
});

async function reserve({ slug }: Lab, job: string): Promise<void> {
  const made = await scene.on("slack", "alice").type(`api-key create ${job} scopes:quota:reserve`);
  const [key = ""] = /\bqm_[A-Za-z0-9]{32}/u.exec(words(made)) ?? [];
  const body = {
    person: "bob",
    organization: slug,
    wanted: [{ meter: "gpu_hours", amount: "2" }],
    for_seconds: 3_600,
    job,
  };
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const response = await fetch(`${scene.url}/v1/quota/reserve`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  expect(response.ok).toBe(true);
}

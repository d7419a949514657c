import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startVisionLab } from "../support/scene.ts";
import type { Scene } from "../support/scene.ts";
import { foundLab, platforms, registerEverywhere, words } from "./story.ts";

let scene: Scene;
let key: string;
beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob"]);
  const made = await scene
    .on("slack", "alice")
    .type("api-key create slurm scopes:usage:write,usage:read,quota:check,quota:reserve");
  key = /\bqm_[0-9A-Za-z]{32}\b/u.exec(words(made))?.[0] ?? expect.fail(words(made));
});
afterAll(() => scene.close());

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function ask(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const common = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const response = await fetch(`${scene.url}/v1/${path}`, {
    method: "POST",
    headers: { ...common, ...headers },
    body: JSON.stringify(body),
  });
  // Safe: every answer of the API is a JSON object.
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}

const gpuHours = (amount: string) => [{ meter: "gpu_hours", amount }];

describe.each(platforms)("a cluster that asks before it starts work, with limits set on %s", (platform) => {
  it("CO-29 reserves, is refused what does not fit with the reason, counts what was used, and fits again", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    await scene.on(platform, "alice").type(`quota set ${lab.slug} gpu_hours 100 month`);
    const bob = { person: "bob", organization: lab.slug };

    const first = await ask("quota/reserve", { ...bob, wanted: gpuHours("60"), for_seconds: 600 });
    expect(first).toMatchObject({ status: 200, body: { exceeded: [] } });
    const refused = await ask("quota/reserve", { ...bob, wanted: gpuHours("60"), for_seconds: 600 });
    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: "quota_exceeded",
        detail: `60 GPU hours asked for; 40 GPU hours left of 100 GPU hours (${lab.name}, month).`,
        limit: { used: "0", reserved: "60", limit: "100", source: { kind: "quota", set_by: "Alice Moreau" } },
      },
    });
    const unharmed = await ask("quota/check", { ...bob, wanted: gpuHours("40") });
    expect(unharmed.body).toMatchObject({ allowed: true });

    const committed = await ask("quota/commit", { reservation: first.body["reservation"], used: gpuHours("12.5") });
    expect(committed).toMatchObject({ status: 200, body: { used: gpuHours("12.5"), released: gpuHours("47.5") } });
    const again = await ask("quota/commit", { reservation: first.body["reservation"], used: gpuHours("12.5") });
    expect(again).toEqual(committed);

    const fits = await ask("quota/check", { ...bob, wanted: gpuHours("87.5") });
    expect(fits.body).toMatchObject({
      allowed: true,
      limits: [expect.objectContaining({ used: "12.5", reserved: "0" })],
    });
    const shown = await scene.on(platform, "bob").type(`quota show ${lab.slug}`);
    expect(words(shown)).toMatch(/12\.5/u);
  });

  it("CO-29 gives the last unit to one of 64 that ask for it at once", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    await scene.on(platform, "alice").type(`quota set ${lab.slug} jobs 1 month`);
    const wish = { person: "bob", organization: lab.slug, wanted: [{ meter: "jobs", amount: 1 }], for_seconds: 600 };

    const answers = await Promise.all(Array.from({ length: 64 }, () => ask("quota/reserve", wish)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body["code"] === "quota_exceeded")).toHaveLength(63);

    const many = await ask(
      "quota/reserve",
      Array.from({ length: 64 }, () => ({ ...wish, person: "alice" })),
    );
    expect(many).toMatchObject({ status: 200, body: { results: Array.from({ length: 64 }, () => ({ status: 409 })) } });
  });

  it("CO-29 gets the same answer to the same request, and none to another one under its key", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    const wish = { person: "bob", organization: lab.slug, wanted: gpuHours("1"), for_seconds: 600 };
    const key = { "idempotency-key": `job-${lab.slug}` };

    const [first, same] = await Promise.all([ask("quota/reserve", wish, key), ask("quota/reserve", wish, key)]);
    expect(first?.status).toBe(200);
    expect(same).toEqual(first);
    const other = await ask("quota/reserve", { ...wish, wanted: gpuHours("2") }, key);
    expect(other).toMatchObject({ status: 409, body: { code: "idempotency_mismatch" } });
  });

  it("CO-29 extends and releases, and hears of what has ended", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    const wish = { organization: lab.slug, wanted: gpuHours("1"), for_seconds: 600 };
    const { body } = await ask("quota/reserve", wish);
    const { reservation } = body;

    const extended = await ask("quota/extend", { reservation, for_seconds: 3600 });
    expect(extended.status).toBe(200);
    expect(Date.parse(String(extended.body["expires_at"]))).toBeGreaterThan(Date.parse(String(body["expires_at"])));
    expect((await ask("quota/release", { reservation })).status).toBe(200);
    expect(await ask("quota/commit", { reservation })).toMatchObject({
      status: 409,
      body: { code: "reservation_ended", state: "released" },
    });
    expect(await ask("quota/release", { reservation: "01890000-0000-7000-8000-000000000000" })).toMatchObject({
      status: 404,
      body: { code: "reservation_not_found" },
    });
  });

  it("HW-05 reports what was used, once however often it is sent, and people see it", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    await scene.on(platform, "alice").type(`quota set ${lab.slug} gpu_hours 100 month`);
    const event = (id: string, data: object, time = new Date()) => ({
      specversion: "1.0",
      type: "quartermaster.usage.v1",
      source: `/clusters/${lab.slug}`,
      id,
      time: time.toISOString(),
      data: { meter: "gpu_hours", person: "bob", organization: lab.slug, ...data },
    });
    const future = new Date(Date.now() + 86_400_000);
    const past = new Date("1999-12-31T00:00:00Z");
    const events = [
      event("1", { amount: "30.25" }),
      event("2", { amount: "-1" }),
      event("3", { amount: 1, meter: "beer" }),
      event("4", { amount: 1, person: "nobody" }),
      event("5", { amount: 1, organization: "nowhere" }),
      event("6", { amount: 1e30 }),
      event("7", { amount: "5 GB" }),
      event("8", { amount: 1 }, future),
      event("9", { amount: 1 }, past),
      event("10", { amount: 4.75 }),
    ];

    const verdicts = [
      { verdict: "accepted" },
      { verdict: "refused", code: "amount_negative" },
      { verdict: "refused", code: "meter_unknown" },
      { verdict: "refused", code: "person_unknown" },
      { verdict: "refused", code: "organization_unknown" },
      { verdict: "refused", code: "amount_too_large" },
      { verdict: "refused", code: "amount_wrong_unit" },
      { verdict: "refused", code: "time_too_late" },
      { verdict: "refused", code: "time_too_early" },
      { verdict: "accepted" },
    ];
    expect(await ask("usage", events)).toMatchObject({ status: 200, body: { accepted: 2, refused: 8, verdicts } });

    const lines = events.map((one) => `${JSON.stringify(one)}\n`).join("");
    const again = await fetch(`${scene.url}/v1/usage`, {
      method: "POST",
      body: gzipSync(lines),
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": "application/x-ndjson",
        "content-encoding": "gzip",
      },
    });
    expect(await again.json()).toMatchObject({ received: 10, accepted: 0, duplicate: 2, refused: 8 });

    const asked = new URLSearchParams({
      organization: lab.slug,
      meter: "gpu_hours",
      from: new Date(Date.now() - 86_400_000).toISOString(),
      to: future.toISOString(),
    });
    const read = await fetch(`${scene.url}/v1/usage?${asked.toString()}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(await read.json()).toMatchObject({
      totals: [{ meter: "gpu_hours", unit: "GPU hours", amount: "35" }],
      days: expect.arrayContaining([expect.objectContaining({ amount: "35" })]),
    });

    const checked = await ask("quota/check", { person: "bob", organization: lab.slug, wanted: gpuHours("65.000001") });
    expect(checked.body).toMatchObject({
      allowed: false,
      code: "quota_exceeded",
      limit: { used: "35", remaining: "65" },
    });
    expect(words(await scene.on(platform, "alice").type(`usage show ${lab.slug}`))).toMatch(/\b35\b/u);
  });
});

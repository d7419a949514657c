import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import type { Lab } from "./story.ts";
import { foundLab, isReadable, isReadableWithNames, platforms, refusalOf, registerEverywhere, words } from "./story.ts";

/** Whatever the hour, a factor holds: all day counts half for CPU hours; the GPUs' one never holds now. */
const configuration = `time_zone: Europe/Berlin
accelerators:
  a100: { memory: 80 GB, rates: { gpu_hours: 1 } }
  h100: { memory: 80 GB, rates: { gpu_hours: 2.5 } }
usage_factors:
  - { label: Campaign, meter: cpu_hours, factor: 0.5 }
  - { label: Summer, meter: predictions, between: 20:00-06:00, on: [sat, sun], factor: 2 }
`;

let scene: Scene;
let key: string;
beforeAll(async () => {
  scene = await startVisionLab({ configuration });
  await registerEverywhere(scene, ["bob"]);
  const made = await scene
    .on("slack", "alice")
    .type("api-key create slurm scopes:usage:write,usage:read,quota:check,quota:reserve");
  key = /\bqm_[0-9A-Za-z]{32}\b/u.exec(words(made))?.[0] ?? expect.fail(words(made));
});
afterAll(() => scene.close());

async function ask(path: string, body: object): Promise<{ status: number; body: Readonly<Record<string, unknown>> }> {
  const response = await fetch(`${scene.url}/v1/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  // Safe: every answer of the API is a JSON object.
  return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
}

const onH100 = (amount: string) => [{ meter: "gpu_hours", amount, accelerator: "h100" }];

let events = 0;
function event(data: object, time = new Date()) {
  events += 1;
  return {
    specversion: "1.0",
    type: "quartermaster.usage.v1",
    source: "/clusters/rated",
    id: `${events}`,
    time: time.toISOString(),
    data,
  };
}

describe.each(platforms)("what counts otherwise than as reported, on %s", (platform) => {
  const on = (name: Parameters<Scene["on"]>[1]) => scene.on(platform, name);
  const aLab = async (limit: string): Promise<Lab> => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    await on("alice").type(`quota set ${lab.slug} ${limit} month`);
    return lab;
  };

  it("R-11 checks at the accelerator's rate, and says so", async () => {
    const lab = await aLab("gpu_hours 80");
    const bob = on("bob");
    const fits = await bob.type(`quota check "4xh100 8h" org:${lab.slug}`);
    expect(words(fits)).toMatch("4xh100 8h (80 GPU hours) fits.");
    expect(words(fits)).toMatch("H100 counts 2.5 GPU hours an hour.");
    expect(isReadable(fits)).toBe(true);
    const refused = words(await bob.type(`quota check "4xH100 9h" org:${lab.slug}`));
    expect(refused).toMatch("4xH100 9h (90 GPU hours) does not fit now.");
    expect(refused).toMatch("90 GPU hours is more than the limit itself");
  });

  it("R-11 counts a plain GPU once, and an accelerator of rate one as well", async () => {
    const lab = await aLab("gpu_hours 80");
    const check = async (what: string) => words(await on("bob").type(`quota check "${what}" org:${lab.slug}`));
    expect(await check("4xgpu 8h")).toMatch("4xgpu 8h (32 GPU hours) fits.");
    expect(await check("4xA100 8h")).toMatch("A100 counts 1 GPU hour an hour.");
  });

  it("R-11 names the nearest accelerator where there is none of that name", async () => {
    const lab = await aLab("gpu_hours 80");
    expect(await refusalOf(scene, () => on("bob").type(`quota check "4xh1000 8h" org:${lab.slug}`))).toMatchObject({
      code: "accelerator_unknown",
      isReadable: true,
      changed: [],
    });
    const { text } = await on("bob").type(`quota check "4xh1000 8h" org:${lab.slug}`);
    expect(text).toContain("Did you mean h100?");
  });

  it("R-11 counts events and reservations at the rate of their accelerator", async () => {
    const lab = await aLab("gpu_hours 80");
    const bob = { person: "bob", organization: lab.slug };
    const sent = await ask("usage", event({ ...bob, meter: "gpu_hours", amount: "4", accelerator: "h100" }));
    expect(sent).toMatchObject({ status: 200, body: { accepted: 1 } });
    expect(words(await on("bob").type(`usage show ${lab.slug} gpu_hours`))).toMatch(/10 of 80 GPU hours/u);

    const refused = await ask("quota/reserve", { ...bob, wanted: onH100("28.5"), for_seconds: 600 });
    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: "quota_exceeded",
        detail: `71.25 GPU hours asked for; 70 GPU hours left of 80 GPU hours (${lab.name}, month).`,
      },
    });
    expect(JSON.stringify(refused.body["recovery"])).toContain('"action":"ask_less","meter":"gpu_hours","most":"28"');
    const made = await ask("quota/reserve", { ...bob, wanted: onH100("28"), for_seconds: 600 });
    const { reservation } = made.body;
    const committed = await ask("quota/commit", { reservation, used: onH100("2") });
    expect(committed.body).toMatchObject({
      used: [{ meter: "gpu_hours", amount: "5" }],
      released: [{ meter: "gpu_hours", amount: "65" }],
    });
  });

  it("R-11 shows the rates where it shows what is counted, and what there is", async () => {
    const meters = await on("bob").type("meter list gpu");
    expect(words(meters)).toMatch("GPU hours by accelerator: A100 1, H100 2.5; others 1.");
    expect(isReadableWithNames(meters)).toBe(true);
    const resources = words(await on("alice").type("resources"));
    expect(resources).toMatch(/H100 \(80 GB\)\W+counts 2\.5 GPU hours an hour/u);
  });

  it("B-16 weighs use by its time, and says so wherever it is shown", async () => {
    const lab = await aLab("cpu_hours 100");
    const bob = { person: "bob", organization: lab.slug };
    await ask("usage", event({ ...bob, meter: "cpu_hours", amount: "24" }));
    const used = await on("bob").type(`usage show ${lab.slug} cpu_hours`);
    expect(words(used)).toMatch(/12 of 100 CPU hours/u);
    expect(words(used)).toMatch("Campaign: CPU hours count half (all day).");
    expect(isReadable(used)).toBe(true);

    const check = words(await on("bob").type(`quota check "176 cpu_hours" org:${lab.slug}`));
    expect(check).toMatch("176 CPU hours (counted as 88 CPU hours) fits.");
    expect(check).toMatch("Campaign: CPU hours count half (all day), now.");
    expect(words(await on("bob").type(`quota check "8xcpu 23h" org:${lab.slug}`))).toMatch(
      "8xcpu 23h (92 CPU hours) does not fit now.",
    );
  });

  it("B-16 takes back what was counted, not what was reported", async () => {
    const lab = await aLab("cpu_hours 100");
    const bob = { person: "bob", organization: lab.slug };
    const time = new Date();
    const first = event({ ...bob, meter: "cpu_hours", amount: "24" }, time);
    const { source, id } = first;
    await ask("usage", first);
    const back = event({ ...bob, meter: "cpu_hours", amount: "-20", corrects: { source, id } }, time);
    expect(await ask("usage", back)).toMatchObject({ status: 200, body: { accepted: 1 } });
    expect(words(await on("bob").type(`usage show ${lab.slug} cpu_hours`))).toMatch(/\b2 of 100 CPU hours/u);
  });

  it("B-16 says which factors hold at other times", async () => {
    expect(words(await on("bob").type("meter list predictions"))).toMatch(
      /Summer: Model predictions count double \(20:00 to 06:00, Sat and Sun\)(?:, now|; not now)\./u,
    );
  });

  it("B-14 counts what is reserved for fair share at once, and says how much that is", async () => {
    const lab = await aLab("gpu_hours 100");
    const before = words(await on("bob").type(`fairshare show org:${lab.slug}`));
    expect(before).not.toMatch("reserved count already");
    const wanted = [{ meter: "gpu_hours", amount: "12" }];
    await ask("quota/reserve", { person: "bob", organization: lab.slug, wanted, for_seconds: 600 });
    const after = await on("bob").type(`fairshare show org:${lab.slug}`);
    expect(words(after)).toMatch(
      `12 GPU hours reserved count already in ${lab.name}; 12 GPU hours of that by Bob Ekman.`,
    );
    expect(words(after)).toMatch(/Bob Ekman .*12 GPU hours \(100 %\)/su);
    expect(isReadable(after)).toBe(true);
    expect(words(await on("alice").type(`fairshare show ${lab.slug}`))).toMatch("12 GPU hours reserved count already.");
  });
});

describe("bad input about accelerators", () => {
  const bob = { person: "bob" };
  const unknown = { code: "accelerator_unknown", status: 422 };

  it("R-11 refuses an event's accelerator that is not defined, and counts the others of its batch", async () => {
    expect(await ask("usage", event({ ...bob, meter: "gpu_hours", amount: 1, accelerator: "h1000" }))).toMatchObject({
      status: 422,
      body: { ...unknown, errors: [{ pointer: "#/data/accelerator" }] },
    });
    const good = event({ ...bob, meter: "gpu_hours", amount: 1, accelerator: "H100" });
    const bad = event({ ...bob, meter: "gpu_hours", amount: 1, accelerator: "'; DROP TABLE usage_event" });
    expect(await ask("usage", [good, bad])).toMatchObject({ status: 200, body: { accepted: 1, refused: 1 } });
  });

  it.each([[7], [""], [null], [["h100"]], ["x".repeat(101)]])(
    "R-11 takes %j for no accelerator",
    async (accelerator) => {
      const data = { ...bob, meter: "gpu_hours", amount: 1, accelerator };
      expect(await ask("usage", event(data))).toMatchObject({ status: 422, body: { code: "event_invalid" } });
      const wanted = [{ meter: "gpu_hours", amount: 1, accelerator }];
      expect(await ask("quota/check", { ...bob, wanted })).toMatchObject({
        status: 400,
        body: { code: "invalid_request" },
      });
    },
  );

  it("R-11 refuses to decide about an accelerator that is not defined, and says which there are", async () => {
    const wanted = [
      { meter: "cpu_hours", amount: 1 },
      { meter: "gpu_hours", amount: 1, accelerator: "h1000" },
    ];
    const body = {
      ...unknown,
      detail: "There is no accelerator “h1000”. There are a100, h100.",
      errors: [{ pointer: "#/wanted/1/accelerator" }],
    };
    expect(await ask("quota/check", { ...bob, wanted })).toMatchObject({ status: 422, body });
    expect(await ask("quota/reserve", { ...bob, wanted, for_seconds: 60 })).toMatchObject({ status: 422, body });
    const made = await ask("quota/reserve", { ...bob, wanted: wanted.slice(0, 1), for_seconds: 60 });
    const used = [{ meter: "gpu_hours", amount: 1, accelerator: "h1000" }];
    expect(await ask("quota/commit", { reservation: made.body["reservation"], used })).toMatchObject({
      status: 422,
      body: { ...unknown, errors: [{ pointer: "#/used/0/accelerator" }] },
    });
  });
});

import { once } from "node:events";
import { request } from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import { foundLab, registerEverywhere, words } from "./story.ts";

const LINES = "application/x-ndjson";
const JSON_TYPE = "application/json";
const GIGABYTE = 1024 ** 3;
const DAY = 86_400_000;

let scene: Scene;
let headers: Readonly<Record<string, string>>;
let organization: string;

beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob"]);
  const made = await scene
    .on("slack", "alice")
    .type("api-key create slurm scopes:usage:write,quota:check,quota:reserve");
  headers = { authorization: `Bearer ${/\bqm_[0-9A-Za-z]{32}\b/u.exec(words(made))?.[0] ?? expect.fail(words(made))}` };
  const lab = await foundLab(scene, { members: { bob: "member" } });
  organization = lab.slug;
  await scene.on("slack", "alice").type(`quota set ${lab.slug} gpu_hours 100 month`);
});
afterAll(() => scene.close());

let events = 0;
const event = (data: object = {}, time: Date = new Date()) => ({
  specversion: "1.0",
  type: "quartermaster.usage.v1",
  source: "/clusters/green",
  id: `bad-${(events += 1)}`,
  time: time.toISOString(),
  data: { meter: "gpu_hours", amount: 1, person: "bob", organization, ...data },
});

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

async function post(path: string, body: string | Buffer, more: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const sent = { ...headers, "content-type": JSON_TYPE, ...more };
  const response = await fetch(`${scene.url}/v1/${path}`, {
    method: "POST",
    headers: sent,
    body: new Uint8Array(Buffer.from(body)),
  });
  // Safe: every answer of the API is a JSON object.
  const answer = (await response.json()) as Answer["body"];
  return { status: response.status, type: response.headers.get("content-type"), body: answer };
}

const reserve = (amount: number, key: string) =>
  post(
    "quota/reserve",
    JSON.stringify({ person: "bob", organization, wanted: [{ meter: "gpu_hours", amount }], for_seconds: 60 }),
    { "idempotency-key": key },
  );

/** A gigabyte of blank lines, as far as it is taken; with or without saying so beforehand. */
async function gigabyte(declared: boolean): Promise<Answer> {
  const length = declared ? { "content-length": String(GIGABYTE) } : {};
  const sending = request(`${scene.url}/v1/usage`, {
    method: "POST",
    headers: { ...headers, "content-type": LINES, ...length },
  });
  const piece = Buffer.from(`${" ".repeat(65_000)}\n`);
  let isAnswered = false;
  sending.on("error", () => undefined);
  const pour = (left: number): void => {
    if (isAnswered || left <= 0 || sending.destroyed) return;
    if (sending.write(piece)) setImmediate(() => pour(left - piece.length));
    else sending.once("drain", () => pour(left - piece.length));
  };
  const answered = once(sending, "response");
  pour(GIGABYTE);
  const [response] = await answered;
  isAnswered = true;
  const body = Buffer.concat(await response.toArray()).toString();
  sending.destroy();
  return { status: response.statusCode, type: response.headers["content-type"], body: JSON.parse(body) };
}

const bad: Readonly<Record<string, readonly [code: string, send: () => Promise<Answer>]>> = {
  "an unknown meter": ["meter_unknown", () => post("usage", JSON.stringify(event({ meter: "beer" })))],
  "an unknown person": ["person_unknown", () => post("usage", JSON.stringify(event({ person: "nobody" })))],
  "an unknown organization": [
    "organization_unknown",
    () => post("usage", JSON.stringify(event({ organization: "no" }))),
  ],
  "a negative amount": ["amount_negative", () => post("usage", JSON.stringify(event({ amount: -1 })))],
  "not a number": ["amount_not_a_number", () => post("usage", JSON.stringify(event({ amount: "NaN" })))],
  "an infinite number": [
    "amount_infinite",
    () => post("usage", JSON.stringify(event({ amount: 7.5 })).replace('"amount":7.5', '"amount":1e999')),
  ],
  "10^30": ["amount_too_large", () => post("usage", JSON.stringify(event({ amount: 1e30 })))],
  "another unit": ["amount_wrong_unit", () => post("usage", JSON.stringify(event({ amount: "5 GB" })))],
  "a time in the far past": ["time_too_early", () => post("usage", JSON.stringify(event({}, new Date(0))))],
  "a time in the far future": [
    "time_too_late",
    () => post("usage", JSON.stringify(event({}, new Date(Date.now() + 10_000 * DAY)))),
  ],
  "gzip that breaks off": [
    "gzip_truncated",
    () => post("usage", gzipSync(JSON.stringify([event(), event()])).subarray(0, -12), { "content-encoding": "gzip" }),
  ],
  "a body of 1 GB": ["body_too_large", () => gigabyte(true)],
  "an event again, with another amount": [
    "conflict",
    async () => {
      const first = event({ amount: 0 });
      await post("usage", JSON.stringify(first));
      return post("usage", JSON.stringify({ ...first, data: { ...first.data, amount: 3 } }));
    },
  ],
  "a replayed key with another body": [
    "idempotency_mismatch",
    async () => {
      await reserve(1, "replayed");
      return reserve(2, "replayed");
    },
  ],
};

/** GPU hours counted so far, and how many reservations are open. */
async function counted(): Promise<{ readonly used: number; readonly reserved: number }> {
  const [row] = await scene.db.$queryRaw<{ used: number; reserved: number }[]>`
    SELECT (SELECT coalesce(sum(amount), 0)::float8 / 1000000 FROM usage_day) AS used,
      (SELECT count(*)::int FROM reservation) AS reserved`;
  if (!row) throw new Error("there is always a row");
  return row;
}

it.each(Object.entries(bad).map(([what, [code, send]]) => ({ what, code, send })))(
  "refuses $what by a problem of its own, and counts nothing of it",
  async ({ code, send }) => {
    const before = await counted();
    const answer = await send();

    expect(answer).toMatchObject({
      status: code === "conflict" || code === "idempotency_mismatch" ? 409 : answer.status,
      type: "application/problem+json; charset=utf-8",
      body: { code, status: answer.status, type: `/v1/problems/${code}`, title: expect.any(String) },
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    const after = await counted();
    expect(after.used).toBe(before.used);
    expect(after.reserved - before.reserved).toBe(code === "idempotency_mismatch" ? 1 : 0);
  },
);

it("has a code for each, that no other has", () => {
  const codes = Object.values(bad).map(([code]) => code);
  expect(new Set(codes).size).toBe(codes.length);
});

it("stops a body of 1 GB that does not say so, and counts nothing of it", async () => {
  const before = await counted();
  expect(await gigabyte(false)).toMatchObject({ status: 413, body: { code: "body_too_large" } });
  expect(await counted()).toEqual(before);
});

it("counts the good ones of a batch with one bad event, once, and says which is bad", async () => {
  const batch = [event({ amount: 2 }), event({ amount: "5 GB" }), event({ amount: 3 })];
  const before = await counted();
  const answers = [await post("usage", JSON.stringify(batch)), await post("usage", JSON.stringify(batch))];

  expect(answers[0]?.body).toMatchObject({ received: 3, accepted: 2, refused: 1 });
  expect(answers[1]?.body).toMatchObject({ received: 3, accepted: 0, duplicate: 2, refused: 1 });
  expect(answers[0]?.body).toMatchObject({ verdicts: [{}, { index: 1, code: "amount_wrong_unit" }, {}] });
  expect((await counted()).used).toBe(before.used + 5);
});

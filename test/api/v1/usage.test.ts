import { request } from "node:http";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { UsageEvent } from "../../../src/domain/usage/usage-event.ts";
import type { Verdict } from "../../../src/domain/usage/verdict.ts";
import { aTenant } from "../../support/builders.ts";
import type { World } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aKey, post, serving, taking } from "./support.ts";

const database = useDatabase();

let world: World;
let key: string;
beforeAll(async () => {
  world = await aTenant(database.db);
  key = await aKey(world, "usage:write");
});

let taken: UsageEvent[];
beforeEach(() => {
  taken = [];
});

const JSON_TYPE = "application/json";
const LINES = "application/x-ndjson";
const BATCH = "application/cloudevents-batch+json";

const event = (id = "1", data: object = {}, attributes: object = {}) => ({
  specversion: "1.0",
  type: "quartermaster.usage.v1",
  source: "/clusters/green",
  id,
  time: "2026-11-21T11:00:00Z",
  ...attributes,
  data: { meter: "gpu_hours", amount: "1.25", person: "alice", ...data },
});

const many = (count: number) => Array.from({ length: count }, (_, nth) => event(String(nth)));
const lines = (events: readonly object[]) => events.map((one) => `${JSON.stringify(one)}\n`).join("");

async function send(body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>> = {}) {
  const url = await serving(world, { ingestUsage: taking(taken) });
  return post(`${url}/v1/usage`, body, { "content-type": JSON_TYPE, authorization: `Bearer ${key}`, ...headers });
}

const counts = (received: number, { duplicate = 0, refused = 0 } = {}) => ({
  received,
  accepted: received - duplicate - refused,
  duplicate,
  refused,
});

describe("the forms in which usage comes", () => {
  const counted = { source: "/clusters/green", id: "1", time: "2026-11-21T11:00:00Z", meter: "gpu_hours" };

  it.each([
    ["one event", "application/cloudevents+json", JSON.stringify(event())],
    ["an array of events", BATCH, JSON.stringify([event()])],
    ["one event as plain JSON", JSON_TYPE, ` ${JSON.stringify(event())}\n`],
    ["an array as plain JSON", "application/json; charset=utf-8", ` [ ${JSON.stringify(event())} ] `],
    ["an event a line", LINES, `${JSON.stringify(event())}\n\n`],
    ["an event a line without the last line's end", LINES, JSON.stringify(event())],
  ])("takes %s", async (_name, type, body) => {
    const answer = await send(body, { "content-type": type });

    expect(answer).toMatchObject({
      status: 200,
      body: { ...counts(1), verdicts: [{ index: 0, verdict: "accepted" }] },
    });
    expect(taken).toEqual([{ ...counted, amount: "1.25", person: "alice" }]);
  });

  it("takes an event whose attributes are headers", async () => {
    const { data, ...attributes } = event("ä 1", { amount: 2.5, job: "4711" });
    const named = Object.entries(attributes).map(([name, value]) => [`ce-${name}`, encodeURIComponent(value)]);

    const answer = await send(JSON.stringify(data), Object.fromEntries(named));

    expect(answer.status).toBe(200);
    expect(taken).toEqual([{ ...counted, id: "ä 1", amount: 2.5, person: "alice", job: "4711" }]);
  });

  it.each([LINES, BATCH])("takes gzipped %s", async (type) => {
    const body = type === LINES ? lines(many(3)) : JSON.stringify(many(3));

    const answer = await send(gzipSync(body), { "content-type": type, "content-encoding": "gzip" });

    expect(answer).toMatchObject({ status: 200, body: counts(3) });
    expect(taken.map(({ id }) => id)).toEqual(["0", "1", "2"]);
  });

  it("takes text cut anywhere, in the middle of a letter, a string or an escape", async () => {
    const events = many(3).map((one, nth) => ({ ...one, source: `/ä🧪\\"[{,${nth}` }));
    for (const [type, text] of [
      [LINES, lines(events)],
      [BATCH, JSON.stringify(events)],
    ] as const) {
      taken = [];
      const bytes = Buffer.from(text);
      const cut = Readable.from(Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)));
      const url = await serving(world, { ingestUsage: taking(taken) });
      const headers = { "content-type": type, authorization: `Bearer ${key}` };
      const answer = await fetch(`${url}/v1/usage`, {
        method: "POST",
        // Safe: a web stream is a body, which the types of two versions disagree on.
        body: Readable.toWeb(cut) as ReadableStream,
        headers,
        duplex: "half",
      });

      expect(answer.status).toBe(200);
      expect(taken.map(({ source }) => source)).toEqual(events.map(({ source }) => source));
    }
  });

  it("takes 100,000 events of an array and of lines, in batches and in order", async () => {
    for (const type of [LINES, BATCH]) {
      const sizes: number[] = [];
      const url = await serving(world, {
        ingestUsage: async (_world, { events }) => {
          sizes.push(events.length);
          return events.map((): Verdict => ({ status: "accepted" }));
        },
      });
      const body = type === LINES ? lines(many(100_000)) : JSON.stringify(many(100_000));
      const headers = { "content-type": type, authorization: `Bearer ${key}`, "content-encoding": "gzip" };
      const answer = await post(`${url}/v1/usage`, gzipSync(body), { ...headers, prefer: "return=minimal" });

      expect(answer).toMatchObject({ status: 200, body: { ...counts(100_000), verdicts: [] } });
      expect(Math.max(...sizes)).toBeLessThanOrEqual(5_000);
    }
  });

  it("lists the refused ones only for who prefers it", async () => {
    const body = JSON.stringify([event("1"), event("2", { amount: "1", extra: 1 }), event("3")]);

    const { headers, body: brief } = await send(body, { prefer: "respond-async, return=minimal" });

    expect(headers.get("preference-applied")).toBe("return=minimal");
    expect(brief).toMatchObject({ ...counts(3, { refused: 1 }), verdicts: [{ index: 1, verdict: "refused" }] });
  });
});

describe("a batch with bad events", () => {
  it("counts the others and says of each bad one what is wrong, and where", async () => {
    const bad: readonly (readonly [object, string, string])[] = [
      [event("a", {}, { specversion: "0.3" }), "specversion_unsupported", "#/specversion"],
      [event("b", {}, { type: "other" }), "type_unknown", "#/type"],
      [event("c", {}, { time: undefined }), "time_invalid", "#/time"],
      [event("d", {}, { time: "2026-02-30T00:00:00Z" }), "time_invalid", "#/time"],
      [event("e", {}, { time: "2026-11-21T11:00:00" }), "time_invalid", "#/time"],
      [event("", {}), "id_invalid", "#/id"],
      [event("g", { amount: null }), "amount_not_a_number", "#/data/amount"],
      [event("h", { persom: "alice" }), "event_invalid", "#/data"],
      [event("i", { meter: 7 }), "event_invalid", "#/data/meter"],
      [{ ...event("j"), data: "text" }, "event_invalid", "#/data"],
      [[], "event_invalid", "#"],
    ];
    const { status, body } = await send(JSON.stringify([event("1"), ...bad.map(([one]) => one), event("2")]));

    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...counts(bad.length + 2, { refused: bad.length }),
      verdicts: [
        { index: 0, verdict: "accepted" },
        ...bad.map(([, code, pointer], nth) => ({
          index: nth + 1,
          verdict: "refused",
          code,
          errors: [expect.objectContaining({ pointer })],
        })),
        { index: bad.length + 1, verdict: "accepted" },
      ],
    });
    expect(taken.map(({ id }) => id)).toEqual(["1", "2"]);
  });

  it("says what is wrong with an amount by a code of its own", async () => {
    const amounts = {
      "-1": "amount_negative",
      NaN: "amount_not_a_number",
      Infinity: "amount_infinite",
      "1e30": "amount_too_large",
      "5 GB": "amount_wrong_unit",
      "0.0000001": "amount_too_precise",
    };
    const url = await serving(world, {
      ingestUsage: async (_world, { events }) =>
        events.map((): Verdict => ({ status: "refused", code: "amount_invalid", detail: "It is not." })),
    });
    const events = Object.keys(amounts).map((amount) => event(amount, { amount }));
    const answer = await post(`${url}/v1/usage`, JSON.stringify([...events, event("x", { amount: 1e300 * 1e300 })]), {
      "content-type": JSON_TYPE,
      authorization: `Bearer ${key}`,
    });

    const codes = [...Object.values(amounts), "amount_not_a_number"];
    expect(answer.body).toMatchObject({ verdicts: codes.map((code) => ({ verdict: "refused", code })) });
  });

  it("passes over a line that is no JSON", async () => {
    const body = `${lines([event("1")])}{"specversion":\n${lines([event("2")])}`;

    const answer = await send(body, { "content-type": LINES });

    expect(answer.body).toMatchObject({
      ...counts(3, { refused: 1 }),
      verdicts: [{ verdict: "accepted" }, { index: 1, code: "malformed_json" }, { verdict: "accepted" }],
    });
  });

  it("answers a single bad event with its problem", async () => {
    expect(await send(JSON.stringify(event("1", { amount: true })))).toMatchObject({
      status: 422,
      body: {
        type: "/v1/problems/amount_not_a_number",
        title: "The amount is not a decimal number.",
        status: 422,
        code: "amount_not_a_number",
        errors: [{ pointer: "#/data/amount" }],
      },
    });
  });
});

/** Sends blank lines until an answer comes; how much went out. */
function pour(url: string, headers: Readonly<Record<string, string>>, most: number) {
  const common = { "content-type": LINES, authorization: `Bearer ${key}` };
  return new Promise<{ status: number | undefined; sent: number }>((resolve, reject) => {
    let sent = 0;
    let answered = false;
    const sending = request(url, { method: "POST", headers: { ...common, ...headers } }, (response) => {
      answered = true;
      response.resume();
      resolve({ status: response.statusCode, sent });
      sending.destroy();
    });
    sending.on("error", (error) => (answered ? undefined : reject(error)));
    const piece = Buffer.from(`${" ".repeat(65_000)}\n`);
    const push = () => {
      if (answered || sent >= most || sending.destroyed) return;
      sent += piece.length;
      if (sending.write(piece)) setImmediate(push);
      else sending.once("drain", push);
    };
    push();
  });
}

const truncated = () => gzipSync(JSON.stringify(many(100))).subarray(0, -20);
const corrupt = () => {
  const packed = gzipSync(JSON.stringify(many(100)));
  packed.fill(0xff, 30, 60);
  return packed;
};

describe("requests that are refused as a whole", () => {
  const gzip = { "content-encoding": "gzip" };

  it.each([
    ["malformed JSON", () => "{", {}, 400, "malformed_json"],
    ["an array that is not closed", () => JSON.stringify(many(3)).slice(0, -1), {}, 400, "malformed_json"],
    ["an array with a broken element", () => `[${JSON.stringify(event())},{"a":}]`, {}, 400, "malformed_json"],
    ["something behind the array", () => `[${JSON.stringify(event())}]]`, {}, 400, "malformed_json"],
    ["an empty body", () => "", {}, 400, "malformed_json"],
    [
      "one event where an array is announced",
      () => JSON.stringify(event()),
      { "content-type": BATCH },
      400,
      "malformed_json",
    ],
    ["what is not UTF-8", () => Buffer.from([0x22, 0xc3, 0x28, 0x22]), {}, 400, "malformed_json"],
    ["a header that is not encoded", () => "{}", { "ce-specversion": "1.0", "ce-id": "%zz" }, 400, "malformed_header"],
    ["another media type", () => "<x/>", { "content-type": "application/xml" }, 415, "media_type_unsupported"],
    ["no media type", () => "<x/>", { "content-type": "" }, 415, "media_type_unsupported"],
    [
      "another charset",
      () => "[]",
      { "content-type": "application/json; charset=latin1" },
      415,
      "media_type_unsupported",
    ],
    ["another encoding", () => "[]", { "content-encoding": "br" }, 415, "encoding_unsupported"],
    ["gzip that breaks off", truncated, gzip, 400, "gzip_truncated"],
    ["gzip that is damaged", corrupt, gzip, 400, "gzip_corrupt"],
    ["what only claims to be gzip", () => "[]", gzip, 400, "gzip_corrupt"],
    ["more than 100,000 events", () => gzipSync(JSON.stringify(many(100_001))), gzip, 413, "too_many_events"],
    ["a huge event", () => JSON.stringify([event("1", { job: "x".repeat(70_000) })]), {}, 413, "event_too_large"],
    ["a body that unpacks to very much", () => gzipSync(`[${" ".repeat(70_000_000)}]`), gzip, 413, "event_too_large"],
    [
      "many lines that unpack to very much",
      () => gzipSync(`${" ".repeat(65_000)}\n`.repeat(1_100)),
      { ...gzip, "content-type": LINES },
      413,
      "body_too_large",
    ],
  ])("refuses %s and counts nothing", async (_name, body, headers, status, code) => {
    const answer = await send(body(), headers);

    expect(answer).toMatchObject({ status, body: { status, code, type: `/v1/problems/${code}` } });
    expect(answer.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
    expect(taken).toEqual([]);
  });

  it("says what of a stream was counted before it broke off", async () => {
    const packed = gzipSync(lines(many(20_000)));
    const answer = await send(packed.subarray(0, packed.length - 1000), { ...gzip, "content-type": LINES });

    expect(answer).toMatchObject({ status: 400, body: { code: "gzip_truncated", accepted: taken.length } });
    expect(taken.length).toBeGreaterThan(0);
  });

  it("refuses a body of 1 GB that says so, before it is sent", async () => {
    const url = await serving(world, { ingestUsage: taking(taken) });
    const gigabyte = 1024 ** 3;
    const { status, sent } = await pour(`${url}/v1/usage`, { "content-length": String(gigabyte) }, gigabyte);

    expect(status).toBe(413);
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  it("says that a large body will not be read before it is sent, to who asks first", async () => {
    const url = await serving(world, { ingestUsage: taking(taken) });
    const headers = { "content-type": LINES, authorization: `Bearer ${key}`, expect: "100-continue" };
    const asking = (more: Readonly<Record<string, string>>) =>
      new Promise<string>((resolve, reject) => {
        const sending = request(`${url}/v1/usage`, { method: "POST", headers: { ...headers, ...more } });
        sending.on("error", reject);
        sending.on("continue", () => {
          resolve("go on");
          sending.end("\n\n");
        });
        sending.on("response", (response) => {
          response.resume();
          resolve(String(response.statusCode));
          sending.destroy();
        });
        sending.flushHeaders();
      });

    expect(await asking({ "content-length": String(1024 ** 3) })).toBe("413");
    expect(await asking({ "content-length": "2", authorization: "Bearer x" })).toBe("401");
    expect(await asking({ "content-length": "2" })).toBe("go on");
  });

  it("refuses a body of 1 GB that does not say so, without keeping it", async () => {
    const url = await serving(world, { ingestUsage: taking(taken) });
    const before = process.memoryUsage().rss;
    const { status, sent } = await pour(`${url}/v1/usage`, { "content-type": LINES }, 1024 ** 3);

    expect(status).toBe(413);
    expect(sent).toBeLessThan(128 * 1024 * 1024);
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1024 * 1024);
  });
});

const asked = async (headers: Readonly<Record<string, string>>) => {
  const url = await serving(world, { ingestUsage: taking(taken) });
  return post(`${url}/v1/usage`, JSON.stringify(event()), { "content-type": JSON_TYPE, ...headers });
};

describe("who may report usage", () => {
  it("asks for a key", async () => {
    const answer = await asked({});

    expect(answer).toMatchObject({ status: 401, body: { code: "api_key_missing" } });
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
  });

  it.each([`Bearer qm_${"x".repeat(32)}`, "Bearer nonsense"])("does not know %s", async (authorization) => {
    const answer = await asked({ authorization });

    expect(answer).toMatchObject({ status: 401, body: { code: "api_key_unknown" } });
    expect(answer.headers.get("www-authenticate")).toBe('Bearer error="invalid_token"');
  });

  it("names the scope that is missing", async () => {
    const authorization = `Bearer ${await aKey(world, "quota:check")}`;

    expect(await asked({ authorization })).toMatchObject({
      status: 403,
      body: { code: "scope_missing", scope: "usage:write" },
    });
    expect(taken).toEqual([]);
  });
});

describe("back-pressure", () => {
  it("tells who sends too much at once to come again, and takes it then", async () => {
    const open: (() => void)[] = [];
    const url = await serving(world, {
      ingestUsage: async (_world, { events }) => {
        await new Promise<void>((resolve) => void open.push(resolve));
        return events.map((): Verdict => ({ status: "accepted" }));
      },
    });
    const headers = { "content-type": JSON_TYPE, authorization: `Bearer ${key}` };
    const sendOne = () => post(`${url}/v1/usage`, JSON.stringify(event()), headers);

    const under = Array.from({ length: 4 }, sendOne);
    await expect.poll(() => open.length).toBe(4);
    const fifth = await sendOne();
    for (const go of open) go();

    expect([fifth.status, fifth.headers.get("retry-after")]).toEqual([429, "1"]);
    expect((await Promise.all(under)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const again = sendOne();
    await expect.poll(() => open.length).toBe(5);
    open[4]?.();
    expect((await again).status).toBe(200);
  });
});

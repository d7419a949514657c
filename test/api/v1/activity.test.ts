import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { aPerson, aTenant, newId } from "../../support/builders.ts";
import type { World } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aKey, post, serving } from "./support.ts";

const database = useDatabase();

let world: World;
let key: string;
let bob: { readonly id: string };
beforeAll(async () => {
  world = await aTenant(database.db);
  key = await aKey(world, "activity:write");
  bob = await aPerson(world, { name: "Bob Ekman" });
});

const event = (type: string, data: object, attributes: object = {}) => ({
  specversion: "1.0",
  type: `quartermaster.${type}.v1`,
  source: "/clusters/green",
  id: newId(),
  time: "2026-11-21T11:00:00Z",
  ...attributes,
  data: { person: bob.id, ...data },
});

async function send(body: unknown, headers: Readonly<Record<string, string>> = {}, rights = key) {
  const url = await serving(world);
  const sent = body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
  const typed = { "content-type": "application/json", authorization: `Bearer ${rights}`, ...headers };
  return post(`${url}/v1/activity`, sent, typed);
}

const failed = { job: "train-1", outcome: "failed", exit_code: 137, image: "cuda:12", node: "n1" };

describe("POST /v1/activity", () => {
  it("keeps how jobs ended, sign-ins, downloads and utilization", async () => {
    const events = [
      event("job-ended", failed),
      event("sign-in", { outcome: "failed", country: "SE" }),
      event("download", { count: 3, bytes: 12 }),
      event("utilization", { reservation: newId(), percent: 2.5 }),
    ];
    const answer = await send(events);

    expect(answer).toMatchObject({ status: 200, body: { received: 4, accepted: 4, duplicate: 0, refused: 0 } });
    const rows = await database.db.activity.findMany({
      where: { tenantId: world.tenantId, personId: bob.id },
      orderBy: { kind: "asc" },
      select: { kind: true, outcome: true, cause: true, job: true },
    });
    expect(rows).toEqual([
      { kind: "download", outcome: null, cause: null, job: null },
      { kind: "job-ended", outcome: "failed", cause: "exit 137, image cuda:12", job: "train-1" },
      { kind: "sign-in", outcome: "failed", cause: null, job: null },
      { kind: "utilization", outcome: null, cause: null, job: null },
    ]);
  });

  it("counts an event once, whatever comes again", async () => {
    const same = event("job-ended", failed);
    expect((await send([same, same])).body).toMatchObject({ accepted: 1, duplicate: 1 });
    expect((await send(gzipSync(JSON.stringify([same])), { "content-encoding": "gzip" })).body).toMatchObject({
      accepted: 0,
      duplicate: 1,
    });
    expect(await send({ ...same, data: { ...same.data, outcome: "succeeded" } })).toMatchObject({
      status: 409,
      body: { code: "conflict" },
    });
  });

  it.each([
    ["an unknown type", () => event("coffee", {}), "type_unknown"],
    ["no outcome", () => event("job-ended", { job: "a" }), "event_invalid"],
    ["a percentage beyond all", () => event("utilization", { job: "a", percent: 101 }), "event_invalid"],
    ["utilization of nothing", () => event("utilization", { percent: 1 }), "event_invalid"],
    ["somebody unknown", () => event("sign-in", { person: "nobody", outcome: "failed" }), "person_unknown"],
    ["nobody at all", () => event("sign-in", { person: undefined, outcome: "failed" }), "subject_missing"],
    ["a link that is a script", () => event("job-ended", { ...failed, link: "javascript:alert(1)" }), "event_invalid"],
    ["a time long past", () => event("download", {}, { time: "2001-01-01T00:00:00Z" }), "time_too_early"],
    ["a time to come", () => event("download", {}, { time: "2036-01-01T00:00:00Z" }), "time_too_late"],
    ["a zero character", () => event("download", {}, { id: "a\0b" }), "id_invalid"],
    ["our own source", () => event("download", {}, { source: "quartermaster" }), "id_invalid"],
  ])("refuses %s, and holds up none of the others", async (_name, bad, code) => {
    const answer = await send([bad(), event("download", {}, { time: "2026-11-21T11:00:00Z" })]);
    expect(answer.body).toMatchObject({ accepted: 1, refused: 1, verdicts: [{ code }, { verdict: "accepted" }] });
  });

  it("wants its own scope", async () => {
    const other = await aKey(world, "usage:write");
    expect(await send(event("download", {}), {}, other)).toMatchObject({
      status: 403,
      body: { code: "scope_missing" },
    });
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import {
  committedSchema,
  decisionSchema,
  extendedSchema,
  oneOrMany,
  releasedSchema,
  reservedSchema,
} from "../../../src/api/v1/quota/answer-schemas.ts";
import { problemSchema } from "../../../src/api/v1/schemas.ts";
import { DomainError } from "../../../src/domain/errors.ts";
import type { Problem } from "../../../src/domain/errors.ts";
import type { LimitState } from "../../../src/domain/quotas/limit.ts";
import type { Ask } from "../../../src/domain/reservations/decision.ts";
import type { Reservations, ReserveWish } from "../../../src/domain/reservations/reservations.ts";
import { anOrganization, aPerson, aTenant, later, newId, NOON, systemWorld } from "../../support/builders.ts";
import type { SomeOrganization, SomePerson, World } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aLimitState } from "../../support/limit-state.ts";
import { aKey, post, refusing, serving } from "./support.ts";

const database = useDatabase();

let world: World;
let key: string;
let alice: SomePerson;
let lab: SomeOrganization;
beforeAll(async () => {
  world = await aTenant(database.db);
  key = await aKey(world, "quota:check", "quota:reserve");
  alice = await aPerson(world, { username: "alice" });
  lab = await anOrganization(world, { name: "Vision Lab", members: [[alice, "owner"]] });
});

const stockholm = () => {
  const plain = systemWorld(database.db);
  return { ...plain, configuration: { ...plain.configuration, timeZone: "Europe/Stockholm" } };
};

const limit = (used: bigint, allowance: bigint | null = 200_000_000n): LimitState =>
  aLimitState(allowance, {
    subject: { scope: "organization", organizationId: lab.id },
    subjectName: "Vision Lab",
    startsAt: new Date("2026-10-31T23:00:00Z"),
    resetsAt: new Date("2026-11-30T23:00:00Z"),
    used,
    reserved: 500_000n,
  });

const ask = { person: "alice", wanted: [{ meter: "gpu_hours", amount: "12.5" }] };
const reserve = { ...ask, for_seconds: 3600 };

type Asking = Partial<Reservations>;

async function send(path: string, body: unknown, asking: Asking = {}, headers: Readonly<Record<string, string>> = {}) {
  const url = await serving(world, { world: stockholm, reservations: { ...refusing, ...asking } });
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return post(`${url}/v1/quota/${path}`, text, {
    "content-type": "application/json",
    authorization: `Bearer ${key}`,
    ...headers,
  });
}

const refusingWith = (problem: Problem) => () => Promise.reject(new DomainError(problem));

const checking = (decisions: readonly Awaited<ReturnType<Reservations["check"]>>[], asked: Ask[] = []): Asking => ({
  async checkAll(_tenant, asks) {
    asked.push(...asks);
    return asks.map((_ask, nth) => ({ status: "fulfilled", value: decisions[nth] ?? expect.unreachable() }));
  },
});

describe("check", () => {
  it("asks in ids and units, and answers every limit in the meter's unit and the installation's time", async () => {
    const asked: Ask[] = [];
    const allowed = { allowed: true, limits: [limit(100_000_000n), limit(0n, null)], exceeded: [] };
    const { status, body } = await send("check", { ...ask, organization: lab.id }, checking([allowed], asked));

    expect(asked).toEqual([
      { personId: alice.id, organizationId: lab.id, wanted: [{ meter: "gpu_hours", amount: 12_500_000n }] },
    ]);
    expect([status, body]).toEqual([
      200,
      {
        allowed: true,
        limits: [
          {
            subject: { scope: "organization", name: "Vision Lab", organization_id: lab.id },
            meter: "gpu_hours",
            unit: "GPU hours",
            window: "month",
            model: "hard",
            limit: "200",
            used: "100",
            reserved: "0.5",
            remaining: "99.5",
            starts_at: "2026-11-01T00:00:00+01:00",
            resets_at: "2026-12-01T00:00:00+01:00",
            source: { kind: "plan", plan: "small", through: "default" },
          },
          expect.objectContaining({ limit: null, remaining: null }),
        ],
        exceeded: [],
      },
    ]);
  });

  it("answers what would not fit, with the limit that decides and when it would fit", async () => {
    const binding = limit(199_000_000n);
    const refused = { allowed: false, code: "quota_exceeded", binding, limits: [binding], exceeded: [] } as const;
    const answer = await send("check", ask, checking([{ ...refused, fitsAt: new Date("2026-11-30T23:00:00Z") }]));

    expect(answer).toMatchObject({
      status: 200,
      body: {
        allowed: false,
        code: "quota_exceeded",
        limit: { remaining: "0.5" },
        fits_at: "2026-12-01T00:00:00+01:00",
      },
    });
  });

  it("answers many in their places, whatever is wrong with one", async () => {
    const decisions = [true, false].map((allowed) => ({ allowed, limits: [], exceeded: [] }));
    const asks = [
      ask,
      { ...ask, person: "nobody" },
      { wanted: [{ meter: "beer", amount: 1 }], organization: lab.id },
      ask,
    ];
    const { status, body } = await send("check", asks, checking(decisions));

    expect([status, body]).toMatchObject([
      200,
      {
        results: [
          { status: 200, allowed: true },
          { status: 422, code: "person_unknown", errors: [{ pointer: "#/person" }] },
          { status: 422, code: "meter_unknown", errors: [{ pointer: "#/wanted/0/meter" }] },
          { status: 200, allowed: false },
        ],
      },
    ]);
  });
});

describe("reserve", () => {
  const reservation = newId();
  const reserving = (wishes: ReserveWish[] = []): Asking => ({
    async reserve(_tenant, wish) {
      wishes.push(wish);
      return { allowed: true, limits: [], exceeded: [], reservationId: reservation, expiresAt: later(3_600_000) };
    },
  });

  it("keeps room", async () => {
    const wishes: ReserveWish[] = [];
    const { status, body } = await send("reserve", { ...reserve, job: "4711" }, reserving(wishes));

    expect(wishes).toEqual([
      {
        ask: { personId: alice.id, wanted: [{ meter: "gpu_hours", amount: 12_500_000n }] },
        forSeconds: 3600,
        job: "4711",
      },
    ]);
    expect([status, body]).toEqual([200, { reservation, expires_at: "2026-11-21T14:00:00+01:00", exceeded: [] }]);
  });

  it("says in a problem of its own what has no room, what decides, and ways out of it", async () => {
    const answer = await send("reserve", reserve, {
      reserve: async () => ({
        allowed: false,
        code: "quota_exceeded",
        binding: limit(190_000_000n),
        limits: [],
        exceeded: [],
        fitsAt: new Date("2026-11-30T23:00:00Z"),
      }),
    });

    expect(answer.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
    expect([answer.status, answer.body]).toEqual([
      409,
      {
        type: "/v1/problems/quota_exceeded",
        title: "The request does not fit in what is left.",
        status: 409,
        code: "quota_exceeded",
        detail: "12.5 GPU hours asked for; 9.5 GPU hours left of 200 GPU hours (Vision Lab, month).",
        limit: expect.objectContaining({ used: "190", reserved: "0.5", limit: "200", remaining: "9.5" }),
        fits_at: "2026-12-01T00:00:00+01:00",
        recovery: [
          { action: "wait", until: "2026-12-01T00:00:00+01:00" },
          { action: "ask_less", meter: "gpu_hours", most: "9.5" },
          { action: "request_more", command: "quota request +3 gpu_hours" },
        ],
      },
    ]);
  });

  it.each([
    ["viewer", 403],
    ["person_not_active", 403],
    ["quota_never_fits", 409],
  ] as const)("answers %s with %i", async (code, status) => {
    const answer = await send("reserve", reserve, {
      reserve: async () => ({ allowed: false, code, limits: [], exceeded: [] }),
    });

    expect(answer).toMatchObject({ status, body: { code, status } });
  });

  it("says who has paused what, why and until when, and to wait", async () => {
    const pause = {
      id: "p",
      subject: { scope: "organization", organizationId: lab.id },
      subjectName: "Vision Lab",
      mode: "hold",
      since: NOON,
      until: later(3_600_000),
      reason: "maintenance",
      by: "Alice Moreau",
      byId: alice.id,
      giverId: null,
      policyId: null,
    } as const;
    const refusal = { allowed: false, code: "paused", pause, limits: [], exceeded: [], fitsAt: null } as const;
    const answer = await send("reserve", reserve, { reserve: async () => refusal });

    expect(answer.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
    const until = "2026-11-21T14:00:00+01:00";
    const said = {
      subject: { scope: "organization", name: "Vision Lab", organization_id: lab.id },
      mode: "hold",
      by: "Alice Moreau",
      by_policy: false,
      since: "2026-11-21T13:00:00+01:00",
      until,
      reason: "maintenance",
    };
    expect([answer.status, answer.body]).toEqual([
      409,
      {
        type: "/v1/problems/paused",
        title: "Nothing new starts there: somebody, or a policy, has paused it.",
        status: 409,
        code: "paused",
        detail: `Vision Lab is paused by Alice Moreau until ${until}: maintenance.`,
        pause: said,
        recovery: [{ action: "wait", until }],
      },
    ]);
    const checked = await send("check", ask, checking([refusal]));
    expect(checked.body).toMatchObject({ allowed: false, code: "paused", pause: said, fits_at: null });
  });

  it("hands on the idempotency key, quoted or not, with the same hash for the same wish however it is written", async () => {
    const wishes: ReserveWish[] = [];
    const { wanted, ...rest } = reserve;
    await send("reserve", reserve, reserving(wishes), { "idempotency-key": "abc" });
    await send("reserve", JSON.stringify({ wanted, ...rest }, null, 2), reserving(wishes), {
      "idempotency-key": '"abc"',
    });
    await send("reserve", { ...reserve, key: "abc" }, reserving(wishes));
    await send("reserve", { ...reserve, for_seconds: 60, key: "abc" }, reserving(wishes));

    expect(wishes.map((wish) => wish.key)).toEqual(["abc", "abc", "abc", "abc"]);
    expect(new Set(wishes.slice(0, 3).map((wish) => wish.bodyHash)).size).toBe(1);
    expect(wishes[3]?.bodyHash).not.toBe(wishes[0]?.bodyHash);
  });

  it("settles each of many by itself", async () => {
    const wishes: ReserveWish[] = [];
    const { reserve: keep } = reserving(wishes);
    const bodies = [1, 2, 3].map((nth) => ({ ...reserve, key: `k${nth}` }));
    const answer = await send("reserve", bodies, {
      async reserve(tenant, wish) {
        if (wish.key === "k2") throw new DomainError({ kind: "idempotency-mismatch" });
        if (wish.key === "k3") throw new Error("something of ours");
        return keep?.(tenant, wish) ?? expect.unreachable();
      },
    });

    expect(answer).toMatchObject({
      status: 200,
      body: {
        results: [
          { status: 200, reservation },
          { status: 409, code: "idempotency_mismatch" },
          { status: 500, code: "internal", title: "Something went wrong here." },
        ],
      },
    });
    expect(JSON.stringify(answer.body)).not.toContain("something of ours");
  });

  it("takes no header for many", async () => {
    expect(await send("reserve", [reserve, reserve], {}, { "idempotency-key": "abc" })).toMatchObject({
      status: 400,
      body: { code: "malformed_header" },
    });
  });
});

describe("commit, release and extend", () => {
  const reservation = newId();

  it("counts what was used", async () => {
    const wishes: unknown[] = [];
    const { status, body } = await send(
      "commit",
      { reservation, used: [{ meter: "gpu_hours", amount: 10.5 }], at: "2026-11-21T12:30:00+01:00" },
      {
        async commit(_tenant, wish) {
          wishes.push(wish);
          return {
            reservationId: reservation,
            committedAt: NOON,
            used: [{ meter: "gpu_hours", amount: 10_500_000n }],
            released: [{ meter: "gpu_hours", amount: 2_000_000n }],
            beyond: [],
          };
        },
      },
    );

    expect(wishes).toEqual([
      {
        reservationId: reservation,
        used: [{ meter: "gpu_hours", amount: 10_500_000n }],
        at: new Date("2026-11-21T11:30:00Z"),
      },
    ]);
    expect([status, body]).toEqual([
      200,
      {
        reservation,
        committed_at: "2026-11-21T13:00:00+01:00",
        used: [{ meter: "gpu_hours", amount: "10.5" }],
        released: [{ meter: "gpu_hours", amount: "2" }],
        beyond: [],
      },
    ]);
  });

  it("releases and extends", async () => {
    const released = await send(
      "release",
      { reservation },
      {
        release: async (_tenant, reservationId) => ({ reservationId, releasedAt: NOON }),
      },
    );
    const extended = await send(
      "extend",
      { reservation, for_seconds: 60 },
      {
        extend: async (_tenant, { reservationId, forSeconds }) => ({
          reservationId,
          expiresAt: later(forSeconds * 1000),
        }),
      },
    );

    expect(released.body).toEqual({ reservation, released_at: "2026-11-21T13:00:00+01:00" });
    expect(extended.body).toEqual({ reservation, expires_at: "2026-11-21T13:01:00+01:00" });
  });

  it.each([
    [{ kind: "not-found", thing: "reservation" }, 404, "reservation_not_found"],
    [{ kind: "reservation-ended", state: "expired" }, 409, "reservation_ended"],
    [{ kind: "decisions-busy", waitedSeconds: 5 }, 503, "unavailable"],
  ] as const)("answers %j", async (problem, status, code) => {
    const answer = await send("release", { reservation }, { release: refusingWith(problem) });

    expect(answer).toMatchObject({ status, body: { status, code } });
  });
});

describe("bad input", () => {
  const wanting = (amount: unknown, meter = "gpu_hours") => ({ ...reserve, wanted: [{ meter, amount }] });

  it.each([
    ["an unknown meter", wanting(1, "beer"), 422, "meter_unknown", "#/wanted/0/meter"],
    ["an unknown person", { ...reserve, person: "nobody" }, 422, "person_unknown", "#/person"],
    ["an unknown organization", { ...reserve, organization: "nowhere" }, 422, "organization_unknown", "#/organization"],
    ["a negative amount", wanting("-1"), 422, "amount_negative", "#/wanted/0/amount"],
    ["NaN", wanting("NaN"), 422, "amount_not_a_number", "#/wanted/0/amount"],
    ["an infinite amount", wanting("Infinity"), 422, "amount_infinite", "#/wanted/0/amount"],
    ["10^30", wanting(1e30), 422, "amount_too_large", "#/wanted/0/amount"],
    ["another unit", wanting("5 GB"), 422, "amount_wrong_unit", "#/wanted/0/amount"],
    ["too many decimals", wanting("0.0000001"), 422, "amount_too_precise", "#/wanted/0/amount"],
    ["an amount that is none", wanting([1]), 400, "invalid_request", "#/wanted/0/amount"],
    ["nobody", { wanted: ask.wanted, for_seconds: 1 }, 400, "invalid_request", "#"],
    ["nothing wanted", { ...reserve, wanted: [] }, 400, "invalid_request", "#/wanted"],
    ["a zero character", { ...reserve, job: "a\0b" }, 400, "invalid_request", "#/job"],
    ["no time", ask, 400, "invalid_request", "#/for_seconds"],
    ["too long a time", { ...reserve, for_seconds: 2_592_001 }, 400, "invalid_request", "#/for_seconds"],
    ["a member that is not known", { ...reserve, persom: "x" }, 400, "invalid_request", "#"],
    [
      "one of many that is not as described",
      [reserve, { ...reserve, for_seconds: 0 }],
      400,
      "invalid_request",
      "#/1/for_seconds",
    ],
    ["none of many", [], 400, "invalid_request", "#"],
    ["more than a thousand", Array.from({ length: 1001 }, () => reserve), 400, "invalid_request", "#"],
  ])("refuses %s", async (_name, body, status, code, pointer) => {
    const answer = await send("reserve", body);

    expect(answer).toMatchObject({ status, body: { status, code, errors: [{ pointer }] } });
  });

  it("takes an infinite number in JSON for no amount, by a code of its own", async () => {
    const text = JSON.stringify(wanting(7)).replace(":7", ":1e999");

    expect((await send("reserve", text)).body).toMatchObject({ code: "amount_infinite" });
  });

  it.each([
    ["malformed JSON", "{", {}, 400, "malformed_json"],
    ["an empty body", "", {}, 400, "malformed_json"],
    ["a poisoned prototype", '{"__proto__":{}}', {}, 400, "malformed_json"],
    ["another media type", "x", { "content-type": "text/plain" }, 415, "media_type_unsupported"],
    ["a large body", `["${"x".repeat(1_100_000)}"]`, {}, 413, "body_too_large"],
    ["an endless key", JSON.stringify(reserve), { "idempotency-key": "x".repeat(256) }, 400, "malformed_header"],
  ])("refuses %s", async (_name, body, headers, status, code) => {
    expect(await send("reserve", body, {}, headers)).toMatchObject({ status, body: { status, code } });
  });

  it("finds nobody of another installation", async () => {
    const elsewhere = await aTenant(database.db);
    const stranger = await aPerson(elsewhere);

    expect(await send("reserve", { ...reserve, person: stranger.id })).toMatchObject({
      body: { code: "person_unknown" },
    });
  });

  it("keeps what went wrong inside to itself", async () => {
    const answer = await send("reserve", reserve, { reserve: () => Promise.reject(new Error("secret")) });

    expect([answer.status, answer.body]).toEqual([
      500,
      { type: "/v1/problems/internal", title: "Something went wrong here.", status: 500, code: "internal" },
    ]);
  });

  it("takes the scope of the path", async () => {
    const authorization = `Bearer ${await aKey(world, "quota:check")}`;

    expect(await send("reserve", reserve, {}, { authorization })).toMatchObject({
      status: 403,
      body: { code: "scope_missing", scope: "quota:reserve" },
    });
  });
});

describe("the schemas of the answers", () => {
  const when = { committedAt: NOON, releasedAt: NOON, expiresAt: NOON, reservationId: newId() };
  const all: Asking = {
    checkAll: async (_tenant, asks) =>
      asks.map(() => ({
        status: "fulfilled",
        value: {
          allowed: false,
          code: "quota_exceeded",
          binding: limit(1n),
          limits: [limit(1n)],
          exceeded: [],
          fitsAt: null,
        },
      })),
    reserve: async () => ({ ...when, allowed: true, limits: [], exceeded: [limit(1n)] }),
    commit: async () => ({ ...when, used: [{ meter: "jobs", amount: 1n }], released: [], beyond: [] }),
    release: async () => when,
    extend: async () => when,
  };
  const reservation = { reservation: newId() };

  it.each<[string, object, z.ZodObject]>([
    ["check", ask, decisionSchema],
    ["reserve", reserve, reservedSchema],
    ["commit", reservation, committedSchema],
    ["release", reservation, releasedSchema],
    ["extend", { ...reservation, for_seconds: 1 }, extendedSchema],
  ])("describe what %s answers, one and many, refused or not", async (path, body, schema) => {
    const bad = path === "check" || path === "reserve" ? { ...body, person: "nobody" } : body;
    const one = await send(path, body, all);
    const many = await send(path, [body, bad], all);
    const refused = await send(path, "{");

    expect(oneOrMany(schema.strict(), "Any").parse(one.body)).toEqual(one.body);
    expect(oneOrMany(schema.strict(), "Any").parse(many.body)).toEqual(many.body);
    expect(problemSchema.parse(refused.body)).toEqual(refused.body);
  });
});

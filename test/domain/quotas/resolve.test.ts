import { describe, expect, it } from "vitest";
import type { BindingLimit, LimitPath } from "../../../src/domain/quotas/limit.ts";
import type { LoanFact, PathFacts, QuotaFact } from "../../../src/domain/quotas/path-facts.ts";
import { resolvePath } from "../../../src/domain/quotas/resolve.ts";
import { aGrant, aQuota, bob, bobInLab, FACULTY, factsOf, LAB, lab, member, OTHER, person, pool } from "./facts.ts";
import type { World } from "./facts.ts";

const at = (text: string) => new Date(text);
const resolve = (world: World, whose: PathFacts = bobInLab) => resolvePath(factsOf(world), whose);
const own = ({ limits }: LimitPath) => limits.filter(({ subject }) => "personId" in subject);
const only = (path: LimitPath, window = "month"): BindingLimit => {
  const [found, ...others] = path.limits.filter(({ limit }) => limit.window === window);
  if (!found || others.length > 0) throw new Error(`${path.limits.length} limits`);
  return found;
};

const planLimit = (window: string, amount: bigint | null, meter = "gpu_hours") => ({
  meter,
  window,
  amount,
  model: "hard" as const,
  gracePercent: 0,
  thresholds: [],
});
const defaultPlan = (...limits: ReturnType<typeof planLimit>[]) => [
  { name: "default", label: "Default", description: "", limits },
];

const whose = (wish: Partial<typeof bob>) => ({ ...bobInLab, person: { ...bob, ...wish } });

describe("resolvePath", () => {
  it("takes for a person the first that is defined, and tells what it keeps from applying", () => {
    const order = [
      aQuota(member, 1n),
      aQuota(person, 2n),
      aQuota({ scope: "role", organizationId: LAB, role: "member" }, 3n),
      aQuota({ scope: "role", organizationId: LAB, role: "everyone" }, 4n),
      aQuota({ scope: "role", role: "regular" }, 5n),
    ];
    const plans = defaultPlan(planLimit("month", 6n));
    for (const [index] of order.entries()) {
      const path = resolve({ quotas: order.slice(index).toReversed(), plans });
      const { limit, losing } = only(path);
      expect([limit.amount, ...losing.map(({ amount }) => amount)]).toEqual([1n, 2n, 3n, 4n, 5n, 6n].slice(index));
    }
    expect(only(resolve({ plans })).limit.source).toEqual({ kind: "plan", plan: "default", through: "default" });
  });

  it("tells of the plans behind the one that applies what they have for the same, and lets none of it apply", () => {
    const plan = (name: string, ...limits: ReturnType<typeof planLimit>[]) => ({
      name,
      label: name,
      description: "",
      limits,
    });
    const plans = [
      ...defaultPlan(planLimit("month", 6n), planLimit("day", 1n)),
      plan("small", planLimit("month", 40n)),
      plan("gpu", planLimit("month", 60n)),
    ];
    const groups = [
      { organization: LAB, name: "Vision Lab", plan: "small" },
      { organization: OTHER, name: "Robotics", plan: "gpu" },
    ];

    const path = resolve({ plans }, whose({ groups }));

    const { limit, losing } = only(path);
    expect([limit, ...losing].map(({ amount, source }) => [amount, source])).toEqual([
      [60n, { kind: "plan", plan: "gpu", through: "organization", organization: "Robotics" }],
      [40n, { kind: "plan", plan: "small", through: "organization", organization: "Vision Lab" }],
      [6n, { kind: "plan", plan: "default", through: "default" }],
    ]);
    expect(path.limits.map(({ limit: { window } }) => window)).toEqual(["month"]);
  });

  it("binds by both what an organization sets and what the installation gives, unless it was given a pool to share", () => {
    const theirs = { setWith: "organization" } as const;
    const plans = defaultPlan(planLimit("month", 6n));
    const quotas = [aQuota(member, 9n, theirs), aQuota({ scope: "role", organizationId: LAB, role: "everyone" }, 8n)];
    const bound = (more: readonly QuotaFact[]) =>
      own(resolve({ quotas: [...quotas, ...more], plans })).map(({ limit, losing }) => [
        limit.amount,
        ...losing.map(({ amount }) => amount),
      ]);

    expect(bound([])).toEqual([[9n], [8n, 6n]]);
    expect(bound([aQuota(pool, 100n, theirs)])).toEqual([[9n], [8n, 6n]]);
    expect(bound([aQuota(pool, 100n, { model: "notify_only" })])).toEqual([[9n], [8n, 6n]]);
    expect(bound([aQuota(pool, 100n)])).toEqual([[9n, 8n, 6n]]);
    expect(bound([aQuota({ scope: "organization", organizationId: FACULTY }, null)])).toEqual([[9n, 8n, 6n]]);
  });

  it.each([
    [aQuota(member, 1n), "member"],
    [aQuota({ scope: "role", organizationId: LAB, role: "everyone" }, 1n), "member"],
    [aQuota(person, 1n), "person"],
    [aQuota({ scope: "role", role: "regular" }, 1n), "person"],
  ])("%# counts use where the limit is set", (quota, scope) => {
    expect(only(resolve({ quotas: [quota] })).subject.scope).toBe(scope);
  });

  it("chooses limit by limit, as Slurm does: 20 jobs by the first and 50 submitted by the second", () => {
    const path = resolve({
      quotas: [
        aQuota(member, 20n, { meter: "running_jobs", window: "now" }),
        aQuota(person, 4n, { meter: "running_jobs", window: "now" }),
        aQuota(person, 50n, { meter: "jobs", window: "lifetime" }),
      ],
    });
    expect(own(path).map(({ limit }) => [limit.meter, limit.amount])).toEqual([
      ["jobs", 50n],
      ["running_jobs", 20n],
    ]);
  });

  it("keeps limits of different windows beside each other, the narrower first", () => {
    const path = resolve({
      quotas: [aQuota(person, 100n)],
      plans: defaultPlan(planLimit("month", 5n), planLimit("day", 9n)),
    });
    expect(own(path).map(({ limit }) => [limit.window, limit.amount])).toEqual([
      ["day", 9n],
      ["month", 100n],
    ]);
  });

  it("takes unlimited and none as said, and passes over what is absent", () => {
    expect(only(resolve({ quotas: [aQuota(member, null), aQuota(person, 5n)] })).allowance).toBeNull();
    expect(only(resolve({ quotas: [aQuota(member, 0n), aQuota(person, 5n)] })).allowance).toBe(0n);
  });

  it("binds everybody by every pool above them", () => {
    const quotas = [
      aQuota(pool, 10n),
      aQuota({ scope: "organization", organizationId: FACULTY }, 20n),
      aQuota({ scope: "tenant" }, 30n),
    ];
    const path = resolve({ quotas });
    expect(path.limits.map(({ subjectName, allowance }) => [subjectName, allowance])).toEqual([
      ["Vision Lab", 10n],
      ["Faculty", 20n],
      ["the installation", 30n],
    ]);
    expect(path.chain).toEqual([LAB, FACULTY]);
    const ofLab = resolve({ quotas: [...quotas, aQuota(member, 1n)] }, { person: null, role: null, chain: [lab] });
    expect(ofLab.limits.map(({ allowance }) => allowance)).toEqual([10n, 30n]);
  });

  it("knows a person without an organization by what is their own", () => {
    const path = resolve(
      { quotas: [aQuota(member, 1n), aQuota(person, 2n), aQuota(pool, 3n)] },
      { person: bob, role: null, chain: [] },
    );
    expect(path.limits.map(({ allowance }) => allowance)).toEqual([2n]);
  });

  it("does not see what has ended", () => {
    const until = at("2026-11-21T12:00:00Z");
    expect(only(resolve({ quotas: [aQuota(member, 1n, { until }), aQuota(person, 2n)] })).allowance).toBe(2n);
    const path = resolve({ quotas: [aQuota(member, 1n, { until: at("2026-11-22T00:00:00Z") })] });
    expect([only(path).allowance, path.validUntil]).toEqual([1n, at("2026-11-22T00:00:00Z")]);
  });

  it("comes from the plan of a group that the person belongs to, wherever they work", () => {
    const plans = [
      ...defaultPlan(planLimit("month", 6n)),
      { name: "gpu", label: "GPU", description: "", limits: [planLimit("month", 60n)] },
    ];
    const inOther = { ...bob, groups: [{ organization: OTHER, name: "Robotics", plan: "gpu" }] };
    const { limit } = only(resolve({ plans }, { ...bobInLab, person: inOther }));
    expect(limit).toMatchObject({ amount: 60n, source: { through: "organization", organization: "Robotics" } });
  });

  it("holds until the first window ends", () => {
    expect(resolve({ quotas: [aQuota(person, 1n), aQuota(pool, 1n, { window: "day" })] }).validUntil).toEqual(
      at("2026-11-22T00:00:00Z"),
    );
    expect(resolve({ quotas: [aQuota(person, 1n, { window: "lifetime" })] }).validUntil).toBeNull();
  });

  it("marks viewers and those who may not act", () => {
    expect(resolve({}, whose({ type: "viewer" }))).toMatchObject({ isViewer: true, isActive: true });
    expect(resolve({}, whose({ state: "suspended" }))).toMatchObject({ isViewer: false, isActive: false });
  });
});

describe("grants", () => {
  const quotas = [aQuota(person, 100n)];
  const allowance = (world: World) => only(resolve({ quotas, ...world })).allowance;

  it("top up what they are given for, without a look at what was used", () => {
    const facts = factsOf({ quotas, grants: [aGrant(person, 50n)] });
    expect(only(resolvePath(facts, bobInLab))).toMatchObject({
      allowance: 150n,
      additions: [{ kind: "grant", amount: 50n, by: "Alice" }],
    });
    expect(facts.asked).toEqual([]);
    expect(allowance({ grants: [aGrant(person, 50n, { meter: "cpu_hours" })] })).toBe(100n);
    expect(allowance({ grants: [aGrant(member, 50n)] })).toBe(100n);
  });

  it("begin and end when they say", () => {
    const later = at("2026-11-25T00:00:00Z");
    const path = resolve({ quotas, grants: [aGrant(person, 50n, { effectiveAt: later })] });
    expect([only(path).allowance, path.validUntil]).toEqual([100n, later]);
    expect(resolve({ quotas, grants: [aGrant(person, 50n, { expiresAt: later })] }).validUntil).toEqual(later);
  });

  it("leave what they have covered when they end or are voided", () => {
    const ended = { expiresAt: at("2026-11-20T00:00:00Z") };
    const uses = [{ at: "2026-11-15T00:00:00Z", amount: 120n }];
    expect(allowance({ grants: [aGrant(person, 50n, ended)], uses })).toBe(120n);
    expect(allowance({ grants: [aGrant(person, 50n, { voidedAt: at("2026-11-20T00:00:00Z") })], uses })).toBe(120n);
    expect(allowance({ grants: [aGrant(person, 50n, ended)] })).toBe(100n);
  });

  it("carry what earlier windows left of them, and only that", () => {
    const october = { effectiveAt: at("2026-10-05T00:00:00Z"), createdAt: at("2026-10-05T00:00:00Z") };
    const uses = [{ at: "2026-10-15T00:00:00Z", amount: 130n }];
    const path = resolve({ quotas, grants: [aGrant(person, 50n, october)], uses });
    expect(only(path)).toMatchObject({ allowance: 120n, additions: [{ kind: "rollover", amount: 20n }] });
    expect(path.validUntil).toEqual(at("2026-11-21T13:00:00Z"));
    expect(allowance({ grants: [aGrant(person, 50n, { ...october, maxRollover: 5n })], uses })).toBe(105n);
    expect(allowance({ grants: [aGrant(person, 50n, { ...october, maxRollover: 0n })], uses })).toBe(100n);
  });

  it("come anew each month when they recur, without a look at what was used", () => {
    const october = { effectiveAt: at("2026-10-05T00:00:00Z"), recurrence: "month" };
    const facts = factsOf({ quotas, grants: [aGrant(person, 50n, october)] });
    const path = resolvePath(facts, bobInLab);
    expect([only(path).allowance, path.validUntil]).toEqual([150n, at("2026-12-01T00:00:00Z")]);
    expect(only(path).additions).toMatchObject([{ kind: "grant", amount: 50n }]);
    expect(facts.asked).toEqual([]);
  });

  it("come anew within a window on top of what they have covered in it", () => {
    const weekly = { effectiveAt: at("2026-11-02T00:00:00Z"), recurrence: "week" };
    const uses = [{ at: "2026-11-10T00:00:00Z", amount: 120n }];
    expect(allowance({ grants: [aGrant(person, 50n, weekly)], uses })).toBe(170n);
  });

  it("add to what is held and to rolling windows as they are", () => {
    const october = { effectiveAt: at("2026-10-05T00:00:00Z") };
    const gauge = [aQuota(person, 4n, { window: "now" })];
    expect(only(resolve({ quotas: gauge, grants: [aGrant(person, 2n, october)] }), "now").allowance).toBe(6n);
    const rolling = [aQuota(person, 4n, { window: "rolling:7d" })];
    expect(only(resolve({ quotas: rolling, grants: [aGrant(person, 2n, october)] }), "rolling:7d").allowance).toBe(6n);
  });

  it("change nothing where there is no limit", () => {
    expect(only(resolve({ quotas: [aQuota(person, null)], grants: [aGrant(person, 2n)] }))).toMatchObject({
      allowance: null,
      additions: [],
    });
  });
});

const aLoan = (wish: Partial<LoanFact> = {}): LoanFact => ({
  id: "loan",
  meter: "gpu_hours",
  amount: 40n,
  lenderId: OTHER,
  lender: "Robotics",
  borrowerId: LAB,
  borrower: "Vision Lab",
  state: "active",
  startsAt: at("2026-11-20T00:00:00Z"),
  until: at("2026-11-27T00:00:00Z"),
  returnedAt: null,
  usedAmount: null,
  reason: null,
  ...wish,
});

describe("loans", () => {
  const quotas = [aQuota(pool, 100n), aQuota({ scope: "organization", organizationId: OTHER }, 100n)];
  const inOther: PathFacts = { person: null, role: null, chain: [{ id: OTHER, name: "Robotics", parentId: null }] };
  const both = (loan: LoanFact, now = at("2026-11-21T12:00:00Z")) => [
    only(resolve({ quotas, loans: [loan], now })).allowance,
    only(resolve({ quotas, loans: [loan], now }, inOther)).allowance,
  ];

  it("move an amount from one to the other while they run", () => {
    expect(both(aLoan())).toEqual([140n, 60n]);
    expect(resolve({ quotas, loans: [aLoan()] }).validUntil).toEqual(at("2026-11-27T00:00:00Z"));
  });

  it("leave only what was used where it went, until the window ends", () => {
    const returned = aLoan({ state: "returned", returnedAt: at("2026-11-21T00:00:00Z"), usedAmount: 15n });
    expect(both(returned)).toEqual([115n, 85n]);
    expect(both(returned, at("2026-12-02T00:00:00Z"))).toEqual([100n, 100n]);
  });

  it("belong to nobody between their end and their return", () => {
    expect(both(aLoan(), at("2026-11-28T00:00:00Z"))).toEqual([100n, 60n]);
  });

  it("never make a limit negative", () => {
    expect(both(aLoan({ amount: 400n }))).toEqual([500n, 0n]);
  });
});

describe("cohorts", () => {
  const ofOther = { scope: "organization", organizationId: OTHER } as const;
  const inLab: PathFacts = { ...bobInLab, person: null, role: null };

  it("let an organization use what its siblings leave", () => {
    const path = resolve(
      { quotas: [aQuota(pool, 9n, { borrowingLimit: 1_000n }), aQuota(ofOther, 12n, { lendingLimit: 10n })] },
      inLab,
    );
    expect(path.cohorts).toEqual([
      expect.objectContaining({
        parent: { scope: "organization", organizationId: FACULTY },
        parentName: "Faculty",
        capacity: 19n,
        members: [
          expect.objectContaining({ organizationId: LAB, name: "Vision Lab", guaranteed: 0n, nominal: 9n }),
          expect.objectContaining({ organizationId: OTHER, name: "Robotics", guaranteed: 2n, nominal: 12n }),
        ],
      }),
    ]);
    expect(only(path).allowance).toBe(19n);
  });

  it("add what the organization above has not given out", () => {
    const quotas = [
      aQuota({ scope: "organization", organizationId: FACULTY }, 100n),
      aQuota(pool, 9n, { borrowingLimit: 1_000n }),
      aQuota(ofOther, 12n),
    ];
    const path = resolve({ quotas }, inLab);
    expect(path.cohorts[0]).toMatchObject({ capacity: 9n + 79n });
    expect(path.limits[0]?.allowance).toBe(88n);
  });

  it("leave alone those for whom neither borrowing nor lending is set", () => {
    const path = resolve({ quotas: [aQuota(pool, 9n), aQuota(ofOther, 12n, { lendingLimit: 12n })] }, inLab);
    expect([path.cohorts, only(path).allowance]).toEqual([[], 9n]);
  });

  it("lend without borrowing where only a lending limit is set", () => {
    const path = resolve(
      { quotas: [aQuota(pool, 9n, { lendingLimit: 4n }), aQuota(ofOther, 12n, { lendingLimit: 12n })] },
      inLab,
    );
    expect([only(path).allowance, path.cohorts[0]?.capacity]).toEqual([9n, 16n]);
  });
});

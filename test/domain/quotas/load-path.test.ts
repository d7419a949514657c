import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import type { Configuration } from "../../../src/domain/configuration/configuration.ts";
import type { LimitPath } from "../../../src/domain/quotas/limit.ts";
import { loadPaths } from "../../../src/domain/quotas/load-path.ts";
import type { PathSubject } from "../../../src/domain/quotas/load-path.ts";
import { subjectKey } from "../../../src/domain/quotas/subject.ts";
import type { CountedSubject, Subject } from "../../../src/domain/quotas/subject.ts";
import { columnsOf } from "../../../src/domain/quotas/subject-row.ts";
import type { Transaction } from "../../../src/storage/database.ts";
import type { Prisma } from "../../../src/storage/generated/client.ts";
import type { Role } from "../../../src/storage/generated/enums.ts";
import { anOrganization, aPerson, aTenant, newId, NOON } from "../../support/builders.ts";
import type { SomeOrganization, SomePerson, World } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();

const built = builtInConfiguration(NOON);
const gpuLimit = (amount: bigint) => ({
  meter: "gpu_hours",
  window: "month",
  amount,
  model: "hard" as const,
  gracePercent: 0,
  thresholds: [],
});
const configuration: Configuration = {
  ...built,
  plans: [
    { ...plan("default"), limits: [gpuLimit(50n)] },
    { ...plan("small"), limits: [gpuLimit(400n)] },
    { ...plan("large"), limits: [gpuLimit(4_000n)] },
  ],
};

function plan(name: string) {
  return { name, label: name, description: "", limits: [] };
}

const load = ({ db, tenantId }: World, subjects: readonly PathSubject[]) =>
  loadPaths(db, { tenantId, now: NOON, configuration }, subjects);

interface QuotaWish {
  readonly window?: string;
  readonly borrowingLimit?: bigint;
  readonly lendingLimit?: bigint;
  readonly until?: Date;
}

const admins = new Map<string, string>();

/** Who may set anybody's limits. */
async function adminOf(world: World): Promise<string> {
  const id = admins.get(world.tenantId) ?? (await aPerson(world, { name: "Alice", role: "admin" })).id;
  admins.set(world.tenantId, id);
  return id;
}

async function setQuota(world: World, subject: Subject, amount: bigint | null, wish: QuotaWish = {}) {
  const { db, tenantId } = world;
  const { window = "month", ...rest } = wish;
  const by = { setById: await adminOf(world), setByName: "Alice", setAt: NOON, setWith: "installation" as const };
  await db.quota.create({
    data: { id: newId(), tenantId, ...columnsOf(subject), meter: "gpu_hours", window, amount, ...by, ...rest },
  });
}

async function putUnder({ db }: World, child: SomeOrganization, parent: SomeOrganization) {
  await db.organization.update({ where: { id: child.id }, data: { parentId: parent.id } });
}

const shown = (path: LimitPath | undefined) =>
  path?.limits.map(({ subject, limit, allowance }) => `${subjectKey(subject)} ${limit.window} ${allowance}`);

describe("loadPaths", () => {
  it("answers in the order of the questions, and undefined for who is not there", async () => {
    const world = await aTenant(database.db);
    const elsewhere = await aTenant(database.db);
    const [bob, stranger] = [await aPerson(world), await aPerson(elsewhere)];
    const lab = await anOrganization(world, { members: [[bob, "member"]] });
    const other = await anOrganization(world, {});
    const gone = await anOrganization(world, { members: [[bob, "member"]] });
    await database.db.organization.update({
      where: { id: gone.id },
      data: { deletedAt: NOON, deletedById: bob.id, slug: `~${gone.id}` },
    });

    const paths = await load(world, [
      { personId: bob.id, organizationId: lab.id },
      { personId: bob.id },
      { organizationId: other.id },
      { personId: stranger.id },
      { personId: bob.id, organizationId: other.id },
      { organizationId: gone.id },
      { personId: "nobody" },
      {},
    ]);

    expect(paths.map((path) => path && [path.personId, path.organizationId])).toEqual([
      [bob.id, lab.id],
      [bob.id, null],
      [null, other.id],
      undefined,
      undefined,
      undefined,
      undefined,
      [null, null],
    ]);
  });

  it("carries the version that everything was derived from", async () => {
    const world = await aTenant(database.db);
    const bob = await aPerson(world);
    const [before] = await load(world, [{ personId: bob.id }]);
    await setQuota(world, { scope: "person", personId: bob.id }, 7n);
    const [after] = await load(world, [{ personId: bob.id }]);

    expect(before?.version).toBe("0");
    expect(BigInt(after?.version ?? "0")).toBeGreaterThan(0n);
    expect(shown(after)).toEqual([`person:${bob.id} month 7`]);
  });

  it("reads as well inside a transaction", async () => {
    const world = await aTenant(database.db);
    const bob = await aPerson(world);
    const lab = await anOrganization(world, { members: [[bob, "admin"]] });
    await setQuota(world, { scope: "organization", organizationId: lab.id }, 9n, { until: new Date("2027-01-01") });
    const asked = [{ personId: bob.id, organizationId: lab.id }];
    const inside = await database.db.$transaction((tx) =>
      loadPaths(tx, { tenantId: world.tenantId, now: NOON, configuration }, asked),
    );
    expect(inside).toEqual(await load(world, asked));
    expect(shown(inside[0])).toEqual([`person:${bob.id} month 50`, `organization:${lab.id} month 9`]);
  });

  it("follows a grant through earlier windows by the sums of the hours, those of organizations below included", async () => {
    const world = await aTenant(database.db);
    const bob = await aPerson(world);
    const [faculty, lab] = [
      await anOrganization(world, {}),
      await anOrganization(world, { members: [[bob, "member"]] }),
    ];
    await putUnder(world, lab, faculty);
    await setQuota(world, { scope: "organization", organizationId: faculty.id }, 100n);
    const given = new Date("2026-10-05T00:00:00Z");
    await database.db.quotaGrant.create({
      data: {
        id: newId(),
        tenantId: world.tenantId,
        organizationId: faculty.id,
        subjectKey: `organization:${faculty.id}`,
        meter: "gpu_hours",
        amount: 50n,
        effectiveAt: given,
        grantedById: bob.id,
        grantedByName: "Alice",
        createdAt: given,
      },
    });
    await database.db.$executeRaw`
      INSERT INTO usage_hour (tenant_id, hour, organization_id, person_id, meter, amount, cost)
      VALUES (${world.tenantId}::uuid, '2026-10-20T10:00:00Z', ${lab.id}::uuid, ${bob.id}::uuid, 'gpu_hours', 130, 0)`;
    await database.db.$executeRaw`
      INSERT INTO usage_day (tenant_id, day, organization_id, person_id, meter, amount, cost)
      VALUES (${world.tenantId}::uuid, '2026-10-20', ${lab.id}::uuid, ${bob.id}::uuid, 'gpu_hours', 130, 0)`;

    const [path] = await load(world, [{ organizationId: faculty.id }]);
    expect(path?.limits[0]).toMatchObject({
      allowance: 120n,
      additions: [{ kind: "rollover", amount: 20n, by: "Alice" }],
    });
  });

  it("finds the siblings that share, with what they have lent", async () => {
    const world = await aTenant(database.db);
    const [a, b] = [await anOrganization(world, { name: "A" }), await anOrganization(world, { name: "B" })];
    await setQuota(world, { scope: "organization", organizationId: a.id }, 9n, { borrowingLimit: 100n });
    await setQuota(world, { scope: "organization", organizationId: b.id }, 12n, { lendingLimit: 12n });
    await database.db.quotaLoan.create({
      data: {
        id: newId(),
        tenantId: world.tenantId,
        meter: "gpu_hours",
        amount: 2n,
        lenderId: b.id,
        borrowerId: a.id,
        state: "active",
        offeredById: a.id,
        offeredByName: "Alice",
        offeredAt: NOON,
        offerEndsAt: NOON,
        startsAt: NOON,
        until: new Date("2026-12-24T00:00:00Z"),
      },
    });

    const [path] = await load(world, [{ organizationId: a.id }]);
    expect(path?.limits[0]).toMatchObject({ allowance: 21n, additions: [{ kind: "borrowed", amount: 2n, by: "B" }] });
    expect(path?.cohorts).toMatchObject([{ capacity: 21n, parent: { scope: "tenant" } }]);
  });

  it("asks a constant number of questions for any number of people", async () => {
    const world = await aTenant(database.db);
    const people = await Promise.all(Array.from({ length: 40 }, () => aPerson(world)));
    const lab = await anOrganization(world, { members: people.map((one) => [one, "member"] as const) });
    await setQuota(world, { scope: "organization", organizationId: lab.id }, 9n, { borrowingLimit: 3n });
    const asked = people.map(({ id }) => ({ personId: id, organizationId: lab.id }));
    const questionsFor = async (subjects: readonly PathSubject[]) => {
      let questions = 0;
      const counting = { $queryRaw: (sql: Prisma.Sql) => (questions++, database.db.$queryRaw(sql)) };
      // Safe: nothing else of a transaction is used to read limits.
      const tx = counting as unknown as Transaction;
      await loadPaths(tx, { tenantId: world.tenantId, now: NOON, configuration }, subjects);
      return questions;
    };

    const forAll = await questionsFor(asked);
    expect(forAll).toBe(await questionsFor(asked.slice(0, 1)));
    expect(forAll).toBeLessThanOrEqual(12);
  });

  it("agrees with a resolver that looks at one thing after the other", async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (wish) => {
        const made = await make(await aTenant(database.db), wish);
        const { people, organizations } = made;
        const asked = [
          ...people.flatMap((person) => [
            { personId: person.id },
            ...organizations.map((one) => ({ personId: person.id, organizationId: one.id })),
          ]),
          ...organizations.map(({ id }) => ({ organizationId: id })),
        ];
        const paths = await load(made.world, asked);
        expect(paths.map(shown)).toEqual(asked.map((subject) => naive(made, subject)));
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});

interface QuotaSample {
  readonly scope: "tenant" | "organization" | "member" | "person" | "role" | "installation role";
  readonly who: number;
  readonly where: number;
  readonly role: Role | "everyone";
  readonly window: string;
  readonly amount: bigint | null;
  readonly isOver: boolean;
}

interface Wish {
  readonly parents: readonly (number | null)[];
  readonly memberships: readonly (readonly [who: number, where: number, role: Role])[];
  readonly personPlans: readonly (string | null)[];
  readonly plans: readonly (string | null)[];
  readonly quotas: readonly QuotaSample[];
}

const roles = fc.constantFrom<Role>("owner", "admin", "member");
const at = (length: number) => fc.nat({ max: length - 1 });
const worlds: fc.Arbitrary<Wish> = fc.record({
  parents: fc.array(fc.option(at(3)), { minLength: 3, maxLength: 3 }),
  memberships: fc.uniqueArray(fc.tuple(at(2), at(3), roles), {
    selector: ([who, where]) => `${who} ${where}`,
    maxLength: 6,
  }),
  personPlans: fc.array(fc.option(fc.constantFrom("default", "small", "gone")), { minLength: 2, maxLength: 2 }),
  plans: fc.array(fc.option(fc.constantFrom("small", "large", "gone")), { minLength: 3, maxLength: 3 }),
  quotas: fc.uniqueArray(
    fc.record<QuotaSample>({
      scope: fc.constantFrom("tenant", "organization", "member", "person", "role", "installation role"),
      who: at(2),
      where: at(3),
      role: fc.oneof(roles, fc.constant("everyone" as const)),
      window: fc.constantFrom("day", "month"),
      amount: fc.option(fc.bigInt({ min: 0n, max: 99n })),
      isOver: fc.boolean(),
    }),
    {
      selector: ({ scope, who, where, role, window }) => keyOfWish({ scope, who, where, role, window }),
      maxLength: 12,
    },
  ),
});

/** Two samples that mean the same subject and window are one. */
function keyOfWish({ scope, who, where, role, window }: Omit<QuotaSample, "amount" | "isOver">): string {
  const parts: Record<QuotaSample["scope"], unknown[]> = {
    tenant: [],
    organization: [where],
    member: [who, where],
    person: [who],
    role: [where, role],
    "installation role": [],
  };
  return JSON.stringify([scope, window, ...parts[scope]]);
}

interface Made {
  readonly world: World;
  readonly wish: Wish;
  readonly people: readonly SomePerson[];
  readonly organizations: readonly SomeOrganization[];
}

async function make(world: World, wish: Wish): Promise<Made> {
  const people = [await aPerson(world), await aPerson(world)];
  const organizations: SomeOrganization[] = [];
  for (const [index, plan] of wish.plans.entries()) {
    const members = wish.memberships.flatMap(([who, where, role]) => {
      const person = people[who];
      return where === index && person ? [[person, role] as const] : [];
    });
    const one = await anOrganization(world, { members });
    organizations.push(one);
    await world.db.organization.update({ where: { id: one.id }, data: { planName: plan } });
  }
  const made = { world, wish, people, organizations };
  for (const [index, one] of organizations.entries()) {
    const parent = parentOf(made, index);
    if (parent !== undefined) await putUnder(world, one, organizations[parent] ?? one);
  }
  for (const [index, planName] of wish.personPlans.entries())
    await world.db.person.update({ where: { id: people[index]?.id ?? "" }, data: { planName } });
  for (const quota of wish.quotas)
    await setQuota(world, subjectOf(made, quota), quota.amount, {
      window: quota.window,
      ...(quota.isOver && { until: NOON }),
    });
  return made;
}

/** Only an earlier one is above: no loops. */
function parentOf({ wish }: Pick<Made, "wish">, index: number): number | undefined {
  const parent = wish.parents[index];
  return parent !== undefined && parent !== null && parent < index ? parent : undefined;
}

function subjectOf({ people, organizations }: Made, { scope, who, where, role }: QuotaSample): Subject {
  const personId = people[who]?.id ?? "";
  const organizationId = organizations[where]?.id ?? "";
  const subjects: Record<QuotaSample["scope"], Subject> = {
    tenant: { scope: "tenant" },
    organization: { scope: "organization", organizationId },
    member: { scope: "member", organizationId, personId },
    person: { scope: "person", personId },
    role: { scope: "role", organizationId, role },
    "installation role": { scope: "role", role: "regular" },
  };
  return subjects[scope];
}

/** What defines a limit, and on whose use it is counted. */
type Place = readonly [defined: Subject, counted: CountedSubject];

/** Places in the world's lists; -1 for none. */
function placesOf({ wish, people, organizations }: Made, { personId, organizationId }: PathSubject) {
  const who = people.findIndex(({ id }) => id === personId);
  const where = organizations.findIndex(({ id }) => id === organizationId);
  return { who, where, role: wish.memberships.find(([person, place]) => person === who && place === where)?.[2] };
}

function naive(made: Made, subject: PathSubject): string[] | undefined {
  const { personId, organizationId } = subject;
  const { who, where, role } = placesOf(made, subject);
  if (personId && organizationId && !role) return undefined;

  const place = organizationId && role ? { organizationId, role } : undefined;
  const own = personId ? ownPlaces(personId, place) : [];
  const lines = ["day", "month"].map(
    (window) => firstOf(made, window, own) ?? planLine(made, { personId, who, window }),
  );
  const pools: CountedSubject[] = chainFrom(made, where).map((one) => ({
    scope: "organization",
    organizationId: one.id,
  }));
  for (const pool of [...pools, { scope: "tenant" } as const])
    for (const window of ["day", "month"]) lines.push(firstOf(made, window, [[pool, pool]]) ?? "");
  return lines.filter((line) => line !== "");
}

function planLine(
  made: Made,
  { personId, who, window }: { personId?: string | undefined; who: number; window: string },
) {
  return personId && window === "month" ? `person:${personId} month ${planAmount(made, who)}` : "";
}

function ownPlaces(personId: string, place?: { organizationId: string; role: Role }): readonly Place[] {
  const person: CountedSubject = { scope: "person", personId };
  const everywhere: Place[] = [[{ scope: "role", role: "regular" }, person]];
  if (!place) return [[person, person], ...everywhere];
  const { organizationId, role } = place;
  const member: CountedSubject = { scope: "member", organizationId, personId };
  return [
    [member, member],
    [person, person],
    [{ scope: "role", organizationId, role }, member],
    [{ scope: "role", organizationId, role: "everyone" }, member],
    ...everywhere,
  ];
}

function firstOf(made: Made, window: string, places: readonly Place[]): string | undefined {
  for (const [defined, counted] of places) {
    const quota = made.wish.quotas.find(
      (one) => one.window === window && !one.isOver && subjectKey(subjectOf(made, one)) === subjectKey(defined),
    );
    if (quota) return `${subjectKey(counted)} ${window} ${quota.amount}`;
  }
  return undefined;
}

function chainFrom(made: Made, where: number): SomeOrganization[] {
  const one = made.organizations[where];
  const parent = parentOf(made, where);
  return one ? [one, ...(parent === undefined ? [] : chainFrom(made, parent))] : [];
}

function planAmount({ wish }: Made, who: number): string {
  const own = wish.personPlans[who];
  if (own === "small") return "400";
  const groups = new Set(wish.memberships.filter(([person]) => person === who).map(([, where]) => wish.plans[where]));
  if (groups.has("large")) return "4000";
  return groups.has("small") ? "400" : "50";
}

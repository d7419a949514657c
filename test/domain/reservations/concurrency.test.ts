import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DomainError } from "../../../src/domain/errors.ts";
import { expireReservations } from "../../../src/domain/reservations/expire-reservations.ts";
import type { Reservations } from "../../../src/domain/reservations/reservations.ts";
import { connect } from "../../../src/storage/database.ts";
import type { Connection } from "../../../src/storage/database.ts";
import { aPerson, aTenant, anOrganization, later, NOON, problemOf, systemWorld } from "../../support/builders.ts";
import { openTestDatabase } from "../../support/database.ts";
import type { TestDatabase } from "../../support/database.ts";
import { aQuota, reservationsOn, deadlocks, wrongReserved, wrongUsed } from "./support.ts";

let database: TestDatabase;
let instances: Connection[];
beforeAll(async () => {
  database = await openTestDatabase(20);
  instances = [connect(database.address), connect(database.address)];
  await database.db.$executeRawUnsafe(watchLimits);
  await database.db.$executeRawUnsafe(watch);
});
afterAll(async () => {
  for (const { close } of instances) await close();
  await database.close();
});

/** Every time that more is reserved of "jobs", what was then used and reserved must be within the limit of then. */
const watchLimits = `
  CREATE FUNCTION watch_limits() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    key text := CASE qm_scope(NEW.organization_id, NEW.person_id) WHEN 'tenant' THEN 'tenant'
      WHEN 'organization' THEN 'organization:' || NEW.organization_id WHEN 'person' THEN 'person:' || NEW.person_id
      ELSE 'member:' || NEW.organization_id || ':' || NEW.person_id END;
    total bigint := NEW.reserved + coalesce((SELECT sum(b.used) FROM balance b WHERE b.tenant_id = NEW.tenant_id AND b.organization_id = NEW.organization_id
      AND b.person_id = NEW.person_id AND b.meter = NEW.meter AND b."window" = 'month'), 0);
    most bigint := (SELECT q.amount FROM quota q WHERE q.tenant_id = NEW.tenant_id AND q.subject_key = key AND q.meter = NEW.meter);
  BEGIN
    IF total > most THEN
      RAISE EXCEPTION 'limit of % is %, and % are used and reserved', key, most, total;
    END IF;
    RETURN NULL;
  END $$`;
const watch = `CREATE TRIGGER watch_limits AFTER UPDATE ON balance FOR EACH ROW
  WHEN (NEW."window" = 'now' AND NEW.reserved > OLD.reserved) EXECUTE FUNCTION watch_limits()`;

/** A group with two labs under it, four people in each, and limits at all levels. */
async function aSite() {
  const world = await aTenant(database.db);
  const people = await Promise.all(Array.from({ length: 8 }, (_, n) => aPerson(world, { name: `Person ${n}` })));
  const group = await anOrganization(world, {});
  const labs = await Promise.all(
    [people.slice(0, 4), people.slice(4)].map((members) =>
      anOrganization(world, { members: members.map((person) => [person, "member"] as const) }),
    ),
  );
  for (const { id } of labs) await database.db.organization.update({ where: { id }, data: { parentId: group.id } });
  const members = people.map((person, n) => ({ personId: person.id, organizationId: labs[n < 4 ? 0 : 1]?.id ?? "" }));
  const pools = [
    { scope: "tenant" } as const,
    ...[group, ...labs].map(({ id }) => ({ scope: "organization", organizationId: id }) as const),
  ];
  const subjects = [...pools, ...members.map((member) => ({ scope: "member", ...member }) as const)];
  for (const subject of subjects) await aQuota(database.db, world.tenantId, subject, 40n);
  return { tenantId: world.tenantId, members, subjects };
}

type Site = Awaited<ReturnType<typeof aSite>>;

interface Step {
  readonly kind: "reserve" | "commit" | "release" | "extend" | "wait" | "limit";
  readonly who: number;
  readonly amount: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(
    "reserve",
    "reserve",
    "reserve",
    "reserve",
    "commit",
    "commit",
    "release",
    "extend",
    "wait",
    "limit",
  ),
  who: fc.nat(11),
  amount: fc.integer({ min: 1, max: 9 }),
});

interface Client {
  readonly reservations: Reservations;
  readonly site: Site;
  readonly clock: { now: Date };
  readonly open: { id: string; amount: bigint }[];
  /** What was acknowledged, by reservation. */
  readonly log: Map<string, { readonly state: string; readonly amount: bigint }>;
}

const steps: Readonly<Record<Step["kind"], (step: Step, client: Client) => Promise<unknown>>> = {
  async reserve({ who, amount }, { reservations, site: { tenantId, members }, open, log }) {
    const wanted = [{ meter: "jobs", amount: BigInt(amount) }];
    const wish = { ask: { ...members[who % members.length], wanted }, forSeconds: 10 };
    const { reservationId } = await reservations.reserve(tenantId, wish).catch(unlessBusy);
    if (!reservationId) return;
    open.push({ id: reservationId, amount: BigInt(amount) });
    log.set(reservationId, { state: "open", amount: BigInt(amount) });
  },
  async commit({ amount }, client) {
    const mine = client.open.pop();
    if (!mine) return;
    const used = { meter: "jobs", amount: BigInt(amount) < mine.amount ? BigInt(amount) : mine.amount };
    const work = client.reservations.commit(client.site.tenantId, { reservationId: mine.id, used: [used] });
    await note(client, mine, { work, state: "committed", amount: used.amount });
  },
  async release(_step, client) {
    const mine = client.open.pop();
    if (!mine) return;
    const work = client.reservations.release(client.site.tenantId, mine.id);
    await note(client, mine, { work, state: "released", amount: mine.amount });
  },
  async extend(_step, { reservations, site: { tenantId }, open }) {
    const mine = open.at(-1);
    if (mine) await problemOf(reservations.extend(tenantId, { reservationId: mine.id, forSeconds: 20 }));
  },
  async wait({ amount }, { clock }) {
    clock.now = new Date(clock.now.getTime() + amount * 500);
  },
  limit: ({ who, amount }, { site: { tenantId, subjects } }) =>
    aQuota(database.db, tenantId, subjects[who] ?? { scope: "tenant" }, BigInt(amount) * 8n),
};

interface Ending {
  readonly work: Promise<unknown>;
  readonly state: string;
  readonly amount: bigint;
}

async function note(
  { open, log }: Client,
  mine: Client["open"][number],
  { work, state, amount }: Ending,
): Promise<void> {
  const problem = await problemOf(work);
  if (isBusy(problem)) open.push(mine);
  else log.set(mine.id, isEnded(problem) ? { state: "expired", amount: mine.amount } : { state, amount });
}

const isEnded = (problem: unknown) => JSON.stringify(problem) === '{"kind":"reservation-ended","state":"expired"}';
const isBusy = (problem: unknown) => JSON.stringify(problem).includes("decisions-busy");

/** A machine that is very slow is told so, and nothing was done. */
function unlessBusy(error: unknown): { reservationId?: string } {
  if (error instanceof DomainError && error.problem.kind === "decisions-busy") return {};
  throw error;
}

async function told(tenantId: string): Promise<Map<string, string>> {
  const rows = await database.db.$queryRaw<{ id: string; state: string; amount: bigint }[]>`
    SELECT id, state, coalesce(used[1], reserved[1]) AS amount FROM reservation_end WHERE tenant_id = ${tenantId}::uuid
    UNION ALL SELECT id, 'open', amounts[1] FROM reservation WHERE tenant_id = ${tenantId}::uuid`;
  return new Map(rows.map(({ id, state, amount }) => [id, `${state} ${amount}`]));
}

describe("many clients on two instances", () => {
  it("never pass a hard limit at any level, and lose no unit", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { minLength: 10, maxLength: 25 }), { minLength: 12, maxLength: 24 }),
        async (scripts) => {
          const site = await aSite();
          const clock = { now: NOON };
          const both = instances.map(({ db }) => reservationsOn(db, clock));
          const clients = scripts.map((_, n): Client => {
            const reservations = both[n % 2];
            if (!reservations) throw new Error("there are two");
            return { reservations, site, clock, open: [], log: new Map() };
          });
          await Promise.all(
            clients.map(async (client, n) => {
              for (const one of scripts[n] ?? []) await steps[one.kind](one, client);
            }),
          );
          await Promise.all(both.map(({ stop }) => stop()));

          expect(await wrongReserved(database.db)).toEqual([]);
          expect(await wrongUsed(database.db, site.tenantId)).toEqual([]);
          const truth = await told(site.tenantId);
          for (const [id, { state, amount }] of clients.flatMap(({ log }) => [...log])) {
            const expected = truth.get(id)?.startsWith("expired") && state === "open" ? "expired" : state;
            expect(truth.get(id)).toBe(`${expected} ${amount}`);
          }
          expect(truth.size).toBe(clients.reduce((sum, { log }) => sum + log.size, 0));

          clock.now = later(3_600_000, clock.now);
          await expireReservations(systemWorld(database.db, clock.now));
          expect(
            await database.db
              .$queryRaw`SELECT * FROM balance WHERE tenant_id = ${site.tenantId}::uuid AND reserved <> 0`,
          ).toEqual([]);
        },
      ),
      { numRuns: 6, endOnFailure: true },
    );
  }, 120_000);

  it("share one last unit so that one of 64 gets it", async () => {
    const { tenantId, members } = await aSite();
    await aQuota(database.db, tenantId, { scope: "tenant" }, 1n);
    const both = instances.map(({ db }) => reservationsOn(db));

    const answers = await Promise.all(
      Array.from({ length: 64 }, async (_, n) =>
        both[n % 2]?.reserve(tenantId, {
          ask: { ...members[n % members.length], wanted: [{ meter: "jobs", amount: 1n }] },
          forSeconds: 60,
        }),
      ),
    );

    expect(answers.filter((answer) => answer?.allowed)).toHaveLength(1);
    expect(answers.filter((answer) => answer?.code === "quota_exceeded")).toHaveLength(63);
  });

  it("never wait for each other in a circle", async () => {
    for (const { close } of instances.splice(0)) await close();

    expect(await deadlocks(database.db)).toBe(0);
  });
});

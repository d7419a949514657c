import { RateLimiterPostgres } from "rate-limiter-flexible";
import { v7 as uuidv7 } from "uuid";
import { builtInConfiguration } from "../../src/domain/configuration/built-in.ts";
import { createReservations } from "../../src/domain/reservations/create-reservations.ts";
import type { DecisionsBench } from "./decisions-site.ts";
import type { Result } from "./result.ts";

const CLIENTS = 64;
const STEP = 7_919;

/** Checks a second in this process, beside a rate limiter on the same PostgreSQL and a bare SELECT of one row. */
export async function measureChecks(bench: DecisionsBench, seconds: number): Promise<readonly Result[]> {
  const { db, pool } = bench;
  const { tenantId, people } = await bench.openSite(["tenant", "organization", "member"]);
  const configuration = builtInConfiguration(new Date());
  const world = () => ({ db, now: new Date(), configuration, newId: () => uuidv7(), newCode: () => "" });
  const { check, checkAll } = createReservations({ db, world });
  const limiter = await openLimiter(bench);
  const someone = (turn: number) => people[(turn * STEP) % people.length] ?? { personId: "", organizationId: "" };
  const ask = (turn: number) => ({ ...someone(turn), wanted: [{ meter: "gpu_hours", amount: 1_000_000n }] });

  await checkAll(
    tenantId,
    people.map((_, turn) => ask(turn)),
  );
  const checks = await perSecond(seconds, (turn) => check(tenantId, ask(turn)));
  const limited = await perSecond(seconds, (turn) => limiter.get(someone(turn).personId));
  const consumed = await perSecond(seconds, (turn) => limiter.consume(someone(turn).personId));
  const selects = await perSecond(seconds, (turn) =>
    pool.query({
      name: "bench_person",
      text: "SELECT id, state FROM person WHERE id = $1",
      values: [someone(turn).personId],
    }),
  );
  const unit = "checks/s";
  const name = "check of three limits";
  return [
    { name, value: checks, unit, beside: { name: "rate-limiter-flexible get", value: limited } },
    { name, value: checks, unit, beside: { name: "rate-limiter-flexible consume", value: consumed } },
    { name, value: checks, unit, beside: { name: "SELECT of one row", value: selects } },
  ];
}

function openLimiter({ pool }: DecisionsBench): Promise<RateLimiterPostgres> {
  return new Promise((resolve, reject) => {
    const limiter = new RateLimiterPostgres(
      {
        storeClient: pool,
        points: 1_000_000,
        duration: 3_600,
        tableName: "peer_limiter",
        clearExpiredByTimeout: false,
      },
      (error) => (error ? reject(error) : resolve(limiter)),
    );
  });
}

async function perSecond(seconds: number, work: (turn: number) => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  const end = begun + seconds * 1_000;
  let turns = 0;
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (performance.now() < end) await work(turns++);
    }),
  );
  return turns / ((performance.now() - begun) / 1_000);
}

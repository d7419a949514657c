import type pg from "pg";
import { residentMebibytes, startChild } from "./support/child.ts";
import { measureChecks } from "./support/check-load.ts";
import { openDecisionsBench } from "./support/decisions-site.ts";
import type { DecisionsBench, Site } from "./support/decisions-site.ts";
import { connectHttp } from "./support/http-client.ts";
import { askForAll, sendPairs } from "./support/pair-load.ts";
import { pgbenchPairs } from "./support/pgbench.ts";
import type { Result } from "./support/result.ts";

const SECONDS = Number(process.env["QM_BENCH_SECONDS"] ?? 8);
const CONNECTIONS = 64;
const BATCH = 200;
const BATCH_CONNECTIONS = 8;
const PGBENCH_CLIENTS = 16;
/** Added to each flush of the log, as on disks where a flush takes that long: these machines' take well below one. */
const SLOW_FLUSH_MS = 2;

/** Reserve and commit over HTTP, check, each beside its peers on the same durable PostgreSQL; all on one machine. */
export async function measureDecisions(): Promise<readonly Result[]> {
  const bench = await openDecisionsBench();
  try {
    return [...(await measurePairs(bench)), ...(await measureChecks(bench, SECONDS))];
  } finally {
    await bench.close();
  }
}

async function measurePairs(bench: DecisionsBench): Promise<readonly Result[]> {
  const { pool, server } = bench;
  const hot = await bench.openSite(["tenant"]);
  const spread = await bench.openSite(["member"]);
  const deep = await bench.openSite(["tenant", "organization", "member"]);
  const api = await bench.startApi();
  try {
    const closed = { connections: CONNECTIONS, seconds: SECONDS };
    for (const site of [hot, spread, deep]) {
      await askForAll(api.url, site);
      await sendPairs(api.url, site, { ...closed, seconds: SECONDS / 2 });
    }
    const memoryBefore = residentMebibytes(api.pid);
    const byHand = (await pgbenchPairs(pool, server, { clients: PGBENCH_CLIENTS, seconds: SECONDS })) ?? 0;
    const single = await sendPairs(api.url, hot, closed);
    const batched = await sendPairs(api.url, hot, { ...closed, batch: BATCH, connections: BATCH_CONNECTIONS });
    const half = await sendPairs(api.url, hot, { ...closed, rate: single.pairsPerSecond / 2 });
    const spreadOut = await sendPairs(api.url, spread, closed);
    const allLevels = await sendPairs(api.url, deep, closed);
    const memoryAfter = residentMebibytes(api.pid);
    const again = (await pgbenchPairs(pool, server, { clients: PGBENCH_CLIENTS, seconds: SECONDS })) ?? 0;
    const bare = await bareRequests(hot);
    const slow = await measureSlowFlush(bench, api.url, hot);

    const unit = "pairs/s";
    const hand = { name: `pgbench, ${PGBENCH_CLIENTS} clients`, value: (byHand + again) / 2 };
    const failed = [single, batched, half, spreadOut, allLevels].reduce((sum, one) => sum + one.failed, 0);
    return [
      { ...hand, unit },
      { name: `${CONNECTIONS} connections, one tenant-wide limit`, value: single.pairsPerSecond, unit, beside: hand },
      { name: `the same in batches of ${BATCH}`, value: batched.pairsPerSecond, unit, beside: hand },
      {
        name: "requests of pairs one by one",
        value: single.pairsPerSecond * 2,
        unit: "requests/s",
        beside: { name: "bare fastify", value: bare },
      },
      { name: "limits of each person only", value: spreadOut.pairsPerSecond, unit, beside: hand },
      { name: "limits of person, organization and tenant", value: allLevels.pairsPerSecond, unit, beside: hand },
      {
        name: "99th percentile at half load",
        value: half.p99,
        unit: "ms",
        beside: { name: "at full load", value: single.p99 },
      },
      { name: "median at half load", value: half.p50, unit: "ms", beside: { name: "at full load", value: single.p50 } },
      { name: "requests that failed", value: failed, unit: "requests" },
      {
        name: "memory after all of it",
        value: memoryAfter,
        unit: "MiB",
        beside: { name: "once warm", value: memoryBefore },
      },
      ...slow,
    ];
  } finally {
    await api.stop();
  }
}

/** The same where flushes are slow: what arrives together is made durable together. */
async function measureSlowFlush({ pool, server }: DecisionsBench, url: string, hot: Site): Promise<readonly Result[]> {
  await setFlushDelay(pool, SLOW_FLUSH_MS);
  const byHand = (await pgbenchPairs(pool, server, { clients: PGBENCH_CLIENTS, seconds: SECONDS })) ?? 0;
  const closed = { connections: CONNECTIONS, seconds: SECONDS };
  const single = await sendPairs(url, hot, closed);
  const batched = await sendPairs(url, hot, { ...closed, batch: BATCH, connections: BATCH_CONNECTIONS });
  await setFlushDelay(pool, 0);
  const where = `flushes ${SLOW_FLUSH_MS} ms longer`;
  const hand = { name: `pgbench, ${where}`, value: byHand };
  return [
    { name: `one tenant-wide limit, ${where}`, value: single.pairsPerSecond, unit: "pairs/s", beside: hand },
    { name: `in batches of ${BATCH}, ${where}`, value: batched.pairsPerSecond, unit: "pairs/s", beside: hand },
  ];
}

async function setFlushDelay(pool: pg.Pool, milliseconds: number): Promise<void> {
  await pool.query(`ALTER SYSTEM SET commit_delay = ${milliseconds * 1_000}`);
  await pool.query("ALTER SYSTEM SET commit_siblings = 0");
  await pool.query("SELECT pg_reload_conf()");
}

/** The same requests to a handler that does nothing, over the same client. */
async function bareRequests({ key, people }: Site): Promise<number> {
  const bare = await startChild("bench/support/bare-fastify.ts", {}, /bare at/u);
  const url = /http:\S+/u.exec(bare.line)?.[0] ?? "";
  const { personId, organizationId } = people[0] ?? {};
  const wanted = [{ meter: "gpu_hours", amount: 1 }];
  const body = JSON.stringify({
    person: personId,
    organization: organizationId,
    wanted,
    for_seconds: 3_600,
    job: "4711",
  });
  const end = performance.now() + SECONDS * 1_000;
  let answered = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const client = await connectHttp(url, { authorization: `Bearer ${key}` });
      for (; performance.now() < end; answered++) await client.post("/v1/quota/reserve", body);
      client.close();
    }),
  );
  await bare.stop();
  return answered / SECONDS;
}

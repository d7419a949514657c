import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import copyStreams from "pg-copy-streams";
import { eventKey } from "../src/domain/usage/event-key.ts";
import { ingestUsage } from "../src/domain/usage/ingest.ts";
import type { UsageEvent } from "../src/domain/usage/usage-event.ts";
import { residentMebibytes } from "./support/child.ts";
import type { Result } from "./support/result.ts";
import { openUsageSite } from "./support/usage-site.ts";
import type { Holder, UsageSite } from "./support/usage-site.ts";

const BATCH = 1_000;
/** How many batches are under way at once. */
const IN_FLIGHT = 4;
/** As a cluster sends them: jobs of some 50 people that ended within the last minute. */
const PEOPLE_A_BATCH = 50;
const DAY_MS = 86_400_000;
const ROUNDS = 5;
const MEASURED = 100_000;
const WARM_UP = 20_000;
/** How many millions the trend is followed over. */
const MILLIONS = Number(process.env["QM_BENCH_MILLIONS"] ?? 3);
const SOURCE = "slurm://alpha";
const COLUMNS =
  "(tenant_id, key, at, organization_id, person_id, amount, cost, received_at, corrects, meter, source, event_id, job)";

export async function measureIngestion(): Promise<readonly Result[]> {
  const site = await openUsageSite();
  try {
    await createPeers(site);
    await ingestMany(site, WARM_UP, clusterBatch);
    const rates: Rates[] = [];
    // In turns, so that what else the machine does meets all of them.
    for (let round = 0; round < ROUNDS; round++) rates.push(await measureRound(site));
    const median = (name: keyof Rates) => medianOf(rates.map((rate) => rate[name]));
    const before = residentMebibytes(process.pid);
    const trend = await measureTrend(site);
    const third = Math.ceil(trend.length / 3);
    const after = residentMebibytes(process.pid);
    const unit = "events/s";
    const unindexed = { name: "COPY, unindexed", value: median("unindexed") };
    const unique = { name: "COPY, same unique key", value: median("unique") };
    return [
      { name: `usage in batches of 1,000, ${IN_FLIGHT} at once`, value: median("clustered"), unit, beside: unique },
      { name: "the same", value: median("clustered"), unit, beside: unindexed },
      { name: "one batch at a time", value: median("oneByOne"), unit, beside: unique },
      { name: "every event of another person", value: median("spread"), unit, beside: unique },
      {
        name: `the last third of ${MILLIONS} million events, a million a day`,
        value: medianOf(trend.slice(-third)),
        unit,
        beside: { name: "the first third", value: medianOf(trend.slice(0, third)) },
      },
      {
        name: `memory after ${MILLIONS} million events`,
        value: after,
        unit: "MiB",
        beside: { name: "before", value: before },
      },
    ];
  } finally {
    await site.close();
  }
}

interface Rates {
  readonly unindexed: number;
  readonly unique: number;
  readonly clustered: number;
  readonly oneByOne: number;
  readonly spread: number;
}

async function measureRound(site: UsageSite): Promise<Rates> {
  return {
    unindexed: await copyInto(site, "peer_unindexed"),
    clustered: await ingestMany(site, MEASURED, clusterBatch),
    unique: await copyInto(site, "peer_unique"),
    oneByOne: await ingestMany(site, MEASURED / 2, clusterBatch, 1),
    spread: await ingestMany(site, MEASURED / 5, spreadBatch),
  };
}

function medianOf(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
}

/** Rate of each million in turn, each of another day: as many as a large cluster sends. */
async function measureTrend(site: UsageSite): Promise<readonly number[]> {
  const rates: number[] = [];
  for (let day = 0; day < MILLIONS; day++) {
    rates.push(await ingestMany(site, 1_000_000, () => clusterBatch(site, day)));
  }
  return rates;
}

async function ingestMany(
  site: UsageSite,
  count: number,
  batchOf: (site: UsageSite) => readonly UsageEvent[],
  inFlight = IN_FLIGHT,
): Promise<number> {
  const begun = performance.now();
  let left = count / BATCH;
  const sender = async () => {
    while (left-- > 0) {
      const verdicts = await ingestUsage(site.world(), { tenantId: site.tenantId, events: batchOf(site) });
      const bad = verdicts.find(({ status }) => status !== "accepted");
      if (bad) throw new Error(JSON.stringify(bad));
    }
  };
  await Promise.all(Array.from({ length: inFlight }, sender));
  return count / ((performance.now() - begun) / 1_000);
}

let counter = 0;
const run = randomUUID().slice(0, 8);

function clusterBatch(site: UsageSite, daysAgo = 0): readonly UsageEvent[] {
  const offset = Math.floor(Math.random() * (site.people.length - PEOPLE_A_BATCH));
  return Array.from({ length: BATCH }, (_, index) => eventOf(site.people[offset + (index % PEOPLE_A_BATCH)], daysAgo));
}

function spreadBatch(site: UsageSite): readonly UsageEvent[] {
  const offset = Math.floor(Math.random() * site.people.length);
  return Array.from({ length: BATCH }, (_, index) => eventOf(site.people[(offset + index) % site.people.length]));
}

function eventOf(holder: Holder | undefined, daysAgo = 0): UsageEvent {
  const number = ++counter;
  return {
    source: SOURCE,
    id: `${run}-${number}.batch`,
    time: new Date(Date.now() - (number % 60_000) - daysAgo * DAY_MS).toISOString(),
    meter: number % 2 === 0 ? "gpu_hours" : "cpu_hours",
    person: holder?.username ?? "",
    organization: holder?.slug ?? "",
    amount: (number % 10_000) / 1_000,
    job: `${number}`,
  };
}

async function createPeers({ connection: { pool } }: UsageSite): Promise<void> {
  await pool.query("CREATE TABLE peer_unindexed (LIKE usage_event)");
  await pool.query("CREATE TABLE peer_unique (LIKE usage_event)");
  await pool.query("CREATE UNIQUE INDEX ON peer_unique (tenant_id, key)");
}

/** One stream of the same rows as text: the fastest that PostgreSQL takes rows in. */
async function copyInto(site: UsageSite, table: "peer_unindexed" | "peer_unique"): Promise<number> {
  const client = await site.connection.pool.connect();
  try {
    const begun = performance.now();
    await pipeline(Readable.from(chunks(site)), client.query(copyStreams.from(`COPY ${table} ${COLUMNS} FROM STDIN`)));
    return MEASURED / ((performance.now() - begun) / 1_000);
  } finally {
    client.release();
  }
}

function* chunks(site: UsageSite): Generator<string> {
  const received = new Date().toISOString();
  for (let sent = 0; sent < MEASURED; sent += BATCH) {
    yield clusterBatch(site)
      .map((event, index) => lineOf(site, event, site.people[index % PEOPLE_A_BATCH], received))
      .join("");
  }
}

function lineOf({ tenantId }: UsageSite, event: UsageEvent, holder: Holder | undefined, received: string): string {
  const { source, id, time, meter, amount, job } = event;
  const key = Buffer.from(eventKey(source, id), "latin1").toString("hex", 0, 16);
  const units = Math.round(Number(amount) * 1_000_000);
  return `${tenantId}\t${key}\t${String(time)}\t${holder?.organizationId}\t${holder?.personId}\t${units}\t${units * 2_100}\t${received}\t\\N\t${meter}\t${source}\t${id}\t${job}\n`;
}

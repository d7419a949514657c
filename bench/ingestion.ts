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
const MEASURED = Number(process.env["QM_BENCH_EVENTS"] ?? 300_000);
/** How many millions the trend is followed over. */
const MILLIONS = Number(process.env["QM_BENCH_MILLIONS"] ?? 3);
const SOURCE = "slurm://alpha";
const COLUMNS =
  "(tenant_id, key, at, organization_id, person_id, amount, cost, received_at, corrects, meter, source, event_id, job)";

export async function measureIngestion(): Promise<readonly Result[]> {
  const site = await openUsageSite();
  try {
    await warmUp(site);
    const unindexed = await copyInto(site, "peer_unindexed", false);
    const unique = await copyInto(site, "peer_unique", true);
    const clustered = await ingestMany(site, MEASURED, clusterBatch);
    const oneByOne = await ingestMany(site, MEASURED / 2, clusterBatch, 1);
    const spread = await ingestMany(site, MEASURED / 2, spreadBatch);
    const before = residentMebibytes(process.pid);
    const rates = await trend(site);
    const after = residentMebibytes(process.pid);
    const unit = "events/s";
    const [first = 0] = rates;
    return [
      { name: "COPY into an unindexed table", value: unindexed, unit },
      { name: "COPY into one with the same unique key", value: unique, unit },
      {
        name: `batches of 1,000, ${IN_FLIGHT} at once`,
        value: clustered,
        unit,
        beside: { name: "COPY, unique key", value: unique },
      },
      {
        name: "the same beside COPY, unindexed",
        value: clustered,
        unit,
        beside: { name: "COPY, unindexed", value: unindexed },
      },
      {
        name: "batches of 1,000, one at a time",
        value: oneByOne,
        unit,
        beside: { name: "COPY, unique key", value: unique },
      },
      {
        name: "every event of another person",
        value: spread,
        unit,
        beside: { name: "COPY, unique key", value: unique },
      },
      {
        name: `after ${MILLIONS} million events`,
        value: rates.at(-1) ?? 0,
        unit,
        beside: { name: "the first million", value: first },
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

async function warmUp(site: UsageSite): Promise<void> {
  await ingestMany(site, 20_000, clusterBatch);
}

/** Rate of each million in turn. */
async function trend(site: UsageSite): Promise<readonly number[]> {
  const rates: number[] = [];
  for (let million = 0; million < MILLIONS; million++) rates.push(await ingestMany(site, 1_000_000, clusterBatch));
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

function clusterBatch(site: UsageSite): readonly UsageEvent[] {
  const offset = Math.floor(Math.random() * (site.people.length - PEOPLE_A_BATCH));
  return Array.from({ length: BATCH }, (_, index) => eventOf(site.people[offset + (index % PEOPLE_A_BATCH)]));
}

function spreadBatch(site: UsageSite): readonly UsageEvent[] {
  const offset = Math.floor(Math.random() * site.people.length);
  return Array.from({ length: BATCH }, (_, index) => eventOf(site.people[(offset + index) % site.people.length]));
}

function eventOf(holder: Holder | undefined): UsageEvent {
  const number = ++counter;
  return {
    source: SOURCE,
    id: `${run}-${number}.batch`,
    time: new Date(Date.now() - (number % 60_000)).toISOString(),
    meter: number % 2 === 0 ? "gpu_hours" : "cpu_hours",
    person: holder?.username ?? "",
    organization: holder?.slug ?? "",
    amount: (number % 10_000) / 1_000,
    job: `${number}`,
  };
}

/** One stream of the same rows as text: the fastest that PostgreSQL takes rows in. */
async function copyInto(site: UsageSite, table: string, unique: boolean): Promise<number> {
  const client = await site.connection.pool.connect();
  try {
    await client.query(`CREATE TABLE ${table} (LIKE usage_event)`);
    if (unique) await client.query(`CREATE UNIQUE INDEX ON ${table} (tenant_id, key)`);
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

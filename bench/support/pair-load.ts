import { setTimeout as sleep } from "node:timers/promises";
import { connectHttp } from "./http-client.ts";
import type { HttpClient } from "./http-client.ts";
import type { Site } from "./decisions-site.ts";

export interface PairLoad {
  readonly connections: number;
  readonly seconds: number;
  /** Reserves in one request, and commits in the next. */
  readonly batch?: number;
  /** Pairs a second in all, begun at their times whatever the answers take; absent: as many as it takes. */
  readonly rate?: number;
}

export interface PairsMeasured {
  readonly pairsPerSecond: number;
  /** Of one request, milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
}

const STEP = 7_919;

/** Reserves a GPU hour for one person after the other and commits 0.9 of it, over HTTP. */
export async function sendPairs(url: string, site: Site, load: PairLoad): Promise<PairsMeasured> {
  const { connections, seconds, batch = 1, rate } = load;
  const clients = await Promise.all(
    Array.from({ length: connections }, () => connectHttp(url, { authorization: `Bearer ${site.key}` })),
  );
  const taken: number[] = [];
  let person = 0;
  let pairs = 0;
  let failed = 0;
  const begun = performance.now();
  const end = begun + seconds * 1_000;
  const nextBodies = () =>
    Array.from({ length: batch }, () => {
      const { personId, organizationId } = site.people[(person++ * STEP) % site.people.length] ?? site.people[0] ?? {};
      const wanted = [{ meter: "gpu_hours", amount: 1 }];
      return { person: personId, organization: organizationId, wanted, for_seconds: 3_600, job: "4711" };
    });
  const timed = async (client: HttpClient, path: string, bodies: readonly unknown[], since: number) => {
    const answer = await client.post(path, JSON.stringify(batch === 1 ? bodies[0] : bodies));
    taken.push(performance.now() - since);
    const parsed: { results?: { reservation?: string }[]; reservation?: string } = JSON.parse(answer.body);
    if (answer.status !== 200) failed++;
    return (parsed.results ?? [parsed]).map(({ reservation }) => reservation);
  };
  const pair = async (client: HttpClient, due: number) => {
    const ids = await timed(client, "/v1/quota/reserve", nextBodies(), due);
    const made = ids.filter((id) => id !== undefined);
    failed += batch - made.length;
    const commits = made.map((reservation) => ({ reservation, used: [{ meter: "gpu_hours", amount: 0.9 }] }));
    if (commits.length === 0) return;
    const committed = await timed(client, "/v1/quota/commit", commits, performance.now());
    pairs += committed.length;
  };

  let next = begun;
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < end) {
        const due = rate === undefined ? performance.now() : next;
        if (rate !== undefined) next += 1_000 / rate;
        if (due > performance.now()) await sleep(due - performance.now());
        if (due < end) await pair(client, due);
      }
      client.close();
    }),
  );
  const sorted = taken.toSorted((one, other) => one - other);
  return {
    pairsPerSecond: pairs / ((performance.now() - begun) / 1_000),
    p50: sorted[Math.floor(sorted.length / 2)] ?? 0,
    p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    failed,
  };
}

const AT_ONCE = 500;

/** Asks once for everybody, so that what is kept in memory is there, as it is after the first minutes of a day. */
export async function askForAll(url: string, { key, people }: Site): Promise<void> {
  const client = await connectHttp(url, { authorization: `Bearer ${key}` });
  for (let from = 0; from < people.length; from += AT_ONCE) {
    const asks = people.slice(from, from + AT_ONCE).map(({ personId, organizationId }) => ({
      person: personId,
      organization: organizationId,
      wanted: [{ meter: "gpu_hours", amount: 1 }],
    }));
    const { status } = await client.post("/v1/quota/check", JSON.stringify(asks));
    if (status !== 200) throw new Error(`a check was answered with ${status}`);
  }
  client.close();
}

import { setTimeout as sleep } from "node:timers/promises";
import { evaluateTouched } from "../src/domain/alerts/evaluate.ts";
import { ingestUsage } from "../src/domain/usage/ingest.ts";
import type { UsageEvent } from "../src/domain/usage/usage-event.ts";
import { LIMIT, addHistory, addRules, installFor, openAlertsBench, openCrowd } from "./support/alerts-site.ts";
import type { AlertsBench, Installed } from "./support/alerts-site.ts";
import type { Crowd } from "./support/crowd.ts";
import type { Result } from "./support/result.ts";

const setting = (name: string, otherwise: number) => Number(process.env[`QM_BENCH_${name}`] ?? otherwise);

const SUBJECTS = setting("SUBJECTS", 10_000);
const SECONDS = setting("SECONDS", 30);
/** Of the same load, before anything is measured: as a program is that has run for a while. */
const WARM_UP_SECONDS = setting("WARM_UP", 10);
const EVENTS_A_SECOND = setting("EVENTS", 1_000);
/** Of them so many cross a level, each of another person. */
const CARDS_A_SECOND = setting("CARDS", 5);
/** As clusters report: in requests of so many events. */
const BATCH = setting("BATCH", 25);
const FEW_RULES = setting("FEW_RULES", 1_000);
const MANY_RULES = setting("MANY_RULES", 100_000);
const RULES_EACH = 3;
const ROUNDS = setting("ROUNDS", 15);
const ROUND_EVENTS = 500;
/** What everybody used in the hours before, at the turn of an hour and every five minutes looked through for what is unusual. */
const HISTORY_HOURS = setting("HISTORY_HOURS", 168);
const LATEST_MS = 20_000;

/** How soon cards arrive after use was counted, and what rules on other subjects cost. */
export async function measureAlerts(): Promise<readonly Result[]> {
  const bench = await openAlertsBench();
  try {
    const arrival = await measureArrival(bench);
    return [...arrival, ...(await measureOtherRules(bench))];
  } finally {
    await bench.close();
  }
}

async function measureArrival(bench: AlertsBench): Promise<readonly Result[]> {
  const crowd = await openCrowd(bench, SUBJECTS, Math.ceil(SUBJECTS / 10));
  await addRules(
    bench,
    crowd.tenantId,
    crowd.people.map(({ personId }) => personId),
  );
  await addHistory(bench, crowd, HISTORY_HOURS);
  const installed = await installFor(bench, crowd);
  try {
    return await arrivals(bench, crowd, installed);
  } finally {
    await installed.close();
  }
}

async function arrivals(bench: AlertsBench, crowd: Crowd, installed: Installed): Promise<readonly Result[]> {
  // Everybody's limits are read once before.
  for (let from = 0; from < SUBJECTS; from += 1_000) {
    await send(
      installed,
      crowd.people.slice(from, from + 1_000).map((holder) => eventOf(holder, 1)),
    );
  }
  await caughtUp(bench, crowd);

  const warmUp = { seconds: WARM_UP_SECONDS, crossers: crowd.people.toReversed() };
  const { answeredAt: before } = await sendSteadily(crowd, installed, warmUp);
  const load = await sendSteadily(crowd, installed, { seconds: SECONDS, crossers: crowd.people });
  await caughtUp(bench, crowd);
  const arrivedAt = await cardsArrived(bench, crowd, before.size + load.answeredAt.size);
  const delays = [...load.answeredAt].map(([personId, at]) => (arrivedAt.get(personId) ?? Infinity) - at);
  const arrived = delays.filter((delay) => delay < Infinity);
  const what = `${EVENTS_A_SECOND} events/s of ${SUBJECTS} people with ${RULES_EACH} rules each, ${CARDS_A_SECOND} cards/s`;
  return [
    {
      name: `HTTP answer to card in Slack, p99: ${what}`,
      value: quantile(arrived, 0.99),
      unit: "ms",
      beside: LIMIT_MS,
    },
    { name: "the same, p50", value: quantile(arrived, 0.5), unit: "ms", beside: LIMIT_MS },
    { name: "the same, latest", value: quantile(arrived, 1), unit: "ms", beside: LIMIT_MS },
    {
      name: "cards that arrived",
      value: arrived.length,
      unit: "cards",
      beside: { name: "due", value: delays.length },
    },
    {
      name: "events counted",
      value: load.perSecond,
      unit: "events/s",
      beside: { name: "sent", value: EVENTS_A_SECOND },
    },
  ];
}

const LIMIT_MS = { name: "limit", value: 1_000 };

interface Load {
  /** When the request was answered in which somebody crossed a level, by person. */
  readonly answeredAt: ReadonlyMap<string, number>;
  readonly perSecond: number;
}

interface Sending {
  readonly seconds: number;
  /** Who crosses a level, one after the other. */
  readonly crossers: Crowd["people"];
}

async function sendSteadily(crowd: Crowd, installed: Installed, { seconds, crossers }: Sending): Promise<Load> {
  const answeredAt = new Map<string, number>();
  const begun = Date.now();
  const requests = Math.ceil((seconds * EVENTS_A_SECOND) / BATCH);
  const underway: Promise<void>[] = [];
  let crossed = 0;
  for (let request = 0; request < requests; request++) {
    const dueAt = begun + (request * BATCH * 1_000) / EVENTS_A_SECOND;
    await sleep(Math.max(0, dueAt - Date.now()));
    const events = Array.from({ length: BATCH }, () => eventOf(anyOf(crowd), 1));
    const due = Math.floor(((request * BATCH) / EVENTS_A_SECOND) * CARDS_A_SECOND);
    const crossing = crossed < due ? crossers[crossed++] : undefined;
    if (crossing) events[0] = eventOf(crossing, 0.9 * LIMIT);
    underway.push(sendNoting(installed, events, crossing && ((at) => answeredAt.set(crossing.personId, at))));
  }
  await Promise.all(underway);
  return { answeredAt, perSecond: (requests * BATCH * 1_000) / (Date.now() - begun) };
}

async function sendNoting(
  installed: Installed,
  events: readonly UsageEvent[],
  note: ((answeredAt: number) => void) | undefined,
): Promise<void> {
  await send(installed, events);
  note?.(Date.now());
}

async function send({ url, key }: Installed, events: readonly UsageEvent[]): Promise<void> {
  const body = events.map(({ source, id, time, ...data }) => ({
    specversion: "1.0",
    id,
    source,
    type: "quartermaster.usage.v1",
    time: String(time),
    data,
  }));
  for (;;) {
    const response = await fetch(`${url}/v1/usage`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": "application/cloudevents-batch+json",
        prefer: "return=minimal",
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (response.ok) return;
    if (response.status !== 429) throw new Error(text);
    await sleep(20);
  }
}

/** Until everything that was counted is evaluated. */
async function caughtUp({ pool }: AlertsBench, { tenantId }: Crowd): Promise<void> {
  const until = Date.now() + 2 * LATEST_MS;
  while (Date.now() < until) {
    const { rowCount } = await pool.query("SELECT FROM usage_touched WHERE tenant_id = $1 LIMIT 1", [tenantId]);
    if (rowCount === 0) return;
    await sleep(50);
  }
  throw new Error("alerts do not keep up");
}

/** When Slack took each person's card, by the time that it gave the message. */
async function cardsArrived(
  { pool }: AlertsBench,
  { tenantId }: Crowd,
  due: number,
): Promise<ReadonlyMap<string, number>> {
  const until = Date.now() + LATEST_MS;
  for (;;) {
    const { rows } = await pool.query<{ person: string; ts: string }>(
      `SELECT a.person_id AS person, d.handle->>'ts' AS ts FROM delivery d JOIN alert a ON a.id = d.subject_id
       WHERE d.tenant_id = $1 AND d.subject = 'alert' AND d.state = 'sent' AND a.kind = 'quota'`,
      [tenantId],
    );
    if (rows.length >= due || Date.now() > until)
      return new Map(rows.map(({ person, ts }) => [person, Number(ts) * 1_000]));
    await sleep(200);
  }
}

/** The same use in two installations that differ only in how many rules there are on people who use nothing. */
async function measureOtherRules(bench: AlertsBench): Promise<readonly Result[]> {
  const [few, many] = [await openOthers(bench, FEW_RULES), await openOthers(bench, MANY_RULES)];
  const costs = { few: [] as number[], many: [] as number[] };
  for (const crowd of [few, many]) await evaluationCost(bench, crowd);
  // In turns, so that what else the machine does meets both.
  for (let round = 0; round < ROUNDS; round++) {
    costs.few.push(await evaluationCost(bench, few));
    costs.many.push(await evaluationCost(bench, many));
  }
  return [
    {
      name: `evaluation of an event, ${MANY_RULES} rules on others`,
      value: quantile(costs.many, 0.5),
      unit: "µs",
      beside: { name: `${FEW_RULES} rules`, value: quantile(costs.few, 0.5) },
    },
  ];
}

const ACTIVE = 200;

/** 200 people who use something, with three rules each, and others that only have rules. */
async function openOthers(bench: AlertsBench, rules: number): Promise<Crowd> {
  const idle = Math.ceil(rules / RULES_EACH);
  const crowd = await openCrowd(bench, ACTIVE + idle, 20);
  await addRules(
    bench,
    crowd.tenantId,
    crowd.people.map(({ personId }) => personId),
  );
  return { ...crowd, people: crowd.people.slice(0, ACTIVE) };
}

/** Microseconds. */
async function evaluationCost({ world }: AlertsBench, crowd: Crowd): Promise<number> {
  const events = Array.from({ length: ROUND_EVENTS }, () => eventOf(anyOf(crowd), 1));
  const verdicts = await ingestUsage(world(), { tenantId: crowd.tenantId, events });
  if (verdicts.some(({ status }) => status !== "accepted")) throw new Error(JSON.stringify(verdicts[0]));
  const begun = performance.now();
  await evaluateTouched(world());
  return ((performance.now() - begun) * 1_000) / ROUND_EVENTS;
}

let counter = 0;

function eventOf({ personId, organizationId }: Crowd["people"][number], amount: number): UsageEvent {
  counter += 1;
  const time = new Date().toISOString();
  return {
    source: "slurm://alpha",
    id: `event-${counter}`,
    time,
    meter: "jobs",
    person: personId,
    organization: organizationId,
    amount,
  };
}

function anyOf({ people }: Crowd): Crowd["people"][number] {
  const one = people[Math.floor(Math.random() * people.length)];
  if (!one) throw new Error("nobody is there");
  return one;
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

import type { World } from "../../../domain/context.ts";
import type { Verdict } from "../../../domain/usage/verdict.ts";
import { ApiError } from "../api-error.ts";
import type { Budget } from "../in-flight.ts";
import type { EventFault } from "./cloud-event.ts";
import type { Form } from "./form.ts";
import { createTally } from "./tally.ts";
import type { Refused, Tally } from "./tally.ts";
import { textsIn } from "./texts.ts";

export const MOST_EVENTS = 100_000;
/** Counted in one transaction: larger ones hold their locks longer, smaller ones cost more each. */
const BATCH = 2_000;

type RefusedVerdict = Extract<Verdict, { status: "refused" }>;

/** What events of one sort are: how they are read, kept, and refused. */
export interface EventSort<Event> {
  read(
    value: unknown,
  ): { readonly ok: true; readonly event: Event } | { readonly ok: false; readonly fault: EventFault };
  ingest(
    world: World,
    batch: { readonly tenantId: string; readonly events: readonly Event[] },
  ): Promise<readonly Verdict[]>;
  faultOf(world: World, event: Event, verdict: RefusedVerdict): Refused;
}

export interface Taking<Event> extends EventSort<Event> {
  world(): World;
  readonly tenantId: string;
  readonly budget: Budget;
}

interface Waiting<Event> {
  readonly index: number;
  readonly event: Event;
}

export interface Taken {
  readonly tally: Tally;
  readonly isSingle: boolean;
}

/**
 * Counts the events of a body. An array is read whole before anything of it is counted; lines are counted as they come,
 * and nothing more is read meanwhile. What stops a stream of lines is thrown with what was counted before.
 */
export async function takeEvents<Event>(
  taking: Taking<Event>,
  form: Form,
  pieces: AsyncGenerator<string, void>,
): Promise<Taken> {
  const { isSingle, isWhole, groups } = await textsIn(form, pieces);
  const tally = createTally();
  const reading: Reading<Event> = { tally, form, waiting: [], next: 0, held: 0 };
  try {
    for await (const texts of groups) {
      if (isWhole) hold(taking, reading, texts);
      for (const text of texts) readOne(taking, reading, text, { skipMalformed: !isWhole });
      if (!isWhole) await count(taking, reading, BATCH);
    }
    await count(taking, reading, 1);
  } catch (error) {
    throw withCounts(error, tally);
  } finally {
    taking.budget.giveBack(reading.held);
  }
  return { tally, isSingle };
}

interface Reading<Event> {
  readonly tally: Tally;
  readonly form: Form;
  waiting: Waiting<Event>[];
  /** The index of the next event. */
  next: number;
  /** Bytes taken of the budget, about. */
  held: number;
}

function hold<Event>({ budget }: Taking<Event>, reading: Reading<Event>, texts: readonly string[]): void {
  const size = texts.reduce((sum, { length }) => sum + length, 0);
  budget.take(size);
  reading.held += size;
}

function readOne<Event>(
  taking: Taking<Event>,
  reading: Reading<Event>,
  text: string,
  { skipMalformed }: { readonly skipMalformed: boolean },
): void {
  const index = reading.next++;
  if (index >= MOST_EVENTS) {
    const most = MOST_EVENTS.toLocaleString("en-US");
    throw new ApiError("too_many_events", { detail: `At most ${most} events a request. Send them in several.` });
  }
  const parsed = parse(text);
  if (!parsed.ok && !skipMalformed)
    throw new ApiError("malformed_json", { detail: `At event ${index}: ${parsed.detail}` });
  if (!parsed.ok) return reading.tally.refused(index, { code: "malformed_json", detail: parsed.detail, errors: [] });

  const read = taking.read(
    reading.form.kind === "binary" ? { ...reading.form.attributes, data: parsed.value } : parsed.value,
  );
  if (read.ok) reading.waiting.push({ index, event: read.event });
  else reading.tally.refused(index, read.fault);
}

type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly detail: string };

function parse(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, detail: "That is not well-formed JSON." };
  }
}

/** Counts what waits, a batch after the other, as long as at least so many do. */
async function count<Event>(taking: Taking<Event>, reading: Reading<Event>, atLeast: number): Promise<void> {
  while (reading.waiting.length >= atLeast) {
    const batch = reading.waiting.slice(0, BATCH);
    reading.waiting = reading.waiting.slice(BATCH);
    const world = taking.world();
    const verdicts = await taking.ingest(world, { tenantId: taking.tenantId, events: batch.map(({ event }) => event) });
    for (const [nth, { index, event }] of batch.entries()) {
      const verdict = verdicts[nth];
      if (!verdict) throw new Error("each event has a verdict");
      if (verdict.status === "refused") reading.tally.refused(index, taking.faultOf(world, event, verdict));
      else reading.tally.counted(index, verdict.status);
    }
  }
}

/** Whoever sent a stream that broke off hears how far it came. All of it may be sent again. */
function withCounts(error: unknown, tally: Tally): unknown {
  const counts = tally.counts();
  if (!(error instanceof ApiError) || counts.accepted + counts.duplicate === 0) return error;

  const again = "Events before it were counted; sending all of it again counts none twice.";
  const { detail, members } = error.facts;
  return new ApiError(error.code, {
    ...error.facts,
    detail: detail ? `${detail} ${again}` : again,
    members: { ...members, ...counts },
  });
}

import type { World } from "../context.ts";
import { NOBODY } from "../quotas/subject.ts";
import { addUsage } from "./add-usage.ts";
import type { Addition } from "./add-any-usage.ts";
import { eventKey } from "./event-key.ts";
import { boundsOf, readEvent } from "./read-event.ts";
import { quoted, refused } from "./refused.ts";
import type { ReadEvent } from "./read-event.ts";
import { resolveOrganizations, resolvePeople } from "./resolve-names.ts";
import type { UsageEvent } from "./usage-event.ts";
import type { UsageRow } from "./usage-row.ts";
import type { Verdict } from "./verdict.ts";

/** More are counted in several transactions, one after the other. */
const MOST_AT_ONCE = 2_000;
const accepted: Verdict = { status: "accepted" };
const duplicate: Verdict = { status: "duplicate" };

export interface UsageBatch {
  readonly tenantId: string;
  readonly events: readonly UsageEvent[];
}

/**
 * Counts events, each once whatever comes again: by source, id and UTC day. A verdict each, in their order; what is
 * refused counts nowhere and holds up none of the others. Best in batches of a thousand.
 */
export async function ingestUsage(world: World, { tenantId, events }: UsageBatch): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (let from = 0; from < events.length; from += MOST_AT_ONCE) {
    verdicts.push(...(await ingest(world, tenantId, events.slice(from, from + MOST_AT_ONCE))));
  }
  return verdicts;
}

async function ingest(world: World, tenantId: string, events: readonly UsageEvent[]): Promise<readonly Verdict[]> {
  const bounds = boundsOf(world.configuration, world.now);
  const readings = events.map((event) => readEvent(event, bounds));
  const ids = await idsOf(world, tenantId, readings);
  const rows: UsageRow[] = [];
  const results = readings.map((reading) => {
    const result = "status" in reading ? reading : rowOf(reading, ids);
    if (!("status" in result)) rows.push(result);
    return result;
  });
  const additions = rows.length > 0 ? await addUsage(world, tenantId, rows) : null;
  let place = 0;
  return results.map((result) => ("status" in result ? result : verdictOf(additions?.[place++] ?? "accepted")));
}

/** The 16 bytes of ids by what people and organizations were called. */
interface Ids {
  readonly people: ReadonlyMap<string, Buffer>;
  readonly organizations: ReadonlyMap<string, Buffer>;
}

async function idsOf({ db, now }: World, tenantId: string, readings: readonly (ReadEvent | Verdict)[]): Promise<Ids> {
  const people = new Set<string>();
  const organizations = new Set<string>();
  for (const reading of readings) {
    if ("status" in reading) continue;
    if (reading.event.person) people.add(reading.event.person);
    if (reading.event.organization) organizations.add(reading.event.organization);
  }
  const naming = { tenantId, now };
  return {
    people: bytesOf(await resolvePeople(db, naming, people)),
    organizations: bytesOf(await resolveOrganizations(db, naming, organizations)),
  };
}

function bytesOf(ids: ReadonlyMap<string, string>): ReadonlyMap<string, Buffer> {
  const bytes = new Map<string, Buffer>();
  return new Map(
    Array.from(ids, ([name, id]) => {
      const same = bytes.get(id) ?? idBytes(id);
      bytes.set(id, same);
      return [name, same];
    }),
  );
}

function idBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll("-", ""), "hex");
}

const nobody = idBytes(NOBODY);

function rowOf({ event, meter, at, amount, raw, accelerator, cost }: ReadEvent, ids: Ids): UsageRow | Verdict {
  const { source, id, corrects, job, person: personName = "", organization: organizationName = "" } = event;
  const person = personName === "" ? nobody : ids.people.get(personName);
  if (!person) return refused("person_unknown", `nobody is known as ${quoted(personName)}`);
  const organization = organizationName === "" ? nobody : ids.organizations.get(organizationName);
  if (!organization) return refused("organization_unknown", `no organization is known as ${quoted(organizationName)}`);

  return {
    key: eventKey(source, id),
    source,
    id,
    at,
    meter: meter.name,
    kind: meter.kind === "gauge" ? "level" : "add",
    organization,
    person,
    amount,
    raw,
    cost,
    corrects: corrects ? eventKey(corrects.source, corrects.id) : null,
    job: job ?? null,
    accelerator,
  };
}

function verdictOf(addition: Addition): Verdict {
  switch (addition) {
    case "accepted":
      return accepted;
    case "duplicate":
      return duplicate;
    case "conflict":
      return refused("conflict", "the same source and id came before that day with another content");
    case "correction_unknown":
      return refused("correction_unknown", "no such event is known on the UTC day of the correction's time");
    case "correction_differs":
      return refused("correction_differs", "what it corrects was of another meter, person or organization");
    case "correction_too_large":
      return refused("correction_too_large", "it takes back more than is left of what it corrects");
    case "sum_too_large":
      return refused("amount_invalid", "with it a sum would grow beyond all bounds");
  }
}

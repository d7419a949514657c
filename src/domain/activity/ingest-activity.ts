import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import { storable } from "../audit/record.ts";
import type { World } from "../context.ts";
import { eventKey } from "../usage/event-key.ts";
import { oldestKept } from "../usage/partitions.ts";
import { quoted, refused } from "../usage/refused.ts";
import { resolveOrganizations, resolvePeople } from "../usage/resolve-names.ts";
import type { Verdict } from "../usage/verdict.ts";
import { causeOf } from "./activity-event.ts";
import type { ActivityEvent } from "./activity-event.ts";

const AHEAD_MS = 10 * 60 * 1000;
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/iu;
/** What the program itself tells of. */
export const OWN_SOURCE = "quartermaster";

export interface ActivityBatch {
  readonly tenantId: string;
  readonly events: readonly ActivityEvent[];
}

/** One as it is kept. */
interface Row {
  readonly key: string;
  readonly at: Date;
  readonly kind: string;
  readonly organization: string | null;
  readonly person: string | null;
  readonly outcome: string | null;
  readonly cause: string | null;
  readonly job: string | null;
  readonly data: string;
}

/**
 * Keeps what platforms tell of, each once whatever comes again: by source and id. A verdict each, in their order; the same
 * source and id with another content is a conflict. What is refused holds up none of the others.
 */
export async function ingestActivity(world: World, { tenantId, events }: ActivityBatch): Promise<readonly Verdict[]> {
  const ids = await idsOf(world, tenantId, events);
  const readings = events.map((event) => readRow(world, event, ids));
  const rows = new Map(readings.flatMap((reading) => ("key" in reading ? [[reading.key, reading]] : [])));
  const kept = await keep(world, tenantId, [...rows.values()]);
  const counted = new Set<string>();
  return readings.map((reading) => {
    if (!("key" in reading)) return reading;
    const there = kept.get(reading.key);
    // Of the same key twice in one batch the last was kept.
    if (!there?.isSame || !isSameRow(rows.get(reading.key), reading))
      return refused("conflict", "the same source and id came before with another content");
    if (!there.isNew || counted.has(reading.key)) return { status: "duplicate" };
    counted.add(reading.key);
    return { status: "accepted" };
  });
}

interface Ids {
  readonly people: ReadonlyMap<string, string>;
  readonly organizations: ReadonlyMap<string, string>;
}

async function idsOf({ db, now }: World, tenantId: string, events: readonly ActivityEvent[]): Promise<Ids> {
  const naming = { tenantId, now };
  return {
    people: await resolvePeople(db, naming, named(events.map(({ person }) => person))),
    organizations: await resolveOrganizations(db, naming, named(events.map(({ organization }) => organization))),
  };
}

function named(names: readonly (string | undefined)[]): ReadonlySet<string> {
  return new Set(names.filter((name) => name !== undefined));
}

function readRow(world: World, event: ActivityEvent, ids: Ids): Row | Verdict {
  const { source, id, person, organization } = event;
  const at = timeOf(event.time);
  const fault = faultOf(world, event, at);
  if (fault) return fault;
  const personId = person === undefined ? null : ids.people.get(person);
  if (personId === undefined) return refused("person_unknown", `nobody is known as ${quoted(person ?? "")}`);
  const organizationId = organization === undefined ? null : ids.organizations.get(organization);
  if (organizationId === undefined)
    return refused("organization_unknown", `no organization is known as ${quoted(organization ?? "")}`);

  return {
    key: uuidOf(eventKey(source, id)),
    at: new Date(at),
    kind: event.kind,
    organization: organizationId,
    person: personId,
    ...columnsOf(event),
    data: storable(JSON.stringify(dataOf(event))),
  };
}

function columnsOf(event: ActivityEvent): Pick<Row, "outcome" | "cause" | "job"> {
  return {
    outcome: "outcome" in event ? event.outcome : null,
    cause: event.kind === "job-ended" && event.outcome === "failed" ? causeOf(event) : null,
    job: "job" in event ? (event.job ?? null) : null,
  };
}

function faultOf({ now, configuration }: World, { source, person, organization }: ActivityEvent, at: number) {
  if (source === OWN_SOURCE) return refused("id_invalid", `the source ${OWN_SOURCE} is the program's own`);
  if (!person && !organization) return refused("subject_missing", "name a person, an organization, or both");
  if (Number.isNaN(at)) return refused("time_invalid", "the time is RFC 3339 with a zone: 2026-11-21T12:00:00Z");
  const earliest = oldestKept(now, configuration.keepEventsDays);
  if (at < earliest) return refused("time_too_early", `events before ${new Date(earliest).toISOString()} are not kept`);
  if (at > now.getTime() + AHEAD_MS) return refused("time_too_late", "the time is more than ten minutes ahead");
  return undefined;
}

/** NaN for what is no time. */
function timeOf(time: Date | string): number {
  if (typeof time !== "string") return time.getTime();
  return RFC_3339.test(time) ? Date.parse(time) : Number.NaN;
}

/** What has no column of its own. */
function dataOf(event: ActivityEvent): object {
  switch (event.kind) {
    case "job-ended": {
      const { exitCode, image, node, link } = event;
      return { exitCode, image, node, link };
    }
    case "sign-in":
      return { country: event.country };
    case "download":
      return { count: event.count, bytes: event.bytes };
    case "utilization":
      return { percent: event.percent, reservation: event.reservation };
  }
}

function uuidOf(key: string): string {
  const hex = Buffer.from(key, "latin1").subarray(0, 16).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function isSameRow(one: Row | undefined, other: Row): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

interface Kept {
  readonly key: string;
  readonly isNew: boolean;
  readonly isSame: boolean;
}

async function keep(
  { db, now }: World,
  tenantId: string,
  unsorted: readonly Row[],
): Promise<ReadonlyMap<string, Kept>> {
  if (unsorted.length === 0) return new Map();
  // In one order whoever writes, so that two batches of the same wait for each other instead of both failing.
  const rows = unsorted.toSorted((one, other) => (one.key < other.key ? -1 : 1));
  const column = (of: (row: Row) => unknown) => rows.map(of);
  const given = Prisma.sql`
    SELECT * FROM unnest(${column(({ key }) => key)}::uuid[], ${column(({ at }) => at)}::timestamptz[],
      ${column(({ kind }) => kind)}::text[], ${column(({ organization }) => organization)}::uuid[],
      ${column(({ person }) => person)}::uuid[], ${column(({ outcome }) => outcome)}::text[],
      ${column(({ cause }) => cause)}::text[], ${column(({ job }) => job)}::text[], ${column(({ data }) => data)}::text[])
      AS g (key, at, kind, organization_id, person_id, outcome, cause, job, data)`;
  const made = await readRows<{ key: string }>(
    db,
    Prisma.sql`
    INSERT INTO activity (tenant_id, key, at, kind, organization_id, person_id, outcome, cause, job, data, received_at)
    SELECT ${tenantId}::uuid, key, at, kind, organization_id, person_id, outcome, cause, job, data::jsonb, ${now}::timestamptz
    FROM (${given}) AS g ON CONFLICT DO NOTHING RETURNING key::text`,
  );
  const same = await readRows<{ key: string }>(
    db,
    Prisma.sql`
    SELECT a.key::text FROM activity a JOIN (${given}) AS g ON a.tenant_id = ${tenantId}::uuid AND a.key = g.key
    WHERE a.at = g.at AND a.kind = g.kind AND a.data = g.data::jsonb
      AND (a.organization_id, a.person_id, a.outcome, a.cause, a.job)
        IS NOT DISTINCT FROM (g.organization_id, g.person_id, g.outcome, g.cause, g.job)`,
  );
  const isNew = new Set(made.map(({ key }) => key));
  const isSame = new Set(same.map(({ key }) => key));
  return new Map(rows.map(({ key }) => [key, { key, isNew: isNew.has(key), isSame: isSame.has(key) }]));
}

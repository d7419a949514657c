import type { Database, Transaction } from "../../storage/database.ts";
import type { Configuration } from "../configuration/configuration.ts";
import type { Pause } from "../pauses/pause.ts";
import { readPauses } from "../pauses/read-pauses.ts";
import { isId } from "../id.ts";
import { isShared } from "./cohort-limits.ts";
import type { LimitPath } from "./limit.ts";
import { pastUses } from "./past-use.ts";
import type { GrantFact, LimitFacts, LoanFact, OrganizationFact, PathFacts, QuotaFact } from "./path-facts.ts";
import { readGrants, readLoans, readQuotas, readVersion } from "./read-limits.ts";
import { readChildren, readOrganizations, readPeople } from "./read-places.ts";
import type { LoadedPerson } from "./read-places.ts";
import { resolvePath, resolvePools } from "./resolve.ts";
import type { Pools } from "./resolve.ts";
import { subjectKey } from "./subject.ts";
import type { Subject } from "./subject.ts";

export interface PathSubject {
  readonly personId?: string;
  readonly organizationId?: string;
}

export interface LoadingPaths {
  readonly tenantId: string;
  readonly now: Date;
  readonly configuration: Configuration;
}

/**
 * The limits that bind each of these people, organizations, or people within an organization, in this order. undefined:
 * no such person or organization in this tenant (deleted ones are none), or the person does not belong there. A small
 * constant number of queries for any number of subjects.
 */
export async function loadPaths(
  db: Database | Transaction,
  { tenantId, now, configuration }: LoadingPaths,
  subjects: readonly PathSubject[],
): Promise<readonly (LimitPath | undefined)[]> {
  if (subjects.length === 0) return [];
  const version = await readVersion(db, tenantId);
  const whose = await readWhose(db, tenantId, subjects);
  const facts = { ...(await readFacts(db, tenantId, whose)), version, now, configuration };

  const past = pastUses(db, tenantId);
  const resolve = () => resolveAll({ ...facts, usedBetween: past.usedBetween }, whose);
  const paths = resolve();
  return (await past.read()) ? resolve() : paths;
}

type Whose = readonly (PathFacts | undefined)[];

async function readWhose(
  db: Database | Transaction,
  tenantId: string,
  subjects: readonly PathSubject[],
): Promise<Whose> {
  const [organizations, people] = await Promise.all([
    readOrganizations(db, tenantId, unique(subjects.map(({ organizationId }) => organizationId))),
    readPeople(db, tenantId, unique(subjects.map(({ personId }) => personId))),
  ]);
  return subjects.map((subject) => whoseOf(subject, organizations, people));
}

function whoseOf(
  { personId, organizationId }: PathSubject,
  organizations: ReadonlyMap<string, OrganizationFact>,
  people: ReadonlyMap<string, LoadedPerson>,
): PathFacts | undefined {
  const person = personId === undefined ? null : people.get(personId);
  if (person === undefined) return undefined;
  if (organizationId === undefined) return { person, role: null, chain: [] };

  const chain = chainOf(organizationId, organizations);
  const role = person?.roles.get(organizationId) ?? null;
  const isThere = chain.length > 0 && (person === null || role !== null);
  return isThere ? { person, role, chain } : undefined;
}

function chainOf(
  organizationId: string,
  organizations: ReadonlyMap<string, OrganizationFact>,
): readonly OrganizationFact[] {
  const chain: OrganizationFact[] = [];
  let one = organizations.get(organizationId);
  while (one && !chain.includes(one)) {
    chain.push(one);
    one = one.parentId === null ? undefined : organizations.get(one.parentId);
  }
  return chain;
}

type ReadFacts = Pick<LimitFacts, "quotasOf" | "grantsOf" | "pausesOf" | "loansOf" | "childrenOf">;
type Chosen = { readonly keys: readonly string[]; readonly organizationIds: readonly string[] };

/** In two steps, the second only where organizations share what they leave unused. */
async function readFacts(db: Database | Transaction, tenantId: string, whose: Whose): Promise<ReadFacts> {
  const present = whose.filter((one) => one !== undefined);
  const places = [...new Map(present.flatMap(({ chain }) => chain.map((one) => [one.id, one] as const))).values()];
  const keys = [...new Set(["tenant", ...present.flatMap(keysOf)])];
  const own = await readLimits(db, tenantId, { keys, organizationIds: places.map(({ id }) => id) });

  const sharing = places.filter(({ id }) => own.quotas.get(organizationKey(id))?.some(isShared));
  const children = await readChildren(db, tenantId, [...new Set(sharing.map(({ parentId }) => parentId))]);
  const siblings = [...children.values()].flat().map(({ id }) => id);
  const theirs = await readLimits(db, tenantId, { keys: siblings.map(organizationKey), organizationIds: siblings });

  return {
    quotasOf: (key) => own.quotas.get(key) ?? theirs.quotas.get(key) ?? [],
    grantsOf: (key) => own.grants.get(key) ?? theirs.grants.get(key) ?? [],
    pausesOf: (key) => own.pauses.get(key) ?? [],
    loansOf: (id) => own.loans.get(id) ?? theirs.loans.get(id) ?? [],
    childrenOf: (parentId) => children.get(parentId ?? "") ?? [],
  };
}

interface Limits {
  readonly quotas: ReadonlyMap<string, readonly QuotaFact[]>;
  readonly grants: ReadonlyMap<string, readonly GrantFact[]>;
  readonly loans: ReadonlyMap<string, readonly LoanFact[]>;
  readonly pauses: ReadonlyMap<string, readonly Pause[]>;
}

async function readLimits(
  db: Database | Transaction,
  tenantId: string,
  { keys, organizationIds }: Chosen,
): Promise<Limits> {
  if (keys.length === 0) return { quotas: new Map(), grants: new Map(), loans: new Map(), pauses: new Map() };

  const [quotas, grants, loans, pauses] = await Promise.all([
    readQuotas(db, tenantId, keys),
    readGrants(db, tenantId, keys),
    readLoans(db, tenantId, organizationIds),
    readPauses(db, tenantId, keys),
  ]);
  return { quotas, grants, loans, pauses };
}

/** Where limits of a person, and of the pools above, may be defined. */
function keysOf({ person, role, chain }: PathFacts): readonly string[] {
  const pools = chain.map(({ id }) => organizationKey(id));
  const [organization] = chain;
  if (!person) return pools;

  const { id: personId } = person;
  const inPlace: readonly Subject[] =
    organization && role
      ? [
          { scope: "member", organizationId: organization.id, personId },
          { scope: "role", organizationId: organization.id, role },
          { scope: "role", organizationId: organization.id, role: "everyone" },
        ]
      : [];
  const everywhere: readonly Subject[] = [
    { scope: "person", personId },
    { scope: "role", role: person.role },
  ];
  return [...pools, ...[...inPlace, ...everywhere].map(subjectKey)];
}

function organizationKey(organizationId: string): string {
  return subjectKey({ scope: "organization", organizationId });
}

/** The pools of an organization are worked out once for all its people. */
function resolveAll(facts: LimitFacts, whose: Whose): readonly (LimitPath | undefined)[] {
  const known = new Map<string, Pools>();
  return whose.map((one) => one && resolvePath(facts, one, poolsOf(one.chain, known, facts)));
}

function poolsOf(chain: readonly OrganizationFact[], known: Map<string, Pools>, facts: LimitFacts): Pools {
  const place = chain[0]?.id ?? "";
  const pools = known.get(place) ?? resolvePools(facts, chain);
  known.set(place, pools);
  return pools;
}

/** Anything else is nobody's id, and no text for PostgreSQL to choke on. */
function unique(ids: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(ids.filter((id) => id !== undefined && isId(id)))].filter((id) => id !== undefined);
}

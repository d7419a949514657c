import type { World } from "../../../domain/context.ts";
import { requireAmount } from "../../../domain/meters/amount.ts";
import { requireMeter } from "../../../domain/meters/find-meter.ts";
import { requireAccelerator } from "../../../domain/rates/accelerator.ts";
import type { Ask, Wanted } from "../../../domain/reservations/decision.ts";
import { resolveOrganizations, resolvePeople } from "../../../domain/usage/resolve-names.ts";
import { ApiError } from "../api-error.ts";
import type { AskBody } from "./schemas.ts";

interface Named {
  readonly person?: string | undefined;
  readonly organization?: string | undefined;
}

/** What names stand for: id by name, for those that are known. */
export interface Found {
  readonly people: ReadonlyMap<string, string>;
  readonly organizations: ReadonlyMap<string, string>;
}

export interface Asking {
  readonly world: World;
  readonly tenantId: string;
}

/** Looks up everybody whom these requests name. */
export type FindNames = (asking: Asking, items: readonly Named[]) => Promise<Found>;

interface Gathered {
  readonly people: Set<string>;
  readonly organizations: Set<string>;
  readonly found: Promise<Found>;
}

/** Requests that arrive together are looked up together: one query for all names that are not remembered. */
export function createFindNames(): FindNames {
  const gathered = new Map<string, Gathered>();
  return (asking, items) => {
    const waiting = gathered.get(asking.tenantId) ?? gather(asking);
    gathered.set(asking.tenantId, waiting);
    for (const { person, organization } of items) {
      if (person !== undefined) waiting.people.add(person);
      if (organization !== undefined) waiting.organizations.add(organization);
    }
    return waiting.found;
  };

  function gather({ world, tenantId }: Asking): Gathered {
    const people = new Set<string>();
    const organizations = new Set<string>();
    const found = (async () => {
      await new Promise<void>((resolve) => void setImmediate(resolve));
      gathered.delete(tenantId);
      return find({ world, tenantId }, people, organizations);
    })();
    return { people, organizations, found };
  }
}

async function find(
  { world: { db, now }, tenantId }: Asking,
  people: ReadonlySet<string>,
  organizations: ReadonlySet<string>,
): Promise<Found> {
  const naming = { tenantId, now };
  const [foundPeople, foundOrganizations] = await Promise.all([
    resolvePeople(db, naming, people),
    resolveOrganizations(db, naming, organizations),
  ]);
  return { people: foundPeople, organizations: foundOrganizations };
}

/** The request in the domain's words. Throws ApiErrors and DomainErrors, whose fields are JSON Pointers. */
export function askOf({ configuration }: Pick<World, "configuration">, found: Found, body: AskBody): Ask {
  return {
    ...idsOf(found, body),
    wanted: body.wanted.map((one, nth) => wantedOf(configuration, one, `#/wanted/${nth}`)),
  };
}

/** Who is named, by their ids. Throws person_unknown and organization_unknown. */
export function idsOf(
  { people, organizations }: Found,
  { person, organization }: Named,
): { readonly personId?: string; readonly organizationId?: string } {
  return {
    ...(person !== undefined && { personId: people.get(person) ?? unknown("person", person) }),
    ...(organization !== undefined && {
      organizationId: organizations.get(organization) ?? unknown("organization", organization),
    }),
  };
}

function unknown(thing: "person" | "organization", name: string): never {
  const detail = `There is no ${thing} “${name.slice(0, 100)}”.`;
  throw new ApiError(thing === "person" ? "person_unknown" : "organization_unknown", {
    detail,
    errors: [{ pointer: `#/${thing}`, detail }],
  });
}

function wantedOf(configuration: World["configuration"], body: AskBody["wanted"][number], at: string): Wanted {
  const meter = requireMeter(configuration, body.meter, `${at}/meter`);
  return {
    meter: meter.name,
    amount: requireAmount(meter, body.amount, { field: `${at}/amount` }),
    ...(body.most !== undefined && { most: requireAmount(meter, body.most, { field: `${at}/most` }) }),
    ...(body.accelerator !== undefined && {
      accelerator: requireAccelerator(configuration, body.accelerator, `${at}/accelerator`).name,
    }),
  };
}

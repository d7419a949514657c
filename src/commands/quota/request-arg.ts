import { refuse } from "../../domain/errors.ts";
import { findMeter } from "../../domain/meters/find-meter.ts";
import { listRequests } from "../../domain/requests/list-requests.ts";
import type { RequestAction, RequestRow } from "../../domain/requests/list-requests.ts";
import { showOf } from "../../domain/requests/show-of.ts";
import { isId } from "../../domain/id.ts";
import { given } from "../arg.ts";
import type { Kind } from "../arg.ts";
import { currentOrganization } from "../args/organization.ts";
import { registered } from "../args/person.ts";
import type { CommandContext } from "../define.ts";
import { CommandError } from "../problem.ts";
import type { Choice } from "../reply.ts";

const MOST_SUGGESTIONS = 25;

/** A request that waits for the asker's answer, by who made it; buttons give its id. */
export const answerableRequest: Kind<string> = {
  kind: "text",
  label: "Request",
  field: "suggested",
  alsoKnownAs: ["person", "who", "id"],
  read(typed, field) {
    if (isId(typed)) return given(typed);
    const person = registered.read(typed, field);
    return person.ok
      ? {
          ok: true,
          resolve: async (context) => {
            const { id: requesterId, label } = await person.resolve(context);
            return only(context, await waiting(context, "approve", requesterId), { field, typed: label });
          },
        }
      : person;
  },
  suggest: async (context, query) => choices(await waiting(context, "approve"), query),
};

/** One of the asker's own requests that wait, by what it asks for; buttons give its id. */
export const ownRequest: Kind<string> = {
  kind: "text",
  label: "Request",
  field: "suggested",
  alsoKnownAs: ["meter", "id"],
  read(typed, field) {
    if (isId(typed)) return given(typed);
    return {
      ok: true,
      resolve: async (context) => {
        const meter = findMeter(context.configuration, typed);
        const own = await waiting(context, "cancel");
        return only(
          context,
          own.filter((row) => row.meter.name === meter?.name),
          { field, typed },
        );
      },
    };
  },
  suggest: async (context, query) => choices(await waiting(context, "cancel"), query),
};

/** The request that is meant where none is named: the only one that waits. */
export async function theOnlyRequest(context: CommandContext, action: RequestAction): Promise<string> {
  return only(context, await waiting(context, action), { field: "request", typed: "" });
}

async function waiting(
  context: CommandContext,
  action: RequestAction,
  requesterId?: string,
): Promise<readonly RequestRow[]> {
  const { rows } = await listRequests(context, { state: "pending", requesterId });
  const open = rows.filter((row) => row.may.includes(action));
  const here = currentOrganization(context)?.organizationId;
  return open.toSorted((a, b) => Number(b.organization?.id === here) - Number(a.organization?.id === here));
}

/** Of several, the one that is about where the asker works at present is meant. */
function isAlone(first: RequestRow, others: readonly RequestRow[], here: string | undefined): boolean {
  if (others.length === 0) return true;
  return first.organization?.id === here && others.every(({ organization }) => organization?.id !== here);
}

interface Typed {
  readonly field: string;
  readonly typed: string;
}

function only(context: CommandContext, rows: readonly RequestRow[], { field, typed }: Typed): string {
  const [first, ...others] = rows;
  if (!first) return refuse({ kind: "not-found", thing: "request", ...(typed && { named: typed }) });
  if (isAlone(first, others, currentOrganization(context)?.organizationId)) return first.id;

  const candidates = rows.map((row) => ({ value: row.id, label: labelOf(row) }));
  throw new CommandError({ kind: "ambiguous", field, typed, things: "requests that wait", candidates });
}

function labelOf({ requester, meter, amount }: RequestRow): string {
  return `${requester.name}: ${showOf(meter, amount)}`;
}

function choices(rows: readonly RequestRow[], query: string): readonly Choice[] {
  const wanted = query.replace(/^@/u, "").toLowerCase();
  return rows
    .map((row) => ({ value: row.id, label: labelOf(row) }))
    .filter(({ label }) => label.toLowerCase().includes(wanted))
    .slice(0, MOST_SUGGESTIONS);
}

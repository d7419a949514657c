import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Giver } from "../quotas/giver.ts";
import { loadPaths } from "../quotas/load-path.ts";
import { endOfGrant, latestEnd } from "./terms.ts";
import type { Asked, RequestTerms } from "./terms.ts";

interface Granting {
  readonly terms: RequestTerms;
  readonly meter: string;
  /** In whose names it is granted. */
  readonly givers: readonly Giver[];
}

/**
 * From when until when what is asked for would be granted now: no longer than any of those who grant it has it
 * themselves. Refuses with `until-passed`.
 */
export async function grantSpan(
  tx: Transaction,
  context: Context,
  { terms, meter, givers }: Granting,
): Promise<{ readonly from: Date; readonly until: Date }> {
  const from = startOf(context, terms);
  const ends: Date[] = [];
  for (const giver of givers) {
    const end = await authorityEnd(tx, context, { giver, meter });
    if (end) ends.push(end);
  }
  const { longestGrantDays } = context.configuration.requests;
  const until = endOfGrant(terms, from, { longestGrantDays, authorityUntil: earliest(ends) });
  if (until <= from) return refuse({ kind: "until-passed", until: until.toISOString() });

  return { from, until };
}

/** What an approver asks for outright is not quietly made shorter. Refuses with `grant-too-long`. */
export function requireShort(context: Context, { until, lengthMs }: Asked, terms: RequestTerms): void {
  const { longestGrantDays } = context.configuration.requests;
  const from = startOf(context, terms);
  const end = lengthMs === undefined ? until : new Date(from.getTime() + lengthMs);
  if (end === null || end > latestEnd(from, longestGrantDays))
    refuse({ kind: "grant-too-long", days: longestGrantDays });
}

function startOf({ now }: Context, { from }: RequestTerms): Date {
  return from && from > now ? from : now;
}

/** Nobody grants beyond the day until which their organization has its own limit. */
async function authorityEnd(
  tx: Transaction,
  context: Context,
  { giver, meter }: { readonly giver: Giver; readonly meter: string },
): Promise<Date | null> {
  if (giver.kind === "installation") return null;
  const [path] = await loadPaths(tx, context, [{ organizationId: giver.organization.id }]);
  return earliest(
    (path?.limits ?? []).flatMap(({ limit: { meter: of, source } }) =>
      of === meter && source.kind === "quota" && source.until ? [source.until] : [],
    ),
  );
}

function earliest(dates: readonly Date[]): Date | null {
  return dates.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
}

import type { Context } from "../context.ts";
import type { Ref } from "../events.ts";
import { readAuthority, readOrganization, requirePermission } from "../memberships/authority-in.ts";
import { refuse } from "../errors.ts";
import { usageByMember } from "../usage/read-usage.ts";
import type { UsedBy } from "../usage/read-usage.ts";
import type { Period } from "./period.ts";
import { readsEverything } from "./usage-access.ts";

interface Question {
  readonly organizationId: string;
  readonly period: Pick<Period, "from" | "to">;
  /** Their names, in the order of the answer's columns. The first sorts. */
  readonly meters: readonly string[];
}

export interface MemberUsage {
  readonly id: string | null;
  readonly name: string;
  /** Of each meter asked for, in their order. */
  readonly used: readonly UsedBy[];
}

/** What each member used here and below, most first; who has left stays in it, since what they used is in the sum. */
export async function showUsageByMember(
  context: Context,
  { organizationId, period, meters }: Question,
): Promise<{ readonly organization: Ref; readonly members: readonly MemberUsage[] }> {
  const organization = await organizationFor(context, organizationId);

  const byMeter = await Promise.all(
    meters.map((meter) => usageByMember(context.db, context, { organizationId, meter, ...period })),
  );
  const everybody = new Map(byMeter.flat().map(({ id, name }) => [id, name]));
  const members = [...everybody].map(([id, name]) => ({
    id,
    name,
    used: byMeter.map((rows) => rows.find((row) => row.id === id) ?? { id, name, amount: 0n, cost: 0n }),
  }));
  return { organization, members: members.toSorted(mostFirst) };
}

async function organizationFor(context: Context, organizationId: string): Promise<Ref> {
  if (await readsEverything(context)) {
    const found = await readOrganization(context.db, context, organizationId);
    return found ? { id: found.id, name: found.name } : refuse({ kind: "not-found", thing: "organization" });
  }
  const authority = await readAuthority(context.db, context, organizationId);
  await requirePermission(context.db, authority, "usage:list");
  const { id, name } = authority.organization;
  return { id, name };
}

function mostFirst(one: MemberUsage, other: MemberUsage): number {
  const columns = one.used.map(({ amount }, index) => Number((other.used[index]?.amount ?? 0n) - amount));
  return columns.find((difference) => difference !== 0) ?? one.name.localeCompare(other.name, "en");
}

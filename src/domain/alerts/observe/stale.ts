import type { Prisma } from "../../../storage/generated/client.ts";
import type { AlertRuleOf } from "../alert-rule.ts";
import type { Observation } from "../observation.ts";
import type { ClockLook } from "./observers.ts";
import { countWords, plainly } from "./plainly.ts";

const DAY_MS = 86_400_000;
const MOST_ITEMS = 20;

/** Which active accounts of people nobody has used for so many days; once in each month of UTC. */
export async function observeStale(
  { tx, context }: ClockLook,
  rules: readonly AlertRuleOf<"stale">[],
): Promise<readonly Observation[]> {
  const { tenantId, now } = context;
  const seen: Observation[] = [];
  for (const rule of rules) {
    const { days, severity, timing } = rule.spec;
    const before = new Date(now.getTime() - days * DAY_MS);
    const where: Prisma.PersonWhereInput = {
      tenantId,
      state: "active",
      kind: "human",
      createdAt: { lt: before },
      OR: [{ lastSeenAt: null }, { lastSeenAt: { lt: before } }],
      ...(rule.organizationId && { memberships: { some: { organizationId: rule.organizationId } } }),
    };
    const total = await tx.person.count({ where });
    if (total === 0) continue;
    const people = await tx.person.findMany({
      where,
      orderBy: [{ lastSeenAt: { sort: "asc", nulls: "first" } }, { id: "asc" }],
      take: MOST_ITEMS,
      select: { displayName: true, lastSeenAt: true, createdAt: true },
    });
    const items = people.map(({ displayName, lastSeenAt, createdAt }) => ({
      name: displayName,
      what: lastSeenAt ? "last seen" : "never seen, here since",
      at: (lastSeenAt ?? createdAt).toISOString(),
    }));
    const level = { name: `not seen for ${countWords(days, "day", "days")}`, severity, at: 1 };
    seen.push(
      plainly(rule, {
        subject: { scope: "tenant" },
        name: "the installation",
        value: total,
        level,
        facts: { items, total, days },
        timing: { ...timing, once: true },
        windowStart: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth())),
        windowEnd: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1)),
      }),
    );
  }
  return seen;
}

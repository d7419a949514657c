import type { Database, Transaction } from "../../storage/database.ts";
import type { Alert } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import type { AboutAlert } from "./payload.ts";

type Db = Database | Transaction;

/** By which names machines hear of alerts: of each alert, by its id. */
export async function aboutAlerts(
  db: Db,
  { tenantId, configuration }: Pick<Context, "tenantId" | "configuration">,
  alerts: readonly Pick<Alert, "id" | "ruleId" | "organizationId" | "personId" | "meter">[],
): Promise<ReadonlyMap<string, AboutAlert>> {
  const ids = (of: (alert: (typeof alerts)[number]) => string | null) => [
    ...new Set(alerts.flatMap((alert) => of(alert) ?? [])),
  ];
  const rules = await db.alertRule.findMany({
    where: { tenantId, id: { in: ids(({ ruleId }) => ruleId) } },
    select: { id: true, name: true },
  });
  const organizations = await db.organization.findMany({
    where: { tenantId, id: { in: ids(({ organizationId }) => organizationId) } },
    select: { id: true, slug: true, name: true },
  });
  const people = await db.person.findMany({
    where: { tenantId, id: { in: ids(({ personId }) => personId) } },
    select: { id: true, username: true, displayName: true },
  });
  return new Map(
    alerts.map((alert) => {
      const person = people.find(({ id }) => id === alert.personId);
      const about = {
        rule: rules.find(({ id }) => id === alert.ruleId) ?? { id: alert.ruleId, name: "" },
        organization: organizations.find(({ id }) => id === alert.organizationId) ?? null,
        person: person ? { id: person.id, username: person.username ?? "", name: person.displayName } : null,
        meter: configuration.meters.find(({ name }) => name === alert.meter),
      };
      return [alert.id, about];
    }),
  );
}

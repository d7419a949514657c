import { z } from "zod";
import type { World } from "../../../domain/context.ts";
import { writeAmount } from "../../../domain/meters/amount.ts";
import { requireMeter } from "../../../domain/meters/find-meter.ts";
import { COST } from "../../../domain/meters/meter.ts";
import type { CountedSubject } from "../../../domain/quotas/subject.ts";
import { usageByDay, usageTotals } from "../../../domain/usage/read-usage.ts";
import type { Used } from "../../../domain/usage/read-usage.ts";
import { ApiError } from "../api-error.ts";
import type { ApiParts } from "../api.ts";
import { createInFlight } from "../in-flight.ts";
import { meterOf } from "../quota/limit-answer.ts";
import { createFindNames, idsOf } from "../quota/names.ts";
import { keyOf, requireKey } from "../require-key.ts";
import { problems } from "../schemas.ts";
import type { ApiScope } from "../scope.ts";
import { zonedTime } from "../zoned-time.ts";
import { meterName, organizationName, personName } from "./cloud-event.ts";

/** Sums over long periods keep the database busy. */
const IN_FLIGHT = { most: 4, mostOfKey: 2 };
const DAY_MS = 24 * 60 * 60 * 1000;
const MOST_DAYS = 400;
/** What PostgreSQL and the calendar's libraries write alike. */
const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(9999, 0, 1);

const time = z.iso.datetime({ offset: true });
const decimal = z.string().meta({ description: "A decimal number in the meter's unit", examples: ["12.5"] });
const used = { amount: decimal, cost: z.string().meta({ description: "In the installation's currency" }) };

const query = z.strictObject({
  person: personName.optional(),
  organization: organizationName.optional(),
  from: time,
  to: time.meta({ description: `Exclusive; at most ${MOST_DAYS} days after from` }),
  meter: meterName.optional().meta({ description: "Also by day, of this meter" }),
});

const answer = z
  .object({
    from: time,
    to: time,
    currency: z.string(),
    totals: z.array(z.object({ meter: z.string(), unit: z.string(), ...used })),
    days: z.array(z.object({ day: z.string(), ...used })).optional(),
  })
  .meta({ id: "Usage" });

/** GET /v1/usage. */
export function serveUsageReading(scope: ApiScope, { world }: Pick<ApiParts, "world">): void {
  const inFlight = createInFlight(IN_FLIGHT);
  const findNames = createFindNames();
  scope.route({
    method: "GET",
    url: "/usage",
    schema: {
      operationId: "readUsage",
      tags: ["usage"],
      summary: "Read what was used",
      description:
        "Of a person, an organization with all below it, a person within an organization, or, where neither is named, of the installation. Exact where from and to are midnights of the installation's zone; of gauges, the most that was held. Takes the scope usage:read.",
      security: [{ key: [] }],
      querystring: query,
      response: { 200: answer.describe("What was used"), ...problems },
    },
    onRequest: requireKey(world, "usage:read"),
    handler: async (request, reply) => {
      const { keyId, tenantId } = keyOf(request);
      const leave = inFlight.enter(keyId);
      try {
        const now = world();
        const found = await findNames({ world: now, tenantId }, [request.query]);
        const subject = subjectOf(idsOf(found, request.query));
        return reply.send(await read({ world: now, tenantId, subject }, request.query));
      } finally {
        leave();
      }
    },
  });
}

interface Reading {
  readonly world: World;
  readonly tenantId: string;
  readonly subject: CountedSubject;
}

async function read({ world, tenantId, subject }: Reading, asked: z.output<typeof query>) {
  const { db, now, configuration } = world;
  const period = periodOf(asked);
  const reading = { tenantId, now, configuration };
  const meter = asked.meter === undefined ? undefined : requireMeter(configuration, asked.meter, "#/meter");
  const totals = await usageTotals(db, reading, { subject, ...period });
  const days = meter && (await usageByDay(db, reading, { subject, meter: meter.name, ...period }));
  const written = (name: string, { amount, cost }: Used) => ({
    amount: writeAmount(meterOf(configuration, name), amount),
    cost: writeAmount(meterOf(configuration, COST), cost),
  });
  return {
    from: zonedTime(period.from, configuration.timeZone),
    to: zonedTime(period.to, configuration.timeZone),
    currency: configuration.currency,
    totals: totals.map((one) => ({
      meter: one.meter,
      unit: meterOf(configuration, one.meter).unit,
      ...written(one.meter, one),
    })),
    ...(days && meter && { days: days.map((one) => ({ day: one.day, ...written(meter.name, one) })) }),
  };
}

function periodOf({ from, to }: Pick<z.output<typeof query>, "from" | "to">) {
  const period = { from: new Date(from), to: new Date(to) };
  const length = period.to.getTime() - period.from.getTime();
  const isInCalendar = period.from.getTime() >= EARLIEST && period.to.getTime() <= LATEST;
  if (length > 0 && length <= MOST_DAYS * DAY_MS && isInCalendar) return period;

  const detail = `It is after from, by at most ${MOST_DAYS} days, and both are from 1970 to 9998.`;
  throw new ApiError("invalid_request", { detail, errors: [{ pointer: "#/to", detail }] });
}

function subjectOf({ personId, organizationId }: ReturnType<typeof idsOf>): CountedSubject {
  if (personId !== undefined && organizationId !== undefined) return { scope: "member", organizationId, personId };
  if (personId !== undefined) return { scope: "person", personId };
  return organizationId === undefined ? { scope: "tenant" } : { scope: "organization", organizationId };
}

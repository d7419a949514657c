import type { FastifyBaseLogger } from "fastify";
import type { World } from "../../domain/context.ts";
import type { UsageEvent } from "../../domain/usage/usage-event.ts";
import type { Verdict } from "../../domain/usage/verdict.ts";
import type { Reservations } from "../../domain/reservations/reservations.ts";
import type { ApiMetrics } from "../api-metrics.ts";

/** What the API for machines is made of. */
export interface ApiParts {
  world(): World;
  ingestUsage(
    world: World,
    batch: { readonly tenantId: string; readonly events: readonly UsageEvent[] },
  ): Promise<readonly Verdict[]>;
  readonly reservations: Reservations;
  readonly metrics: ApiMetrics;
  readonly log: FastifyBaseLogger;
}

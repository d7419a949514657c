import type { FastifyReply, FastifyRequest } from "fastify";
import type { DecisionsObserved } from "../../api-metrics.ts";
import { ApiError } from "../api-error.ts";
import type { ApiParts } from "../api.ts";
import { createInFlight } from "../in-flight.ts";
import { keyOf } from "../require-key.ts";
import { createFindNames } from "./names.ts";
import { faultsIn, itemOf } from "./settle.ts";
import type { Settled } from "./settle.ts";
import type { Deciding } from "./verbs.ts";

/** Items under way. A decision waits for those before it, so that more would only wait longer, and in memory. */
const IN_FLIGHT = { most: 20_000, mostOfKey: 10_000 };
const KEY_HEADER = "idempotency-key";
const LONGEST_KEY = 255;

export interface Verb<Body> {
  readonly operation: DecisionsObserved["operation"];
  work(deciding: Deciding, bodies: readonly Body[]): Promise<readonly Settled[]>;
}

/** Makes the handlers of the paths below /v1/quota; what is under way is bounded for all of them together. */
export function createHandlers({ world, reservations, metrics, log }: ApiParts) {
  const findNames = createFindNames();
  const inFlight = createInFlight(IN_FLIGHT);

  async function decide<Body extends object>(
    request: FastifyRequest,
    { operation, work }: Verb<Body>,
    items: readonly Body[],
  ): Promise<readonly Settled[]> {
    const { keyId, tenantId } = keyOf(request);
    const key = idempotencyKeyIn(request, items.length);
    const leave = inFlight.enter(keyId, items.length);
    const begun = performance.now();
    try {
      const now = world();
      const found = await findNames({ world: now, tenantId }, items);
      const settled = await work({ world: now, tenantId, found, reservations, key }, items);
      const allowed = settled.filter((one) => one.ok).length;
      const seconds = (performance.now() - begun) / 1000;
      metrics.observeDecisions({ operation, allowed, refused: settled.length - allowed, seconds });
      return settled;
    } finally {
      leave();
    }
  }

  return <Body extends object>(verb: Verb<Body>) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      if (Array.isArray(request.body)) {
        // Safe: the route's schema has read the body as one of these or an array of them.
        const settled = await decide(request, verb, request.body as readonly Body[]);
        for (const error of faultsIn(settled))
          log.error({ err: error, operation: verb.operation }, "a decision failed");
        return reply.send({ results: settled.map(itemOf) });
      }
      // Safe: as above.
      const [only] = await decide(request, verb, [request.body as Body]);
      if (!only?.ok) throw only?.error;
      return reply.send(only.body);
    };
}

/** The draft standard writes it as a quoted string; without quotes it is taken as well. */
function idempotencyKeyIn({ headers }: FastifyRequest, items: number): string | undefined {
  const header = headers[KEY_HEADER];
  if (header === undefined) return undefined;
  const key = /^"(.*)"$/u.exec(String(header))?.[1] ?? String(header);
  if (key.length === 0 || key.length > LONGEST_KEY)
    throw new ApiError("malformed_header", { detail: `Idempotency-Key has 1 to ${LONGEST_KEY} characters.` });
  if (items > 1)
    throw new ApiError("malformed_header", { detail: "Of many, each has its own key in its member “key”." });
  return key;
}

import { pino } from "pino";
import { Registry } from "prom-client";
import { onTestFinished } from "vitest";
import { createApiMetrics } from "../../../src/api/api-metrics.ts";
import { startServer } from "../../../src/api/server.ts";
import type { ServerOptions } from "../../../src/api/server.ts";
import { createApiKey } from "../../../src/domain/api-keys/create-api-key.ts";
import type { ApiKeyScope } from "../../../src/domain/api-keys/api-key.ts";
import type { Reservations } from "../../../src/domain/reservations/reservations.ts";
import type { UsageEvent } from "../../../src/domain/usage/usage-event.ts";
import type { Verdict } from "../../../src/domain/usage/verdict.ts";
import { aPerson, contextOf, newId, systemWorld } from "../../support/builders.ts";
import type { World } from "../../support/builders.ts";

type Api = NonNullable<ServerOptions["api"]>;

/** A server with the API on a free port, closed when the test ends. What is not given fails when it is asked. */
export async function serving(world: World, parts: Partial<Api> = {}): Promise<string> {
  const registry = new Registry();
  const metrics = { registry, observeCommand: () => undefined, ...createApiMetrics(registry) };
  const log = pino({ level: "silent" });
  const api: Api = { world: () => systemWorld(world.db), ingestUsage: taking([]), reservations: refusing, ...parts };
  const server = await startServer({ host: "127.0.0.1", port: 0, parts: [], metrics, log, api });
  onTestFinished(() => server.close());
  return server.url;
}

/** A key of a Super Admin's. */
export async function aKey(world: World, ...scopes: readonly ApiKeyScope[]): Promise<string> {
  const boss = await aPerson(world, { role: "super_admin" });
  const { key } = await createApiKey(contextOf(world, boss), { name: `key ${newId()}`, scopes, expiresAt: null });
  return key;
}

/** Accepts everything and keeps it. */
export function taking(taken: UsageEvent[]): Api["ingestUsage"] {
  return async (_world, { events }) => {
    taken.push(...events);
    return events.map((): Verdict => ({ status: "accepted" }));
  };
}

const unasked = () => Promise.reject(new Error("nobody should ask this"));

/** Reservations of which nothing is asked. */
export const refusing: Reservations = {
  check: unasked,
  checkAll: unasked,
  reserve: unasked,
  reserveAll: unasked,
  commit: unasked,
  commitAll: unasked,
  release: unasked,
  extend: unasked,
  stop: async () => undefined,
};

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** What a POST is answered with. */
export async function post(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const response = await fetch(url, { method: "POST", body, headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
}

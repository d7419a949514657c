import { createServer } from "node:http";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { AlertKind } from "../../../src/domain/alerts/kinds.ts";
import type { World } from "../../../src/domain/context.ts";
import { claimMessages } from "../../../src/domain/webhooks/claim-messages.ts";
import { createWebhook } from "../../../src/domain/webhooks/create-webhook.ts";
import type { LookUp } from "../../../src/domain/webhooks/look-up.ts";
import type { WebhookFormat } from "../../../src/domain/webhooks/webhook.ts";
import { sendMessage } from "../../../src/notifications/webhooks/send.ts";
import { contextOf, NOON, systemWorld } from "../../support/builders.ts";
import { aRoutingSite } from "../../domain/alerts/routing-site.ts";
import type { RoutingSite } from "../../domain/alerts/routing-site.ts";
import type { Database } from "../../../src/storage/database.ts";

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** How it answers from now on. */
  answer: (response: ServerResponse, nth: number) => void;
}

/** A machine that listens on this one. */
export async function aReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    received.push({ path: request.url ?? "", headers: request.headers, body });
    receiver.answer(response, received.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // Safe: a server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    answer: (response) => void response.writeHead(204).end(),
  };
  return receiver;
}

const LOOPBACK = ["127.0.0.0/8"];

export const allowing = (world: World, allow: readonly string[] = LOOPBACK): World => ({
  ...world,
  configuration: { ...world.configuration, webhooks: { allow } },
});

export const worldAt = (db: Database, now: Date = NOON, allow: readonly string[] = LOOPBACK) =>
  allowing(systemWorld(db, now), allow);

interface Wish {
  readonly format?: WebhookFormat;
  readonly kinds?: readonly AlertKind[];
  readonly organization?: { readonly id: string; readonly name: string };
  readonly name?: string;
}

/** Rita's installation with a webhook that leads there. */
export async function aHookedSite(db: Database, url: string, wish: Wish = {}) {
  const site = await aRoutingSite(db);
  return { site, hook: await aHook(site, url, wish) };
}

export async function aHook(
  site: RoutingSite,
  url: string,
  { format = "standard", name = "pager", ...rest }: Wish = {},
) {
  return createWebhook(ritas(site), { name, url, format, ...rest });
}

export function ritas({ tenant, rita }: RoutingSite, now = NOON) {
  return { ...contextOf(tenant, rita, { now }), configuration: worldAt(tenant.db, now).configuration };
}

export const aLog = () => {
  const lines: string[] = [];
  const write = (facts: unknown, text?: string) => void lines.push(`${text ?? ""} ${JSON.stringify(facts)}`);
  return { lines, debug: write, info: write, warn: write, error: write };
};

interface Sending {
  readonly now?: Date;
  readonly allow?: readonly string[];
  readonly lookUp?: LookUp;
  readonly timeoutMs?: number;
  readonly log?: ReturnType<typeof aLog>;
}

/** Sends all that is due, as one instance would; resolves to how many. */
export async function sendDue(db: Database, sending: Sending = {}): Promise<number> {
  const { now = NOON, allow = LOOPBACK, log = aLog(), lookUp, timeoutMs } = sending;
  const claimed = await claimMessages(db, { now, most: 100, mostOfEndpoint: 100, busy: [] });
  const sender = {
    db,
    world: () => worldAt(db, now, allow),
    log,
    ...(lookUp && { lookUp }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
  await Promise.all(claimed.map((message) => sendMessage(sender, message)));
  return claimed.length;
}

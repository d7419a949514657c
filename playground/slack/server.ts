import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createExchangeLog } from "../shared/exchange-log.ts";
import { createFaults } from "../shared/faults.ts";
import type { LocalSlack, LocalSlackOptions } from "./contract.ts";
import { createDelivery } from "./delivery/delivery.ts";
import { createEvents, requireScopesForEvents } from "./delivery/events.ts";
import { createSignedHttp } from "./delivery/signed-http.ts";
import { createSocketMode } from "./delivery/socket-mode.ts";
import type { Inside } from "./inside.ts";
import { createPerson } from "./person/person.ts";
import { createResponseUrls } from "./response-urls.ts";
import { openWorkspace, takeSnapshot } from "./snapshot.ts";
import { createTriggers } from "./triggers.ts";
import { createEndpoints } from "./web-api/endpoints.ts";
import { createRateLimits } from "./web-api/rate-limits.ts";
import type { Workspace } from "./workspace.ts";

const loggedExchanges = 1_000;

function redactor({ credentials }: Workspace): (text: string) => string {
  const secrets = Object.values(credentials);
  return (text) => secrets.reduce((shown, secret) => shown.replaceAll(secret, "[redacted]"), text);
}

async function listen(server: Server, port: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  server.once("error", reject);
  server.listen(port, "127.0.0.1", () => resolve(undefined));
  await promise;

  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return `http://127.0.0.1:${address.port}`;
}

interface Running {
  readonly inside: Inside;
  readonly server: Server;
  requestUrl: string | undefined;
}

function assemble(options: LocalSlackOptions): Running {
  const workspace = openWorkspace(options);
  requireScopesForEvents(workspace);

  const server = createServer();
  const faults = createFaults();
  const log = createExchangeLog({ capacity: loggedExchanges, redact: redactor(workspace) });
  const socketMode = createSocketMode(workspace, server, log);
  const signedHttp = createSignedHttp(workspace, { requestUrl: () => running.requestUrl, log });
  const transport = () => (running.requestUrl === undefined ? socketMode : signedHttp);
  const delivery = createDelivery({ transport, faults });
  const inside: Inside = {
    workspace,
    faults,
    log,
    triggers: createTriggers(workspace),
    responseUrls: createResponseUrls({ workspace }),
    delivery,
    events: createEvents(workspace, delivery),
    socketMode,
    messageStates: new Map(),
    suggestions: new Map(),
  };
  const running: Running = { inside, server, requestUrl: undefined };
  return running;
}

function answerRequests({ inside, server }: Running): void {
  const handle = createEndpoints(inside, createRateLimits(inside.workspace));
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response).catch((error: unknown) => {
      inside.log.record({ direction: "to-bot", transport: "http", title: "failure", status: 500, body: String(error) });
      response.writeHead(500).end();
    });
  });
}

async function stop({ inside, server }: Running): Promise<void> {
  inside.events.close();
  await inside.socketMode.close();
  const { promise, resolve } = Promise.withResolvers<undefined>();
  server.close(() => resolve(undefined));
  server.closeAllConnections();
  await promise;
}

/** Starts a Slack workspace on 127.0.0.1 that a real Slack client can be pointed at. */
export async function startLocalSlack(options: LocalSlackOptions): Promise<LocalSlack> {
  const running = assemble(options);
  const { inside, server } = running;
  const { workspace } = inside;
  answerRequests(running);
  workspace.baseUrl = await listen(server, options.port ?? 0);

  return {
    apiUrl: `${workspace.baseUrl}/api/`,
    credentials: workspace.credentials,
    options,
    get requestUrl() {
      return running.requestUrl;
    },
    set requestUrl(url) {
      running.requestUrl = url;
    },
    as: (userId) => createPerson(inside, userId),
    faults: inside.faults,
    exchanges: inside.log,
    onChange(listener) {
      workspace.changeListeners.add(listener);
      return () => workspace.changeListeners.delete(listener);
    },
    disconnectSockets: inside.socketMode.disconnect,
    sendEvent: inside.events.send,
    snapshot: () => takeSnapshot(workspace),
    close: () => stop(running),
  };
}

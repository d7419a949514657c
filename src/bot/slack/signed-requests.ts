import type { IncomingMessage, ServerResponse } from "node:http";
import { AuthorizationError, verifySlackRequest } from "@slack/bolt";
import type { App, Receiver } from "@slack/bolt";
import { z } from "zod";
import type { Log } from "../../commands/app.ts";
import { fieldsOf, teamOf } from "./payloads.ts";
import { deliveryProperty } from "./receive.ts";
import { createRecent } from "./recent.ts";

interface Options {
  readonly signingSecret: string;
  readonly log: Log;
  readonly now: () => number;
  /** The workspace that the bot token is for; undefined until Slack has told. */
  teamId(): string | undefined;
}

export interface SignedRequests extends Receiver {
  /**
   * For POST requests, whose body nobody has read. Answers 401 to a wrong signature, a timestamp off by more than five
   * minutes and a replay, 403 to another workspace, 400 to what does not parse, 413 to what is too long and 503
   * before the start.
   */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** Slack's views are at most 250 KB; a payload holds little besides. */
const maxBodyBytes = 1_000_000;
/** docs.slack.dev/authentication/verifying-requests-from-slack */
const windowMs = 5 * 60_000;

class Refusal extends Error {
  readonly status: number;
  readonly facts: object;

  constructor(status: number, reason: string, facts: object = {}) {
    super(reason);
    this.status = status;
    this.facts = facts;
  }
}

/** Takes Slack's signed HTTP requests for a server that somebody else runs. */
export function createSignedRequests(options: Options): SignedRequests {
  const signatures = createRecent(2 * windowMs, options.now);
  let app: App | undefined;

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (isCertificateCheck(body)) return answer(response, 200);

    verify(request, body, options);
    const payload = parse(body, request.headers["content-type"] ?? "");
    if (payload["type"] === "url_verification") return answer(response, 200, { challenge: payload["challenge"] });

    const teamId = options.teamId();
    if (app === undefined || teamId === undefined) throw new Refusal(503, "not started");
    if ((teamOf(payload) ?? teamId) !== teamId) throw new Refusal(403, "unknown workspace");
    const signature = String(request.headers["x-slack-signature"]);
    if (signatures.isRepeated(signature)) throw new Refusal(401, "replayed");
    await process(app, { payload, signature }, response);
  }

  return {
    init: (given) => {
      app = given;
    },
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    async handle(request, response) {
      try {
        await take(request, response);
      } catch (error) {
        const { status, message, facts } = error instanceof Refusal ? error : new Refusal(500, "failed");
        options.log.warn({ status, reason: message, ...facts }, "slack request refused");
        answer(response, status);
      }
    },
  };
}

interface Verified {
  readonly payload: Record<string, unknown>;
  readonly signature: string;
}

async function process(app: App, { payload, signature }: Verified, response: ServerResponse): Promise<void> {
  const ack = async (body?: unknown): Promise<void> => answer(response, 200, body);
  try {
    await app.processEvent({ body: payload, ack, customProperties: { [deliveryProperty]: signature } });
  } catch (error) {
    if (response.headersSent) return;
    throw refusalOf(error) ?? error;
  }
  if (!response.headersSent) throw new Refusal(400, "payload of an unknown kind");
}

/** Bolt trips over payloads that lack what it looks at before any listener does. */
function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof z.ZodError) return new Refusal(400, "unreadable payload", fieldsOf(error));
  if (error instanceof TypeError) return new Refusal(400, "unreadable payload");
  if (error instanceof AuthorizationError) return new Refusal(403, "unknown workspace");
  return undefined;
}

function verify(request: IncomingMessage, body: string, { signingSecret, now }: Options): void {
  const timestamp = Number(request.headers["x-slack-request-timestamp"]);
  if (!(Math.abs(now() - timestamp * 1_000) <= windowMs)) throw new Refusal(401, "timestamp outside the window");

  try {
    verifySlackRequest({
      signingSecret,
      body,
      headers: {
        "x-slack-signature": String(request.headers["x-slack-signature"]),
        "x-slack-request-timestamp": timestamp,
      },
      nowMilliseconds: now(),
    });
  } catch {
    throw new Refusal(401, "wrong signature, or SLACK_SIGNING_SECRET is not the app's");
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    // Safe: a request without an encoding yields buffers.
    const buffer = chunk as Buffer;
    size += buffer.length;
    if (size > maxBodyBytes) throw new Refusal(413, "too long");
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Slack looks now and then whether the certificate is in order, unsigned; nothing is done for it. */
function isCertificateCheck(body: string): boolean {
  return new URLSearchParams(body).get("ssl_check") === "1";
}

const anyObject = z.record(z.string(), z.unknown());

function parse(body: string, contentType: string): Record<string, unknown> {
  try {
    if (!contentType.toLowerCase().startsWith("application/x-www-form-urlencoded"))
      return anyObject.parse(JSON.parse(body));

    const fields = Object.fromEntries(new URLSearchParams(body));
    return fields["payload"] === undefined ? fields : anyObject.parse(JSON.parse(fields["payload"]));
  } catch {
    throw new Refusal(400, "unreadable body");
  }
}

function answer(response: ServerResponse, status: number, body?: unknown): void {
  if (response.headersSent) return;
  if (body === undefined || body === "") {
    response.writeHead(status).end();
    return;
  }
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
}

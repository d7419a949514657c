import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { ClientRequest, IncomingMessage } from "node:http";
import { isIP } from "node:net";
import type { LookupFunction } from "node:net";
import { systemLookUp } from "../../domain/webhooks/look-up.ts";
import type { Found, LookUp } from "../../domain/webhooks/look-up.ts";
import { hostOf, isReachable, readWebhookUrl } from "../../domain/webhooks/reach.ts";
import { ANSWER_KEPT } from "../../domain/webhooks/webhook.ts";

/** Standard Webhooks asks for 15 to 30 seconds. */
export const TIMEOUT_MS = 15_000;
/** Whatever follows in an answer is not read. */
const LARGEST_ANSWER = 16 * 1024;

export interface Posting {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What the configuration allows besides public addresses. */
  readonly allow: readonly string[];
  readonly lookUp?: LookUp;
  readonly timeoutMs?: number;
}

export interface Posted {
  readonly status: number;
  /** How the answer begins, in one line. */
  readonly answer: string;
  readonly retryAfter: string | undefined;
}

/** Why nothing was sent, or no answer came: in words that hold nothing of what was sent. */
export class PostFailed extends Error {
  constructor(because: string) {
    super(because);
    this.name = "PostFailed";
  }
}

const INNER = "It leads to an address that is not the internet's and is not allowed by webhooks.allow.";

/**
 * Sends a body by POST to exactly the address that was looked at: a name is looked up once for the connection, and led to
 * nowhere if any of what it stands for may not be reached. No redirect is followed. Throws PostFailed.
 */
export async function post({
  allow,
  lookUp = systemLookUp,
  timeoutMs = TIMEOUT_MS,
  ...posting
}: Posting): Promise<Posted> {
  const read = readWebhookUrl(posting.url, allow);
  if (!read.ok) throw new PostFailed(read.because === "inner-address" ? INNER : "Its address is no longer allowed.");

  const { url } = read;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const found = await addressesOf(hostOf(url), { allow, lookUp, signal });
    return await exchange(url, { ...posting, found, signal });
  } catch (error) {
    throw error instanceof PostFailed ? error : new PostFailed(wordsFor(error, signal, timeoutMs));
  }
}

interface Looking {
  readonly allow: readonly string[];
  readonly lookUp: LookUp;
  readonly signal: AbortSignal;
}

/** What a host stands for, all of which may be reached. */
async function addressesOf(host: string, { allow, lookUp, signal }: Looking): Promise<readonly Found[]> {
  if (isIP(host) > 0) return [{ address: host, family: isIP(host) }];
  const found = await Promise.race([lookUp(host).catch(nowhere), aborted(signal)]);
  if (found.some(({ address }) => !isReachable(address, { host, allow }))) throw new PostFailed(INNER);
  if (found.length === 0) throw new PostFailed("Its name leads nowhere.");
  return found;
}

function nowhere(): readonly Found[] {
  return [];
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error("out of time")), { once: true });
  });
}

interface Exchange extends Pick<Posting, "headers" | "body"> {
  readonly found: readonly Found[];
  readonly signal: AbortSignal;
}

async function exchange(url: URL, { headers, body, found, signal }: Exchange): Promise<Posted> {
  const make = url.protocol === "https:" ? requestHttps : requestHttp;
  const request = make(url, {
    method: "POST",
    headers: { ...headers, "content-length": String(Buffer.byteLength(body)) },
    // A connection of its own: one that is kept would go where the name led before.
    agent: false,
    lookup: pinnedTo(found),
    signal,
  });
  try {
    const answer = await answered(request, body);
    const text = await beginning(answer);
    return { status: answer.statusCode ?? 0, answer: text, retryAfter: answer.headers["retry-after"] };
  } finally {
    request.destroy();
  }
}

/** Whatever is asked for, these are the answer. */
function pinnedTo(found: readonly Found[]): LookupFunction {
  return (_host, options, callback) => {
    const [first] = found;
    if (options.all) callback(null, [...found]);
    else callback(null, first?.address ?? "", first?.family);
  };
}

function answered(request: ClientRequest, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once("response", resolve);
    // Kept on: what is cut off after the answer fails once more.
    request.on("error", reject);
    request.end(body);
  });
}

async function beginning(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    // Safe: without an encoding set, a response is read in buffers.
    const piece = chunk as Buffer;
    chunks.push(piece);
    size += piece.length;
    if (size >= LARGEST_ANSWER) break;
  }
  const text = Buffer.concat(chunks).toString("utf8");
  return [...text.replaceAll(/[\p{C}\s]+/gu, " ").trim()].slice(0, ANSWER_KEPT).join("");
}

const failures: Readonly<Record<string, string>> = {
  ECONNREFUSED: "Nothing listens there.",
  ECONNRESET: "The connection was cut off.",
  EHOSTUNREACH: "The host cannot be reached.",
  ENETUNREACH: "The network cannot be reached.",
  ETIMEDOUT: "No connection came about in time.",
  EPIPE: "The connection was cut off.",
  CERT_HAS_EXPIRED: "Its certificate has expired.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "Its certificate is self-signed.",
  SELF_SIGNED_CERT_IN_CHAIN: "Its certificate is self-signed.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "Its certificate cannot be verified.",
  ERR_TLS_CERT_ALTNAME_INVALID: "Its certificate is another host's.",
};

function wordsFor(error: unknown, signal: AbortSignal, timeoutMs: number): string {
  if (signal.aborted) return `It did not answer within ${timeoutMs / 1_000} seconds.`;
  const code = codeOf(error);
  return failures[code] ?? (code === "" ? "It did not answer as HTTP says." : `The connection failed (${code}).`);
}

/** Of several addresses that were tried, the first one's. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error ? String(error.code).slice(0, 60) : "";
}

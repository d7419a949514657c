import { createHmac } from "node:crypto";
import type { ExchangeLog } from "../../shared/exchange-log.ts";
import type { Workspace } from "../workspace.ts";
import type { Acknowledgement, Outgoing, Transport } from "./acknowledgement.ts";

interface Encoded {
  readonly contentType: string;
  readonly body: string;
}

/** Commands are forms, interactions a form with one JSON field, events JSON. */
function encode({ type, payload }: Outgoing): Encoded {
  if (type === "events_api") return { contentType: "application/json", body: JSON.stringify(payload) };

  const fields =
    type === "interactive"
      ? { payload: JSON.stringify(payload) }
      : Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, String(value)]));
  return { contentType: "application/x-www-form-urlencoded", body: new URLSearchParams(fields).toString() };
}

/** docs.slack.dev/authentication/verifying-requests-from-slack: HMAC-SHA256 over `v0:timestamp:body`. */
export function signRequest(signingSecret: string, timestamp: number, body: string): string {
  return `v0=${createHmac("sha256", signingSecret).update(`v0:${timestamp}:${body}`).digest("hex")}`;
}

function headersFor(workspace: Workspace, outgoing: Outgoing, { contentType, body }: Encoded): Record<string, string> {
  const timestamp = Math.floor(workspace.now() / 1_000);
  const retry = outgoing.retry && {
    "x-slack-retry-num": String(outgoing.retry.attempt),
    "x-slack-retry-reason": outgoing.retry.reason,
  };
  return {
    "content-type": contentType,
    "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
    "x-slack-request-timestamp": String(timestamp),
    "x-slack-signature": signRequest(workspace.credentials.signingSecret, timestamp, body),
    ...retry,
  };
}

function readBody(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return { text };
  }
}

async function readAnswer(response: Response): Promise<Acknowledgement> {
  const wantsNoRetry = response.headers.get("x-slack-no-retry") === "1";
  const text = await response.text();
  if (!response.ok) return { result: { outcome: "http_error", status: response.status }, wantsNoRetry };
  return { result: { outcome: "acknowledged" }, body: readBody(text), wantsNoRetry };
}

function failureOf(error: unknown): Acknowledgement {
  const isTimeout = error instanceof DOMException && error.name === "TimeoutError";
  return { result: { outcome: isTimeout ? "operation_timeout" : "dispatch_failed" } };
}

/** Requests to the request URL, signed as Slack signs them. */
export function createSignedHttp(
  workspace: Workspace,
  options: { readonly requestUrl: () => string | undefined; readonly log: ExchangeLog },
): Transport {
  async function post(url: string, outgoing: Outgoing): Promise<Acknowledgement> {
    const encoded = encode(outgoing);
    const signal = AbortSignal.timeout(workspace.options.acknowledgeWithinMs ?? 3_000);
    const headers = headersFor(workspace, outgoing, encoded);
    options.log.record({
      direction: "to-bot",
      transport: "http",
      title: outgoing.label,
      body: { headers, payload: outgoing.payload },
    });
    try {
      const response = await fetch(url, { method: "POST", headers, body: encoded.body, signal, redirect: "manual" });
      const answer = await readAnswer(response);
      options.log.record({
        direction: "from-bot",
        transport: "http",
        title: outgoing.label,
        status: response.status,
        body: answer.body,
      });
      return answer;
    } catch (error) {
      return failureOf(error);
    }
  }

  return {
    async send(outgoing, { breakConnection }) {
      const url = options.requestUrl();
      if (url === undefined || breakConnection === "before-effect") return { result: { outcome: "dispatch_failed" } };
      if (breakConnection === undefined) return post(url, outgoing);

      await post(url, outgoing);
      return { result: { outcome: "operation_timeout" } };
    },
  };
}

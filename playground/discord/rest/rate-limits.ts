import { createHash } from "node:crypto";
import type { TimeLimits } from "../options.ts";
import { ApiError } from "./errors.ts";
import type { Route } from "./call.ts";

interface Window {
  resetAt: number;
  used: number;
}

export interface RateLimits {
  /** Counts a request; gives the headers for its answer, or throws the 429. */
  spend(route: Route, parameters: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
}

/** Parameters that give a route its own bucket for each value. */
const MAJOR = ["channel_id", "guild_id", "webhook_id"];

export function createRateLimits(limits: TimeLimits): RateLimits {
  const windows = new Map<string, Window>();
  const everything: Window = { resetAt: 0, used: 0 };

  return {
    spend: (route, parameters) => {
      const now = Date.now();
      if (!route.isTokenInPath) spendGlobally(everything, limits.requestsPerSecond, now);
      if (route.path.endsWith("/callback")) return {};

      const bucket = bucketOf(route, limits);
      const key = [route.method, route.path, ...MAJOR.map((name) => parameters[name] ?? "")].join(" ");
      const window = current(windows, key, { now, length: bucket.milliseconds });
      const resetAfter = Math.max(window.resetAt - now, 0) / 1000;
      const headers = {
        "X-RateLimit-Limit": String(bucket.requests),
        "X-RateLimit-Remaining": String(Math.max(bucket.requests - window.used - 1, 0)),
        "X-RateLimit-Reset": (window.resetAt / 1000).toFixed(3),
        "X-RateLimit-Reset-After": resetAfter.toFixed(3),
        "X-RateLimit-Bucket": createHash("sha256").update(`${route.method} ${route.path}`).digest("hex").slice(0, 32),
      };
      if (window.used >= bucket.requests)
        throw rateLimited({ retryAfterSeconds: resetAfter, isGlobal: false, headers });

      window.used += 1;
      return headers;
    },
  };
}

/** The 429 as documented under "Rate Limits": the time in the body has decimals, in the header it is whole seconds. */
export function rateLimited(input: {
  readonly retryAfterSeconds: number;
  readonly isGlobal: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}): ApiError {
  const { retryAfterSeconds, isGlobal } = input;
  return new ApiError(
    429,
    { message: "You are being rate limited.", retry_after: retryAfterSeconds, global: isGlobal },
    {
      ...input.headers,
      "Retry-After": String(Math.ceil(retryAfterSeconds)),
      "X-RateLimit-Scope": isGlobal ? "global" : "user",
      ...(isGlobal && { "X-RateLimit-Global": "true" }),
    },
  );
}

function spendGlobally(window: Window, allowed: number, now: number): void {
  if (now >= window.resetAt) {
    window.resetAt = now + 1000;
    window.used = 0;
  }
  if (window.used >= allowed) throw rateLimited({ retryAfterSeconds: (window.resetAt - now) / 1000, isGlobal: true });
  window.used += 1;
}

/** Discord does not document its buckets; messages are known to be five in five seconds a channel. */
function bucketOf(route: Route, limits: TimeLimits): { requests: number; milliseconds: number } {
  const isMessage = route.path.startsWith("/channels/:channel_id/messages") && route.method !== "GET";
  return isMessage
    ? { requests: limits.messagesPerFiveSeconds, milliseconds: 5000 }
    : { requests: 50, milliseconds: 1000 };
}

function current(windows: Map<string, Window>, key: string, time: { now: number; length: number }): Window {
  const known = windows.get(key);
  if (known !== undefined && time.now < known.resetAt) return known;
  const fresh = { resetAt: time.now + time.length, used: 0 };
  windows.set(key, fresh);
  return fresh;
}

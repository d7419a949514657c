import type { Workspace } from "../workspace.ts";
import type { Method } from "./method.ts";

const perMinute = { 1: 1, 2: 20, 3: 50, 4: 100 } as const;

/** How many at once beyond the steady rate, where Slack says only that it tolerates bursts. */
const burst = { tier: 20, post: 10 } as const;

/**
 * Messages over a whole workspace: "several hundred messages per minute" (docs.slack.dev/reference/methods/chat.postMessage),
 * taken for three hundred.
 */
const workspacePosts = { burst: 300, strict: 10, perSecond: 5 } as const;

interface Bucket {
  tokens: number;
  at: number;
}

export interface RateLimits {
  /** Seconds to wait, or 0 when the call may go ahead. */
  secondsToWait(method: {
    readonly name: string;
    readonly tier: Method["tier"];
    readonly channel: string | undefined;
  }): number;
}

/** Token buckets by method, and by channel for posting. */
export function createRateLimits(workspace: Workspace): RateLimits {
  const mode = workspace.options.rateLimits ?? "realistic";
  const buckets = new Map<string, Bucket>();

  function take(key: string, { capacity, perSecond }: { capacity: number; perSecond: number }): number {
    const now = workspace.now();
    const bucket = buckets.get(key) ?? { tokens: capacity, at: now };
    const tokens = Math.min(capacity, bucket.tokens + ((now - bucket.at) / 1_000) * perSecond);
    if (tokens < 1) return Math.max(1, Math.ceil((1 - tokens) / perSecond));

    buckets.set(key, { tokens: tokens - 1, at: now });
    return 0;
  }

  return {
    secondsToWait({ name, tier, channel }) {
      if (mode === "off" || tier === "unlimited") return 0;
      const isStrict = mode === "strict";
      if (tier === "post") {
        const { burst: most, strict, perSecond } = workspacePosts;
        const wait = name === "chat.postMessage" ? take(name, { capacity: isStrict ? strict : most, perSecond }) : 0;
        if (wait > 0) return wait;
        return take(`${name} ${channel ?? ""}`, { capacity: isStrict ? 1 : burst.post, perSecond: 1 });
      }
      const rate = perMinute[tier];
      return take(name, { capacity: isStrict ? rate : rate + burst.tier, perSecond: rate / 60 });
    },
  };
}

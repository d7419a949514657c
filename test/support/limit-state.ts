import type { LimitState } from "../../src/domain/quotas/limit.ts";
import { NOON } from "./builders.ts";

type Wish = Partial<Omit<LimitState, "limit">> & { readonly limit?: Partial<LimitState["limit"]> };

/** A hard limit on GPU hours a month, from the default plan, of which nothing is used; `allowance` is in smallest units. */
export function aLimitState(allowance: bigint | null, { limit, ...wish }: Wish = {}): LimitState {
  return {
    subject: { scope: "tenant" },
    subjectName: "the installation",
    limit: {
      meter: "gpu_hours",
      window: "month",
      amount: allowance,
      model: "hard",
      gracePercent: 0,
      thresholds: [],
      borrowingLimit: null,
      lendingLimit: null,
      source: { kind: "plan", plan: "small", through: "default" },
      ...limit,
    },
    losing: [],
    additions: [],
    allowance,
    startsAt: NOON,
    resetsAt: null,
    used: 0n,
    reserved: 0n,
    ...wish,
  };
}

import { describe, expect, it } from "vitest";
import type { Plan } from "../../../src/domain/configuration/configuration.ts";
import { resolvePath } from "../../../src/domain/quotas/resolve.ts";
import { aQuota, bob, factsOf, LAB, lab, member, person, pool } from "./facts.ts";
import type { World } from "./facts.ts";

const limit = (meter: string, window: string, amount: bigint | null) =>
  ({ meter, window, amount, model: "hard", gracePercent: 0, thresholds: [] }) as const;
const plan = (name: string, ...limits: Plan["limits"]): Plan => ({ name, label: name, description: "", limits });

const free = plan(
  "default",
  limit("gpu_hours", "day", 5n),
  limit("gpu_hours", "month", 50n),
  limit("jobs", "day", null),
);
const small = plan("small", limit("gpu_hours", "month", 400n));
const everyone = aQuota({ scope: "role", organizationId: LAB, role: "everyone" }, 30n);

/** What binds a service account of Vision Lab: "gpu_hours month 0", pools left out. */
function bound(world: World, planName: string | null = null): readonly string[] {
  const account = { ...bob, planName, isService: true };
  const path = resolvePath(factsOf({ plans: [free, small], ...world }), {
    person: account,
    role: "member",
    chain: [lab],
  });
  return path.limits
    .filter(({ subject }) => "personId" in subject)
    .map(({ limit: { meter, window, amount } }) => `${meter} ${window} ${amount ?? "unlimited"}`)
    .toSorted();
}

describe("the limits of a service account", () => {
  it("are nothing of what people have by the default plan, and what bounds nobody bounds it no more", () => {
    expect(bound({})).toEqual(["gpu_hours day 0", "gpu_hours month 0", "jobs day unlimited"]);
  });

  it("are those set for it by name, beside what binds people of the same meter over other times", () => {
    expect(bound({ quotas: [aQuota(person, 20n)] })).toEqual([
      "gpu_hours day 5",
      "gpu_hours month 20",
      "jobs day unlimited",
    ]);
  });

  it("are those of a plan of its own", () => {
    expect(bound({}, "small")).toContain("gpu_hours month 400");
  });

  it("are nothing of everyone's share of a pool, and what is set for it of that pool", () => {
    const shared = [aQuota(pool, 100n), everyone];
    expect(bound({ quotas: shared })).toContain("gpu_hours month 0");
    expect(bound({ quotas: [...shared, aQuota(member, 60n)] })).toContain("gpu_hours month 60");
  });
});

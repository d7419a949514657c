import { describe, expect, it } from "vitest";
import { effectivePlan } from "../../../src/domain/plans/precedence.ts";

const plan = (name: string) => ({ name, label: name, description: "", limits: [] });
const configuration = { plans: ["free", "small", "large", "gpu"].map(plan), defaultPlan: "free" };
const groupsOf = (...plans: (string | null)[]) => plans.map((plan, index) => ({ organization: `org-${index}`, plan }));

describe("effectivePlan", () => {
  it.each<[string | null, string[], string, string]>([
    [null, [], "free", "default"],
    [null, ["gpu", "small"], "gpu", "organization"],
    [null, ["small", "large"], "large", "organization"],
    ["small", ["gpu"], "small", "personal"],
    ["free", ["gpu"], "gpu", "organization"],
  ])("personal %s with groups %s is %s, through %s", (personal, groups, name, through) => {
    const found = effectivePlan({ personal, groups: groupsOf(...groups), configuration });
    expect([found.plan.name, found.through]).toEqual([name, through]);
  });

  it("names the organization that it comes through, and what it overrides", () => {
    const found = effectivePlan({ personal: null, groups: groupsOf("small", null, "gpu", "large"), configuration });
    expect(found.organization).toBe("org-2");
    expect(found.overridden).toEqual([
      { plan: "large", through: "organization", organization: "org-3" },
      { plan: "small", through: "organization", organization: "org-0" },
      { plan: "free", through: "default" },
    ]);
  });

  it("falls through a plan that has left the configuration, and says so", () => {
    const found = effectivePlan({ personal: "platinum", groups: groupsOf("gone", "small"), configuration });
    expect(found.plan.name).toBe("small");
    expect(found.missing).toEqual([
      { plan: "platinum", through: "personal" },
      { plan: "gone", through: "organization", organization: "org-0" },
    ]);
  });

  it("limits nothing rather than stopping everybody, should even the default be gone", () => {
    const found = effectivePlan({ personal: null, groups: [], configuration: { plans: [], defaultPlan: "free" } });
    expect(found.plan).toMatchObject({ name: "free", limits: [] });
  });
});

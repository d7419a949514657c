import { fileURLToPath } from "node:url";
import { cruise } from "dependency-cruiser";
import type { ICruiseResult, IForbiddenRuleType } from "dependency-cruiser";
import { beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));

/** From left to right; each may import itself and what stands before it. */
const layers = ["storage", "domain", "notifications", "commands", "bot"] as const;

const pointLeft: readonly IForbiddenRuleType[] = layers.slice(0, -1).map((layer, at) => ({
  name: `${layer} imports only what is left of it`,
  severity: "error",
  from: { path: `^src/${layer}/` },
  to: { path: `^src/(?:${[...layers.slice(at + 1), "api", "connectors"].join("|")}|main|generate)\\b` },
}));

const rules: readonly IForbiddenRuleType[] = [
  ...pointLeft,
  { name: "nothing imports main", severity: "error", from: {}, to: { path: "^src/main\\.ts$" } },
  {
    name: "the playground imports nothing from src",
    severity: "error",
    from: { path: "^playground/" },
    to: { path: "^src/" },
  },
  {
    name: "only bot knows the platforms",
    severity: "error",
    from: { path: "^src/(?!bot/)" },
    to: { path: "node_modules/(?:@slack|discord\\.js|discord-api-types)/" },
  },
  {
    name: "Slack and Discord do not know each other",
    severity: "error",
    from: { path: "^src/bot/slack/" },
    to: { path: "^src/bot/discord/" },
  },
  {
    name: "Discord and Slack do not know each other",
    severity: "error",
    from: { path: "^src/bot/discord/" },
    to: { path: "^src/bot/slack/" },
  },
  {
    name: "nothing at run time goes in a circle",
    severity: "error",
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  },
];

describe("imports", () => {
  let result: ICruiseResult;

  beforeAll(async () => {
    const cruised = await cruise(
      ["src", "playground"],
      {
        baseDir: root,
        parser: "swc",
        validate: true,
        ruleSet: { forbidden: [...rules] },
        tsPreCompilationDeps: true,
        doNotFollow: { path: "node_modules" },
        exclude: { path: "src/storage/generated|playground/page/web" },
      },
      {
        extensions: [".ts", ".js", ".json"],
        conditionNames: ["import", "types", "default"],
        exportsFields: ["exports"],
      },
    );
    if (typeof cruised.output === "string") throw new Error(cruised.output);
    result = cruised.output;
  }, 180_000);

  it("are read at all", () => {
    expect(result.summary.totalCruised).toBeGreaterThan(150);
    expect(
      result.modules.find(({ source }) => source === "src/commands/registry.ts")?.dependencies.length,
    ).toBeGreaterThan(30);
  });

  it("point left", () => {
    expect(result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  });
});

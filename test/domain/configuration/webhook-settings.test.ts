import { describe, expect, it } from "vitest";
import { readConfiguration } from "../../../src/domain/configuration/read-configuration.ts";
import { NOON } from "../../support/builders.ts";

const read = (text: string) => readConfiguration(text, { file: "quartermaster.yml", loadedAt: NOON });

describe("webhooks in the configuration", () => {
  it("names hosts, addresses and ranges that may be reached; without it there are none", () => {
    expect(read("webhooks: { allow: [10.0.0.0/8, Alertmanager.internal, 'fd00::/8', 192.168.1.7] }")).toMatchObject({
      configuration: { webhooks: { allow: ["10.0.0.0/8", "alertmanager.internal", "fd00::/8", "192.168.1.7"] } },
    });
    expect(read("")).toMatchObject({ configuration: { webhooks: { allow: [] } } });
  });

  it.each([
    ["webhooks: { allow: [10.0.0.0/99] }", "webhooks.allow[0]: should be a host or a range of addresses"],
    ["webhooks: { allow: ['*.internal'] }", "webhooks.allow[0]: should be a host or a range of addresses"],
    ["webhooks: { allow: ['http://x'] }", "webhooks.allow[0]: should be a host or a range of addresses"],
    ["webhooks: { allow: [10.1] }", "webhooks.allow[0]: should be a host or a range of addresses"],
    ["webhooks: { alow: [] }", "webhooks.alow: is not known; did you mean allow?"],
    ["webhooks: 7", "webhooks: should be allow"],
  ])("refuses %s by its place", (text, says) => {
    const result = read(text);
    expect(result.ok ? "" : result.problems.join("\n")).toContain(says);
  });
});

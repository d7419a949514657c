import { existsSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { botScopes, slackManifest } from "../../../src/bot/slack/manifest.ts";

const manifest = slackManifest({ commandDescription: "Invite people, see limits", usageHint: "help | invite create" });
const schemaFile = new URL("../../../../shared/contracts/manifest.schema.2.0.0.json", import.meta.url);

describe("slackManifest", () => {
  it.skipIf(!existsSync(schemaFile))("follows Slack's schema", () => {
    const validate = new Ajv({ strict: false, logger: false }).compile(JSON.parse(readFileSync(schemaFile, "utf8")));
    validate(manifest);
    expect(validate.errors).toBeNull();
  });

  it("asks for the scopes that have a reason, and for no others", () => {
    expect(manifest.oauth_config.scopes).toEqual({ bot: botScopes.map(({ scope }) => scope) });
  });

  it("has mentions arrive as ids", () => {
    expect(manifest.features.slash_commands).toMatchObject([{ command: "/qm", should_escape: true }]);
  });

  it("keeps what is longer than Slack takes within its limits", () => {
    const { features } = slackManifest({ commandDescription: "d".repeat(3_000), usageHint: "u".repeat(3_000) });
    expect(features.slash_commands[0]?.usage_hint).toHaveLength(1_000);
  });
});

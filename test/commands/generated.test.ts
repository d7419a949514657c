import { existsSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { generatedFiles, staleFiles } from "../../src/generate.ts";

const schema = new URL("../../../shared/contracts/manifest.schema.2.0.0.json", import.meta.url);

describe("generated files", () => {
  it("are as the registry would have them now", async () => {
    expect(await staleFiles()).toEqual([]);
  });

  it.skipIf(!existsSync(schema))("hold a manifest that Slack's schema accepts", () => {
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(
      JSON.parse(readFileSync(schema, "utf8")),
    );
    validate(parse(generatedFiles()["manifest.yml"] ?? ""));
    expect(validate.errors).toBeNull();
  });
});

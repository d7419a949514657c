import { existsSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import type { Requested } from "./discord-bare.ts";
import type { Json } from "./slack-wire.ts";

const description = new URL("../../../shared/contracts/discord-openapi.json", import.meta.url);

/** Discord's description of its API is not part of this repository. */
export const isDescribed = existsSync(description);

/** What Discord's description refuses, a line for each request. */
export function complaintsAbout(requests: readonly Requested[]): readonly string[] {
  const ajv = new Ajv2020({ strict: false, validateSchema: false, logger: false, inlineRefs: false });
  formats.default(ajv);
  ajv.addFormat("snowflake", /^\d+$/u).addFormat("nonce", true);
  const { paths, ...rest } = JSON.parse(readFileSync(description, "utf8")) as { paths: Record<string, Json> };
  ajv.addSchema({ paths, ...rest }, "discord");

  return requests.flatMap(({ method, path, body }) => {
    if (body === undefined) return [];
    const template = Object.keys(paths)
      .filter((candidate) => candidate.split("/").length === path.split("/").length)
      .toSorted((one, other) => one.split("{").length - other.split("{").length)
      .find((candidate) => new RegExp(`^${candidate.replaceAll(/\{\w+\}/gu, "[^/]+")}$`, "u").test(path));
    if (!template) return [`${method} ${path}: no such path`];
    const pointer = `discord#/paths/${template.replaceAll("/", "~1")}/${method.toLowerCase()}/requestBody/content/application~1json/schema`;
    const validate = ajv.getSchema(encodeURI(pointer));
    if (!validate) return [`${method} ${template}: no body is described`];
    if (validate(body)) return [];
    const deepest = (validate.errors ?? []).toSorted(
      (one, other) => other.instancePath.length - one.instancePath.length,
    )[0];
    return [`${method} ${template}: ${deepest?.instancePath} ${deepest?.message}`];
  });
}

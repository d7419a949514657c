import { existsSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { ErrorObject, ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { invalidField } from "./errors.ts";
import type { Route } from "./call.ts";

/** Throws an invalid form when a body does not fit the described operation. */
export type ContractCheck = (route: Route, body: unknown) => void;

const checks = new Map<string, ContractCheck>();

/** The check against the description at this path, shared by all servers of the process: compiling takes a second. */
export function contractCheck(path: string): ContractCheck {
  const known = checks.get(path) ?? createContractCheck(path);
  checks.set(path, known);
  return known;
}

/** Reads the description at the first request and compiles each operation when it is first used. */
function createContractCheck(path: string): ContractCheck {
  const compiled = new Map<Route, ValidateFunction | undefined>();
  let compiler: Ajv2020 | undefined;

  return (route, body) => {
    if (!compiled.has(route)) {
      compiler ??= createCompiler(path);
      compiled.set(route, compiler && compile(compiler, route));
    }
    const validate = compiled.get(route);
    if (validate === undefined || validate(converted(body))) return;
    throw refused(validate.errors ?? []);
  };
}

function createCompiler(path: string): Ajv2020 | undefined {
  if (!existsSync(path)) return undefined;
  const compiler = new Ajv2020({
    strict: false,
    validateSchema: false,
    logger: false,
    inlineRefs: false,
    code: { optimize: false },
  });
  formats.default(compiler, ["date-time", "uri", "int32", "int64", "double"]);
  compiler.addFormat("snowflake", /^\d{1,20}$/u).addFormat("nonce", true);
  const description: object = JSON.parse(readFileSync(path, "utf8"));
  return compiler.addSchema(description, "discord");
}

function compile(compiler: Ajv2020, route: Route): ValidateFunction | undefined {
  const template = route.path.replaceAll(/:(\w+)/gu, "{$1}").replaceAll("/", "~1");
  const content = `discord#/paths/${template}/${route.method.toLowerCase()}/requestBody/content/application~1json/schema`;
  return compiler.getSchema(encodeURI(content));
}

/** The description wants permission sets as numbers; Discord takes the documented strings and so do we. */
function converted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(converted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const isPermissions = key === "default_member_permissions" && typeof item === "string";
      return [key, isPermissions ? Number(item) : converted(item)];
    }),
  );
}

/** Of the errors of all the alternatives, the deepest one is the most telling. */
function refused(errors: readonly ErrorObject[]): Error {
  const deepest = errors.toSorted((one, other) => other.instancePath.length - one.instancePath.length)[0];
  const path = (deepest?.instancePath ?? "")
    .split("/")
    .filter((part) => part !== "")
    .join(".");
  return invalidField(path || "_form", "BASE_TYPE_INVALID", deepest?.message ?? "Does not fit the description");
}

/** One broken rule, worded as Slack words it. */
export interface Finding {
  readonly message: string;
  /** A JSON pointer from the request's root, such as `/blocks/0/text/text`. */
  readonly pointer: string;
}

/** Looks at one value and adds what is wrong with it to `found`. */
export type Check = (value: unknown, pointer: string, found: Finding[]) => void;

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Lengths are counted in UTF-16 units, which is never less than what Slack counts. */
export function string(limits: { readonly min?: number; readonly max?: number; readonly like?: RegExp } = {}): Check {
  const { min = 0, max = Number.POSITIVE_INFINITY, like } = limits;
  return (value, pointer, found) => {
    if (typeof value !== "string") return void found.push({ message: "must be a string", pointer });

    if (value.length < min) found.push({ message: `must be more than ${min - 1} characters`, pointer });
    if (value.length > max) found.push({ message: `must be less than ${max + 1} characters`, pointer });
    if (like !== undefined && !like.test(value)) found.push({ message: "must match the expected pattern", pointer });
  };
}

export const boolean: Check = (value, pointer, found) => {
  if (typeof value !== "boolean") found.push({ message: "must be a boolean", pointer });
};

export function integer(limits: { readonly min?: number; readonly max?: number } = {}): Check {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = limits;
  return (value, pointer, found) => {
    if (!Number.isInteger(value)) return void found.push({ message: "must be an integer", pointer });

    if (Number(value) < min) found.push({ message: `must be greater than or equal to ${min}`, pointer });
    if (Number(value) > max) found.push({ message: `must be less than or equal to ${max}`, pointer });
  };
}

export const number: Check = (value, pointer, found) => {
  if (typeof value !== "number") found.push({ message: "must be a number", pointer });
};

export function oneOf(...allowed: readonly unknown[]): Check {
  return (value, pointer, found) => {
    if (!allowed.includes(value)) found.push({ message: "must be a valid enum value", pointer });
  };
}

export function array(item: Check, limits: { readonly min?: number; readonly max?: number } = {}): Check {
  const { min = 0, max = Number.POSITIVE_INFINITY } = limits;
  return (value, pointer, found) => {
    if (!Array.isArray(value)) return void found.push({ message: "must be an array", pointer });

    if (value.length < min) found.push({ message: `no fewer than ${min} items allowed`, pointer });
    if (value.length > max) found.push({ message: `no more than ${max} items allowed`, pointer });
    for (const [index, element] of value.entries()) item(element, `${pointer}/${index}`, found);
  };
}

type Fields = Readonly<Record<string, Check>>;

/** A rule over more than one field of an object whose fields are each in order. */
export type Rule = (value: JsonObject, pointer: string, found: Finding[]) => void;

/** `type` is always allowed: whoever chose this check has read it. */
export function object(shape: {
  readonly required?: Fields;
  readonly optional?: Fields;
  readonly rules?: readonly Rule[];
}): Check {
  const required = shape.required ?? {};
  const known: Fields = { type: () => undefined, ...shape.optional, ...required };

  return (value, pointer, found) => {
    if (!isObject(value)) return void found.push({ message: "must be an object", pointer });

    for (const key of Object.keys(required)) {
      if (value[key] === undefined) found.push({ message: `missing required field: ${key}`, pointer });
    }
    for (const [key, field] of Object.entries(value)) checkField({ known, key, field }, pointer, found);
    for (const rule of shape.rules ?? []) rule(value, pointer, found);
  };
}

function checkField(entry: { known: Fields; key: string; field: unknown }, pointer: string, found: Finding[]): void {
  const { known, key, field } = entry;
  if (field === undefined) return;

  const check = Object.hasOwn(known, key) ? known[key] : undefined;
  if (check === undefined) return void found.push({ message: `invalid additional property: ${key}`, pointer });

  check(field, `${pointer}/${key}`, found);
}

/** Chooses the check by the value's `type`. */
export function byType(checks: Readonly<Record<string, Check>>): Check {
  return (value, pointer, found) => {
    if (!isObject(value)) return void found.push({ message: "must be an object", pointer });
    if (value["type"] === undefined) return void found.push({ message: "missing required field: type", pointer });

    const type = typeof value["type"] === "string" ? value["type"] : JSON.stringify(value["type"]);
    const check = Object.hasOwn(checks, type) ? checks[type] : undefined;
    if (check === undefined)
      return void found.push({ message: `unsupported type: ${type}`, pointer: `${pointer}/type` });
    check(value, pointer, found);
  };
}

export function exactlyOne(...keys: readonly string[]): Rule {
  return (value, pointer, found) => {
    const given = keys.filter((key) => value[key] !== undefined);
    if (given.length === 0) found.push({ message: `must define either \`${keys.join("` or `")}\``, pointer });
    if (given.length > 1) found.push({ message: `must define only one of \`${keys.join("` or `")}\``, pointer });
  };
}

export function atLeastOne(...keys: readonly string[]): Rule {
  return (value, pointer, found) => {
    if (keys.some((key) => value[key] !== undefined)) return;
    found.push({ message: `must define either \`${keys.join("` or `")}\``, pointer });
  };
}

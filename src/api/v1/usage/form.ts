import type { IncomingHttpHeaders } from "node:http";
import { ApiError } from "../api-error.ts";

/** How a request carries its events. */
export type Form =
  /** One, or an array of them, in CloudEvents' JSON format. */
  | { readonly kind: "json"; readonly takes: "one" | "many" | "either" }
  /** One a line. */
  | { readonly kind: "lines" }
  /** Attributes in headers, and the data in the body: CloudEvents' binary mode. */
  | { readonly kind: "binary"; readonly attributes: Readonly<Record<string, string>> };

const forms: Readonly<Record<string, Form>> = {
  "application/cloudevents+json": { kind: "json", takes: "one" },
  "application/cloudevents-batch+json": { kind: "json", takes: "many" },
  "application/json": { kind: "json", takes: "either" },
  "application/x-ndjson": { kind: "lines" },
  "application/ndjson": { kind: "lines" },
  "application/jsonl": { kind: "lines" },
};

export const mediaTypes = Object.keys(forms);

/** The form that the headers announce. Throws media_type_unsupported and malformed_header. */
export function formOf(headers: IncomingHttpHeaders): Form {
  const [mediaType = "", ...parameters] = (headers["content-type"] ?? "").toLowerCase().split(";");
  const charset = parameters.map((one) => one.trim()).find((one) => one.startsWith("charset="));
  const isUtf8 = !charset || /^charset="?utf-?8"?$/u.test(charset);
  const form = mediaTypes.includes(mediaType.trim()) ? forms[mediaType.trim()] : undefined;
  if (!form || !isUtf8) {
    throw new ApiError("media_type_unsupported", { detail: `Send one of ${mediaTypes.join(", ")}, in UTF-8.` });
  }

  const isBinary = mediaType.trim() === "application/json" && headers["ce-specversion"] !== undefined;
  return isBinary ? { kind: "binary", attributes: attributesIn(headers) } : form;
}

/** "ce-id" is the attribute id; values are percent-encoded (HTTP protocol binding, section 3.1.3.2). */
function attributesIn(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const named = Object.entries(headers).filter(([name]) => name.startsWith("ce-"));
  return Object.fromEntries(named.map(([name, value]) => [name.slice(3), decoded(name, String(value))]));
}

function decoded(name: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new ApiError("malformed_header", { detail: `${name} is not percent-encoded as it should be.` });
  }
}

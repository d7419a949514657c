import type { IncomingMessage } from "node:http";
import { isObject } from "../blocks/check.ts";
import type { JsonObject } from "../blocks/check.ts";
import { SlackProblem } from "../problem.ts";

export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

function readJson(text: string): JsonObject {
  let body: unknown;
  try {
    body = JSON.parse(text === "" ? "{}" : text);
  } catch {
    throw new SlackProblem("invalid_json");
  }
  if (!isObject(body)) throw new SlackProblem("json_not_object");
  return body;
}

async function readMultipart(bytes: Buffer, contentType: string): Promise<JsonObject> {
  try {
    const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": contentType } }).formData();
    return Object.fromEntries(form);
  } catch {
    throw new SlackProblem("invalid_form_data");
  }
}

/** A body's fields. `isForm` tells the encodings in which a `token` field counts. */
export async function readFields(
  bytes: Buffer,
  contentType: string,
): Promise<{ readonly fields: JsonObject; readonly isForm: boolean }> {
  if (bytes.length === 0) return { fields: {}, isForm: true };
  const [type] = contentType.split(";");
  switch (type?.trim().toLowerCase()) {
    case "application/json":
      return { fields: readJson(bytes.toString()), isForm: false };
    case "application/x-www-form-urlencoded":
      return { fields: Object.fromEntries(new URLSearchParams(bytes.toString())), isForm: true };
    case "multipart/form-data":
      return { fields: await readMultipart(bytes, contentType), isForm: true };
    case "":
    case undefined:
      throw new SlackProblem("missing_post_type");
    default:
      throw new SlackProblem("invalid_post_type");
  }
}

/** The bytes of an upload: the whole body, or the one part of a form that is not text. */
export async function readUpload(bytes: Buffer, contentType: string): Promise<Uint8Array> {
  if (!contentType.startsWith("multipart/form-data")) return bytes;
  const [part] = Object.values(await readMultipart(bytes, contentType));
  if (part instanceof Blob) return new Uint8Array(await part.arrayBuffer());
  return Buffer.from(typeof part === "string" ? part : "");
}

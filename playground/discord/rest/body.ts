import type { IncomingMessage } from "node:http";
import { refusal } from "./errors.ts";
import type { UploadedFile } from "../world/files.ts";

/** Ten files of the largest size and something for the words. */
const LARGEST = 110 * 1024 * 1024;

export interface ParsedBody {
  readonly body: unknown;
  readonly files: ReadonlyMap<string, UploadedFile>;
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.byteLength;
    if (size > LARGEST) throw refusal("tooLarge");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** JSON, or multipart with `payload_json` and `files[n]`. 50109 when the JSON is none. */
export async function parseBody(content: Buffer, contentType: string): Promise<ParsedBody> {
  if (content.byteLength === 0) return { body: {}, files: new Map() };
  if (!contentType.startsWith("multipart/form-data"))
    return { body: parseJson(content.toString("utf8")), files: new Map() };

  const form = await new Response(new Uint8Array(content), { headers: { "content-type": contentType } }).formData();
  const payload = form.get("payload_json");
  const files = new Map<string, UploadedFile>();
  for (const [field, part] of form) {
    const index = /^files\[(\d+)\]$/u.exec(field)?.[1];
    if (index === undefined || typeof part === "string") continue;
    files.set(index, {
      name: part.name,
      contentType: part.type || "application/octet-stream",
      content: new Uint8Array(await part.arrayBuffer()),
    });
  }
  return { body: typeof payload === "string" ? parseJson(payload) : {}, files };
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw refusal("invalidJson");
  }
}

import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { BareSlack, Shown, Trouble } from "./slack-bare.ts";
import { serve, shut } from "./slack-wire.ts";
import type { Json } from "./slack-wire.ts";

export interface KeptFile {
  readonly id: string;
  readonly name: string;
  readonly length: number;
  content?: Buffer;
  isComplete: boolean;
  /** Where it was shared. */
  channel?: string;
}

/** The three steps of an upload, as docs.slack.dev/messaging/working-with-files tells them, and nothing else. */
export interface SlackFiles {
  readonly files: ReadonlyMap<string, KeptFile>;
  /** How long each step takes. */
  delayMs: number;
  /** What the address for the bytes takes, and its status when that is not 200. */
  bytes: "raw" | "form" | number;
  close(): Promise<void>;
}

/** Teaches a bare Slack to take files. The bytes go to another host and path than its API. */
export async function takeFiles(slack: BareSlack): Promise<SlackFiles> {
  const files = new Map<string, KeptFile>();
  const edge = await serve((request, response) => void keep(own, request, response));
  const own: SlackFiles & { readonly files: Map<string, KeptFile> } = {
    files,
    delayMs: 0,
    bytes: "raw",
    close: () => shut(edge.server),
  };
  const slowly: Trouble = async () => {
    await sleep(own.delayMs);
    return false;
  };
  slack.troubles.set("files.getUploadURLExternal", slowly);
  slack.troubles.set("files.completeUploadExternal", slowly);
  slack.overrides.set("files.getUploadURLExternal", ({ filename, length }) => {
    const size = Number(length);
    if (typeof filename !== "string" || !Number.isInteger(size) || size <= 0) {
      return { ok: false, error: "invalid_arguments" };
    }
    const id = `F0BARE${files.size}`;
    files.set(id, { id, name: filename, length: size, isComplete: false });
    return { ok: true, upload_url: `http://${edge.origin}/upload/v1/${id}?signature=abc`, file_id: id };
  });
  slack.overrides.set("files.completeUploadExternal", (args) => complete(files, args));
  return own;
}

/** No mimetype yet: Slack looks at files after it has answered. */
function complete(files: Map<string, KeptFile>, { files: given, channel_id: channel }: Json): Json {
  if (!Array.isArray(given)) return { ok: false, error: "invalid_arguments" };
  const done = (given as readonly Json[]).map(({ id }) => files.get(String(id)));
  for (const file of done) {
    if (file?.content?.byteLength !== file?.length) return { ok: false, error: "file_not_found" };
    if (file) Object.assign(file, { isComplete: true, ...(channel !== undefined && { channel }) });
  }
  return { ok: true, files: (given as readonly Json[]).map(({ id, title }) => ({ id, title })) };
}

async function keep(
  own: SlackFiles & { readonly files: Map<string, KeptFile> },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  await sleep(own.delayMs);
  const [, id = ""] = /^\/upload\/v1\/(\w+)\?signature=abc$/u.exec(request.url ?? "") ?? [];
  const file = own.files.get(id);
  const status = statusFor(own.bytes, String(request.headers["content-type"]));
  if (status !== 200 || !file) {
    response.writeHead(file ? status : 404).end();
    return;
  }
  file.content = Buffer.concat(chunks);
  response.writeHead(200, { "content-type": "text/plain" }).end(`OK - ${file.content.byteLength}`);
}

function statusFor(bytes: SlackFiles["bytes"], type: string): number {
  if (typeof bytes === "number") return bytes;
  return bytes === "raw" || type.startsWith("multipart/form-data") ? 200 : 400;
}

/** Sees no file that was not uploaded, as Slack does not; the first `tries` times none at all. */
export function refusing(own: SlackFiles, tries: number, places: readonly Shown["place"][]) {
  let left = tries;
  return ({ place, body }: Shown): boolean => {
    const ids = [...JSON.stringify(body).matchAll(/"slack_file":\{"id":"(\w+)"\}/gu)].map(([, id = ""]) => id);
    if (ids.length === 0) return true;
    if (ids.some((id) => own.files.get(id)?.isComplete !== true)) return false;
    if (!places.includes(place) || left === 0) return true;
    left -= 1;
    return false;
  };
}

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { ApiError } from "./api-error.ts";
import type { ProblemCode } from "./codes.ts";

/** Of the body as it comes over the wire, and of what it unpacks to. */
export const LARGEST_BODY = 64 * 1024 * 1024;
const CHUNK = 64 * 1024;

/**
 * The body as text, piece by piece as it arrives: nothing is read ahead of whoever takes the pieces. Throws
 * body_too_large, encoding_unsupported, gzip_truncated, gzip_corrupt and malformed_json (not UTF-8).
 */
export async function* readText(request: IncomingMessage, response: ServerResponse): AsyncGenerator<string, void> {
  requireDeclaredSize(request);
  if (request.headers.expect !== undefined) response.writeContinue();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let size = 0;
  for await (const chunk of unpacked(request)) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw tooLarge();
    yield decode(decoder, chunk);
  }
  yield decode(decoder);
}

function requireDeclaredSize({ headers }: IncomingMessage): void {
  if (Number(headers["content-length"] ?? 0) > LARGEST_BODY) throw tooLarge();
}

function tooLarge(): ApiError {
  const most = `${LARGEST_BODY / 1024 / 1024} MB`;
  return new ApiError("body_too_large", { detail: `At most ${most} a request, unpacked. Send it in several.` });
}

async function* unpacked(request: IncomingMessage): AsyncGenerator<Buffer, void> {
  const encoding = request.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding === "identity") return yield* chunksOf(request);
  if (encoding !== "gzip" && encoding !== "x-gzip")
    throw new ApiError("encoding_unsupported", { detail: "Send it as it is, or with Content-Encoding: gzip." });

  // Not stream.pipeline: that would close the connection with the first fault, and with it the answer.
  const gunzip = request.pipe(createGunzip({ chunkSize: CHUNK }));
  request.once("close", () => request.complete || gunzip.destroy(new Error("the sender went away")));
  try {
    yield* chunksOf(gunzip);
  } catch (error) {
    throw packingError(error) ?? error;
  } finally {
    request.unpipe(gunzip);
    gunzip.destroy();
  }
}

/** Leaves the stream open when its reader stops: the answer goes out over the same connection. */
async function* chunksOf(stream: Readable): AsyncGenerator<Buffer, void> {
  yield* stream.iterator({ destroyOnReturn: false });
}

const packingCodes: Readonly<Record<string, ProblemCode>> = {
  Z_BUF_ERROR: "gzip_truncated",
  Z_DATA_ERROR: "gzip_corrupt",
};

function packingError(error: unknown): ApiError | undefined {
  const code = error instanceof Error && "code" in error ? packingCodes[String(error.code)] : undefined;
  return code && new ApiError(code);
}

function decode(decoder: Pick<InstanceType<typeof TextDecoder>, "decode">, chunk?: Buffer): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch {
    throw new ApiError("malformed_json", { detail: "The body is not UTF-8." });
  }
}

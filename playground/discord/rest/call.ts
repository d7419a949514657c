import type { Snowflake } from "discord-api-types/v10";
import type { UploadedFile } from "../world/files.ts";
import type { World } from "../world/world.ts";

/** One request, parsed as far as every route needs it. */
export interface Call {
  readonly world: World;
  readonly gateway: { readonly url: string; startsLeft(): number };
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The JSON body, or `payload_json` of a multipart one. */
  readonly body: unknown;
  /** Multipart files by the number in `files[n]`. */
  readonly files: ReadonlyMap<string, UploadedFile>;
}

/** Undefined is 204. */
export type Reply = { readonly status?: number; readonly body: unknown } | undefined;

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Parameters are named as in Discord's OpenAPI description: `/channels/:channel_id/messages`. */
  readonly path: string;
  /** The token in the path is the only credential; such routes are outside the global rate limit. */
  readonly isTokenInPath?: boolean;
  readonly handle: (call: Call) => Reply;
}

/** The path parameter of that name; every route names the ones it reads. */
export function parameter(call: Call, name: string): Snowflake {
  return call.parameters[name] ?? "";
}

import type { SlackJson } from "../seen.ts";
import type { Inside } from "../inside.ts";
import type { Args } from "./args.ts";

export interface Call {
  readonly inside: Inside;
  readonly args: Args;
  readonly token: "bot" | "app";
}

/** One Web API method. */
export interface Method {
  /** Whose token may call it. */
  readonly token: "bot" | "app" | "either" | "none";
  /** Any one of these is enough; none means that no scope is needed. */
  readonly scopes: readonly string[];
  /** docs.slack.dev/apis/web-api/rate-limits: requests a minute are 1, 20, 50 and 100; `post` is one a second a channel. */
  readonly tier: 1 | 2 | 3 | 4 | "post" | "unlimited";
  /** What is answered beside `ok: true`; a SlackProblem becomes `ok: false`. */
  run(call: Call): SlackJson | Promise<SlackJson>;
}

export type Methods = Readonly<Record<string, Method>>;

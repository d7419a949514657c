import { WebClient } from "@slack/web-api";
import type { WebAPICallResult, WebClientOptions } from "@slack/web-api";
import type { Log } from "../../commands/app.ts";
import { missingScopeOf, tokenRefusalOf } from "./failures.ts";

/** Slack's Web API. What only an operator can mend is logged as one line when it begins, not at every call. */
export class WatchedWebClient extends WebClient {
  readonly #log: Log;
  readonly #told = new Set<string>();
  #isRefused = false;

  constructor(token: string, options: WebClientOptions, log: Log) {
    super(token, options);
    this.#log = log;
  }

  /** True since Slack refused the token, until it takes it again. */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  override async apiCall(method: string, options?: Record<string, unknown>): Promise<WebAPICallResult> {
    try {
      const result = await super.apiCall(method, options);
      if (this.#isRefused) this.#told.clear();
      this.#isRefused = false;
      return result;
    } catch (error) {
      this.#tell(method, error);
      throw error;
    }
  }

  #tell(method: string, error: unknown): void {
    const refusal = tokenRefusalOf(error);
    const scope = missingScopeOf(error);
    if (refusal !== undefined) {
      this.#isRefused = true;
      this.#tellOnce(
        { method, refusal },
        "slack refuses SLACK_BOT_TOKEN: install the app again and set its token anew",
      );
    } else if (scope !== undefined) {
      this.#tellOnce({ method, scope }, "SLACK_BOT_TOKEN lacks a scope: install the app again with manifest.yml");
    }
  }

  #tellOnce(
    facts: { readonly method: string; readonly refusal?: string; readonly scope?: string },
    event: string,
  ): void {
    const key = `${facts.refusal ?? ""} ${facts.scope ?? ""}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#log.error(facts, event);
  }
}

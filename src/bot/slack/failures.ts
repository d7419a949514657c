import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";

/** Slack's own name of what went wrong, such as "user_not_found"; undefined for anything but an answer from Slack. */
export function slackErrorOf(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

export function isUnreachable(error: unknown): boolean {
  return error instanceof WebAPIRequestError || error instanceof WebAPIHTTPError;
}

/** Slack's name for a method that is not there, and the statuses by which others say so. */
const unknownMethods = new Set(["unknown_method", "method_deprecated", "deprecated_endpoint"]);
const notThere = new Set([404, 405, 501]);

/** True where a server that speaks Slack's protocol does not have the method at all. */
export function isUnknownMethod(error: unknown): boolean {
  if (error instanceof WebAPIHTTPError) return notThere.has(error.statusCode);
  return unknownMethods.has(slackErrorOf(error) ?? "");
}

/** Seconds to wait, when Slack asked for that: as a 429, or as an error in a 200. */
export function rateLimitOf(error: unknown): number | undefined {
  if (error instanceof WebAPIRateLimitedError) return error.retryAfter;

  const named = slackErrorOf(error);
  return named === "ratelimited" || named === "rate_limited" ? 30 : undefined;
}

/** A token that is good for nothing (docs.slack.dev/reference/methods/auth.test, "Errors"). */
const tokenErrors = new Set([
  "invalid_auth",
  "not_authed",
  "account_inactive",
  "token_revoked",
  "token_expired",
  "not_allowed_token_type",
]);

/** Slack's name for what is wrong with the token; "account_inactive" is the bot's own account, or its workspace. */
export function tokenRefusalOf(error: unknown): string | undefined {
  const name = slackErrorOf(error);
  return name !== undefined && tokenErrors.has(name) ? name : undefined;
}

/** The scope that Slack wanted. */
export function missingScopeOf(error: unknown): string | undefined {
  if (!(error instanceof WebAPIPlatformError) || error.data.error !== "missing_scope") return undefined;
  const needed = "needed" in error.data ? error.data.needed : undefined;
  return typeof needed === "string" ? needed : "that the call needs";
}

const triggerErrors = new Set(["expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired"]);

/** A trigger is good for three seconds and once (docs.slack.dev/reference/methods/views.open). */
export function isTriggerGone(error: unknown): boolean {
  return triggerErrors.has(slackErrorOf(error) ?? "");
}

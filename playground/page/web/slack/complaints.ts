import type { CommandResult, PressResult, SubmitResult, SuggestResult } from "../../../slack/seen.ts";

const fixed: Readonly<Record<string, string>> = {
  operation_timeout: "The app did not respond in time (operation_timeout).",
  dispatch_failed: "The app could not be reached (dispatch_failed). Is the bot running?",
};

/** What Slack's client tells a person about an outcome; undefined when there is nothing to tell. */
export function complaintOf(result: CommandResult | PressResult | SubmitResult | SuggestResult): string | undefined {
  if (result.outcome === "not_possible") return result.reason;
  if (result.outcome === "http_error") return `The app answered with an error (HTTP ${result.status}).`;
  if (result.outcome === "invalid_response") {
    return `The app sent a response that Slack does not accept: ${result.reasons.join("; ")}`;
  }
  return fixed[result.outcome];
}

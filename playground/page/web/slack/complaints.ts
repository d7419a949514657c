import type { CommandResult, PressResult, SubmitResult, SuggestResult } from "../../../slack/contract.ts";

/** What Slack's client tells a person about an outcome; undefined when there is nothing to tell. */
export function complaintOf(result: CommandResult | PressResult | SubmitResult | SuggestResult): string | undefined {
  switch (result.outcome) {
    case "operation_timeout":
      return "The app did not respond in time (operation_timeout).";
    case "dispatch_failed":
      return "The app could not be reached (dispatch_failed). Is the bot running?";
    case "http_error":
      return `The app answered with an error (HTTP ${result.status}).`;
    case "invalid_response":
      return `The app sent a response that Slack does not accept: ${result.reasons.join("; ")}`;
    case "not_possible":
      return result.reason;
    default:
      return undefined;
  }
}

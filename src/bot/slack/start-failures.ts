import { WebAPIHTTPError, WebAPIRequestError } from "@slack/web-api";
import { ConfigError } from "../../config.ts";
import { missingScopeOf, slackErrorOf, tokenRefusalOf } from "./failures.ts";

const hints = {
  SLACK_BOT_TOKEN: 'it should be the "Bot User OAuth Token" of the installed app, on its page "OAuth & Permissions"',
  SLACK_APP_TOKEN: 'it should be an app-level token with the scope connections:write, from "Basic Information"',
} as const;

/** For `catch`: says which variable to mend, where that is what is wrong. */
export function startingWith(variable: keyof typeof hints): (error: unknown) => never {
  return (error) => {
    throw namedFailure(variable, error) ?? error;
  };
}

function namedFailure(variable: keyof typeof hints, error: unknown): ConfigError | undefined {
  const cause = { cause: error };
  const refusal = tokenRefusalOf(error);
  if (refusal !== undefined) {
    return new ConfigError(variable, `was refused by Slack (${refusal}): ${hints[variable]}`, cause);
  }
  const scope = missingScopeOf(error);
  if (scope !== undefined) return new ConfigError(variable, `lacks the scope ${scope}: ${hints[variable]}`, cause);

  const silence = silenceOf(error);
  return silence === undefined
    ? undefined
    : new ConfigError(
        "SLACK_API_URL",
        `leads to no Slack (${silence}): without it, it is https://slack.com/api/`,
        cause,
      );
}

/** Why nobody, or somebody else, answered. */
function silenceOf(error: unknown): string | undefined {
  if (slackErrorOf(error) === "unknown_method") return "unknown_method";
  if (error instanceof WebAPIHTTPError) return `status ${error.statusCode}`;
  if (!(error instanceof WebAPIRequestError)) return undefined;

  const { cause = error.original } = error.original;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
  return typeof code === "string" ? code : error.original.message;
}

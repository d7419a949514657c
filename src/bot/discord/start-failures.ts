import { DiscordAPIError, DiscordjsError, DiscordjsErrorCodes } from "discord.js";
import { GatewayCloseCodes } from "discord-api-types/v10";
import { ConfigError } from "../../config.ts";

/** The gateway closed the connection in a way after which connecting again is useless. */
export class ClosedForGood extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`Discord closed the connection for good (code ${code})`);
    this.name = "ClosedForGood";
    this.code = code;
  }
}

/** Which variable to mend, where that is what is wrong. */
export function namedFailure(error: unknown): ConfigError | undefined {
  const cause = { cause: error };
  if (isRefusedToken(error)) {
    return new ConfigError(
      "DISCORD_TOKEN",
      "was refused by Discord: it should be the token on the application's Bot page",
      cause,
    );
  }
  const silence = silenceOf(error);
  return silence === undefined
    ? undefined
    : new ConfigError(
        "DISCORD_API_URL",
        `leads to no Discord (${silence}): without it, it is https://discord.com/api`,
        cause,
      );
}

function isRefusedToken(error: unknown): boolean {
  if (error instanceof DiscordjsError) return error.code === DiscordjsErrorCodes.TokenInvalid;
  if (error instanceof ClosedForGood) return error.code === GatewayCloseCodes.AuthenticationFailed;
  return error instanceof DiscordAPIError && error.status === 401;
}

/** Why nobody, or somebody else, answered. */
function silenceOf(error: unknown): string | undefined {
  if (error instanceof DiscordAPIError && error.status === 404) return "status 404";
  if (!(error instanceof TypeError)) return undefined;

  const { cause } = error;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
  return typeof code === "string" ? code : error.message;
}

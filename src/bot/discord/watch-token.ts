import type { Client } from "discord.js";
import { Events, RESTEvents } from "discord.js";
import { GatewayCloseCodes } from "discord-api-types/v10";
import type { Logger } from "pino";

/** Paths that carry a token of their own: a 401 there is about an interaction. */
const withOwnToken = /^\/(?:interactions|webhooks)\//u;

/** Logs as one line when Discord stops taking the token at run time, which only an operator can mend. */
export function watchToken(client: Client, log: Logger): { isRefused(): boolean } {
  let isRefused = false;

  function refused(facts: object): void {
    if (isRefused) return;
    isRefused = true;
    log.error(facts, "discord refuses DISCORD_TOKEN: set the one on the application's Bot page, and start again");
  }

  client.rest.on(RESTEvents.Response, ({ route }, { status }) => {
    if (client.isReady() && status === 401 && !withOwnToken.test(route)) refused({ status });
  });
  client.on(Events.ShardDisconnect, ({ code }) => {
    if (!client.isReady()) return;
    if (code === GatewayCloseCodes.AuthenticationFailed) refused({ code });
    else log.error({ code }, "discord closed the connection for good");
  });
  return { isRefused: () => isRefused };
}

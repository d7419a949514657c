import { Client, Events, GatewayIntentBits, Options } from "discord.js";
import type { Logger } from "pino";
import { failureFacts } from "./failures.ts";
import { NO_MENTIONS } from "./render.ts";
import { tolerateInteraction } from "./tolerate.ts";

/** Servers that the gateway tells of later, such as after an outage, are let in when they come. */
const WAIT_FOR_SERVERS_MS = 2000;
/** A wait that discord.js sits out by itself; beyond it the work queue does better, which remembers. */
const LONGEST_RATE_LIMIT_WAIT_MS = 2000;
const REQUEST_TIMEOUT_MS = 10_000;
/** Kept beyond each wait, against clocks that differ: every hundredth of a second costs very many messages one percent. */
const RATE_LIMIT_MARGIN_MS = 10;

/**
 * The connection to Discord. One intent: Guilds, which tells what servers there are. Interactions need none.
 * Nothing is kept in memory that is not looked at: no messages, no members, no people.
 */
export function createClient(apiUrl: string | undefined, log: Logger): Client {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    waitGuildTimeout: WAIT_FOR_SERVERS_MS,
    allowedMentions: NO_MENTIONS,
    makeCache: Options.cacheWithLimits(nothing),
    rest: {
      version: "10",
      timeout: REQUEST_TIMEOUT_MS,
      offset: RATE_LIMIT_MARGIN_MS,
      // discord.js' own undici refuses files once Slack's client has brought a newer undici's FormData with it.
      // Safe: both packages mean the web's RequestInit, each by a declaration of its own.
      makeRequest: (url, init) => unlessGivenUp(init.signal, () => fetch(asDocumented(url), init as object)),
      rejectOnRateLimit: ({ route, retryAfter }) =>
        !route.startsWith("/interactions") && retryAfter > LONGEST_RATE_LIMIT_WAIT_MS,
      ...(apiUrl !== undefined && { api: withoutVersion(apiUrl) }),
    },
  });
  client.on(Events.Raw, (packet: unknown) => {
    if (!tolerateInteraction(packet)) log.warn({}, "discord interaction unreadable");
  });
  dropUnreadable(client, log);
  client.on(Events.Error, (error) => log.error(failureFacts(error), "discord client failed"));
  client.on(Events.ShardError, (error) => log.warn(failureFacts(error), "discord connection failed"));
  client.on(Events.ShardReconnecting, () => log.info({}, "discord connection lost"));
  client.on(Events.ShardResume, () => log.info({}, "discord connection resumed"));
  return client;
}

/** discord.js throws at whatever lacks what it takes for granted, where nobody catches, and the process would end. */
function dropUnreadable({ ws }: Client, log: Logger): void {
  const handle: unknown = Reflect.get(ws, "handlePacket");
  if (typeof handle !== "function") return;
  Reflect.set(ws, "handlePacket", (...packet: readonly unknown[]): unknown => {
    try {
      return Reflect.apply(handle, ws, packet);
    } catch (error) {
      log.warn(failureFacts(error), "discord event unreadable");
      return false;
    }
  });
}

/** Node's fetch closes a form's stream twice when it is given up before it began, in a rejection that nobody handles. */
async function unlessGivenUp(signal: unknown, send: () => Promise<Response>): Promise<Response> {
  if (signal instanceof AbortSignal) signal.throwIfAborted();

  return send();
}

const nothing = {
  AutoModerationRuleManager: 0,
  BaseGuildEmojiManager: 0,
  ApplicationCommandManager: 0,
  DMMessageManager: 0,
  GuildBanManager: 0,
  GuildEmojiManager: 0,
  GuildInviteManager: 0,
  GuildMemberManager: 0,
  GuildMessageManager: 0,
  GuildScheduledEventManager: 0,
  GuildStickerManager: 0,
  MessageManager: 0,
  PresenceManager: 0,
  ReactionManager: 0,
  ReactionUserManager: 0,
  StageInstanceManager: 0,
  ThreadManager: 0,
  ThreadMemberManager: 0,
  UserManager: 0,
  VoiceStateManager: 0,
};

/** discord.js escapes "@original", which not every server that speaks Discord's protocol undoes. */
function asDocumented(url: string): string {
  return url.replace("/messages/%40original", "/messages/@original");
}

/** discord.js adds the version by itself. */
function withoutVersion(apiUrl: string): string {
  return apiUrl.replace(/\/+$/u, "").replace(/\/v\d+$/u, "");
}

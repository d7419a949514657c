import type { Client, Interaction } from "discord.js";
import { Events, Status } from "discord.js";
import type { Logger } from "pino";
import type { ChannelAddress } from "../../notifications/messenger.ts";
import type { TellChannelNews } from "../channel-news.ts";
import type { FrontDesk } from "../front-desk.ts";
import type { Platform } from "../platform.ts";
import { createAdmission } from "./admission.ts";
import type { ConnectedServer } from "./admission.ts";
import { listenToChannels } from "./channel-events.ts";
import { createClient } from "./connection.ts";
import { createDirectMessages } from "./direct-messages.ts";
import { failureFacts } from "./failures.ts";
import { createPeople } from "./identity.ts";
import { createMessenger } from "./messenger.ts";
import { createPlaces } from "./place.ts";
import { probeChannel } from "./probe.ts";
import { publishCommands } from "./publish.ts";
import { receive } from "./receive.ts";
import { createRecent } from "./recent.ts";
import type { NounOutline } from "../../commands/outline.ts";
import { commandsJson, optionFields } from "./register.ts";
import { ClosedForGood, namedFailure } from "./start-failures.ts";
import { within } from "./surroundings.ts";
import { watchToken } from "./watch-token.ts";

export interface DiscordOptions {
  readonly token: string;
  /** Where Discord's API is; Discord's own when left out. */
  readonly apiUrl?: string;
  readonly desk: FrontDesk;
  readonly commands: readonly NounOutline[];
  readonly log: Logger;
  /** Told of every server the bot is in: at start, when it is added to one, and when one changes its name. */
  admitWorkspace(server: ConnectedServer): Promise<unknown>;
  /** Told of channels that are deleted, renamed, opened and closed to the bot, and of servers it comes to and leaves. */
  readonly tellChannelNews?: TellChannelNews;
}

const STOP_WITHIN_MS = 10_000;
/** The gateway repeats events after a reconnection; Discord forgets an interaction after 15 minutes. */
const SEEN_FOR_MS = 15 * 60_000;

/** Connects to Discord: one application, and all servers it was added to. */
export function createDiscord(options: DiscordOptions): Platform {
  const { log } = options;
  const client = createClient(options.apiUrl, log);
  const token = watchToken(client, log);
  const people = createPeople(client.rest);
  const messages = createDirectMessages(client.rest);
  const probe = (channel: ChannelAddress) => probeChannel(client.rest, client.user?.id, channel);
  const around = { desk: options.desk, people, messages, log, probe, places: createPlaces(client, people) };
  const fields = optionFields(options.commands);
  const seen = createRecent<true>({ capacity: 10_000, milliseconds: SEEN_FOR_MS });
  const underWay = new Set<Promise<void>>();
  const { admit, admitUntold } = createAdmission({ client, admitWorkspace: options.admitWorkspace });
  let isOpen = true;

  function follow(work: Promise<unknown>, event: string): void {
    const settled = work.then(
      () => undefined,
      (error: unknown) => log.error(failureFacts(error), event),
    );
    underWay.add(settled);
    void settled.finally(() => underWay.delete(settled));
  }

  function takeIn(interaction: Interaction): void {
    if (!isOpen || seen.get(interaction.id)) return;
    seen.set(interaction.id, true);
    const received = admitUntold(interaction.guildId).then(() => receive(around, fields, interaction));
    follow(received, "discord interaction failed");
  }

  listenToChannels(client, { tell: options.tellChannelNews, probe, follow });
  const admitLater = (guild: Parameters<typeof admit>[0]) => follow(admit(guild), "discord server not admitted");
  client.on(Events.InteractionCreate, takeIn);
  client.on(Events.GuildCreate, admitLater);
  client.on(Events.GuildAvailable, admitLater);
  client.on(Events.GuildUpdate, (_, guild) => admitLater(guild));

  return {
    name: "discord",
    messenger: createMessenger({ messages, desk: options.desk, people, log, self: () => client.user?.id, probe }),
    async start() {
      await connect(client, options.token);
      for (const guild of client.guilds.cache.values()) await admit(guild);
      await publish(client, options);
    },
    async stop() {
      isOpen = false;
      await within(STOP_WITHIN_MS, Promise.all(underWay));
      await client.destroy();
    },
    isReady: () => isOpen && !token.isRefused() && isConnected(client),
  };
}

function isConnected(client: Client): boolean {
  return client.isReady() && client.ws.shards.every((shard) => shard.status === Status.Ready);
}

/** Resolves when the servers are known. Rejects with one line that says what to mend. */
async function connect(client: Client, token: string): Promise<void> {
  const ready = new Promise<void>((resolve, reject) => {
    client.once(Events.ClientReady, () => resolve());
    client.once(Events.ShardDisconnect, ({ code }) => reject(new ClosedForGood(code)));
  });
  try {
    await Promise.all([client.login(token), ready]);
  } catch (error) {
    await client.destroy();
    throw namedFailure(error) ?? error;
  }
}

/** Commands that Discord knows from before go on working when this fails, so that it stops nothing. */
async function publish(client: Client, { commands, log }: DiscordOptions): Promise<void> {
  const applicationId = client.application?.id ?? client.user?.id ?? "";
  try {
    const published = await publishCommands(client.rest, applicationId, commandsJson(commands));
    log.info(published, "discord commands published");
  } catch (error) {
    log.error(failureFacts(error), "discord commands not published");
  }
}

import type { Logger } from "pino";
import type { Asked, AskedIn, Invocation } from "../../commands/invocation.ts";
import type { Reader } from "../../commands/call-id.ts";
import type { ChannelAddress, Probed } from "../../notifications/messenger.ts";
import type { FrontDesk } from "../front-desk.ts";
import type { DirectMessages } from "./direct-messages.ts";
import type { People } from "./identity.ts";
import type { Places, Server } from "./place.ts";

/** What answering takes. */
export interface Surroundings {
  readonly desk: FrontDesk;
  readonly people: People;
  readonly places: Places;
  readonly messages: DirectMessages;
  readonly log: Logger;
  probe(channel: ChannelAddress): Promise<Probed>;
}

/** Who asks, and from where, in Discord's words. */
export interface Asker {
  readonly interactionId: string;
  /** null in direct messages, as long as the server that is meant is not known. */
  readonly guildId: string | null;
  /** Where; absent where Discord does not say. */
  readonly channel?: AskedIn;
  readonly user: Invocation["user"];
}

/** Whose buttons these are. */
export function readerOf(asker: Asker): Reader {
  const userExternalId = asker.user.externalId;
  return { platform: "discord", userExternalId, ...(asker.guildId !== null && { workspaceExternalId: asker.guildId }) };
}

export function invocationFor(around: Surroundings, asker: Asker, about: { server: Server; asked: Asked }): Invocation {
  return {
    platform: "discord",
    workspace: about.server,
    user: asker.user,
    requestId: `discord:${asker.interactionId}`,
    asked: about.asked,
    ...(asker.channel && { channel: asker.channel }),
    directory: {
      ...around.people.directory(about.server.externalId),
      probe: (channelExternalId) => around.probe({ channelExternalId, workspaceExternalId: about.server.externalId }),
    },
  };
}

/** `undefined` when the work takes longer than that, in milliseconds, or fails. The work goes on. */
export async function within<Value>(milliseconds: number, work: Promise<Value>): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

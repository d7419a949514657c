import { RESTJSONErrorCodes } from "discord-api-types/v10";
import { isAnyOf } from "./failures.ts";

/** Why nothing can be posted in a channel, and what would change that; a sentence each. */
export interface ChannelRefusal {
  readonly reason: string;
  readonly howTo: string;
}

export const goneChannel: ChannelRefusal = {
  reason: "The channel is no longer on Discord, or Quartermaster is no longer in its server.",
  howTo: "Add Quartermaster to the server again, or subscribe another channel.",
};

export const hiddenChannel: ChannelRefusal = {
  reason: "Discord does not let Quartermaster see the channel.",
  howTo: "In the channel's settings, give Quartermaster the permission View Channel.",
};

export const notForText: ChannelRefusal = {
  reason: "Discord takes no messages in channels of this kind.",
  howTo: "Subscribe a text channel.",
};

const refusals: readonly (readonly [codes: readonly number[], ChannelRefusal])[] = [
  [[RESTJSONErrorCodes.UnknownChannel, RESTJSONErrorCodes.UnknownGuild], goneChannel],
  [[RESTJSONErrorCodes.MissingAccess], hiddenChannel],
  [[RESTJSONErrorCodes.MissingPermissions], lacking(["Send Messages", "Embed Links"])],
  [
    [RESTJSONErrorCodes.CannotExecuteActionOnThisChannelType, RESTJSONErrorCodes.CannotSendAMessageInAForumChannel],
    notForText,
  ],
  [
    [RESTJSONErrorCodes.ThreadLocked, RESTJSONErrorCodes.InvalidActionOnArchivedThread],
    { reason: "The thread is locked.", howTo: "Unlock it, or subscribe another channel." },
  ],
];

/** Permissions by the names that Discord's settings have for them. */
export function lacking(names: readonly string[]): ChannelRefusal {
  return {
    reason: "Discord does not let Quartermaster write in the channel.",
    howTo: `In the channel's settings, give Quartermaster ${names.join(", ")}.`,
  };
}

/** undefined: it is none of Discord's verdicts on the channel. */
export function channelRefusalIn(error: unknown): ChannelRefusal | undefined {
  return refusals.find(([codes]) => isAnyOf(error, codes))?.[1];
}

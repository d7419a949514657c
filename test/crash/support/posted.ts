import { discordChannels, discordPeople, slackPeople } from "../../../playground/world.ts";
import type { Town } from "./town.ts";

/** What the bot has said to anybody, by the platform's own address of each message. */
export interface Posted {
  readonly id: string;
  readonly text: string;
  /** The channel, also of what is said in a thread there. */
  readonly conversation: string;
  /** Said in a thread, or as an answer to another one. */
  readonly isReply: boolean;
}

const CHANNEL = "vision-lab";

/** All messages from the bot that stay: in direct messages, in the channel that is told of alerts, and in threads there. */
export function postedIn(town: Town): readonly Posted[] {
  return [...new Map([...inSlack(town), ...inDiscord(town)].map((one) => [one.id, one])).values()];
}

function inSlack({ slack }: Town): readonly Posted[] {
  return slackPeople.flatMap(({ id }) => {
    const person = slack.as(id);
    const channels = person.channels().filter(({ kind, name }) => kind === "app" || name === CHANNEL);
    return channels.flatMap((channel) => {
      const roots = person.messages(channel.id);
      const replies = roots.flatMap(({ ts }) => person.messages(channel.id, { threadTs: ts }));
      return [...roots, ...replies]
        .filter((one) => one.isFromApp && !one.isEphemeral)
        .map(({ ts, threadTs = ts, text, blocks }) => ({
          id: `${channel.id}/${ts}`,
          text: JSON.stringify([text, blocks]),
          conversation: channel.id,
          isReply: threadTs !== ts,
        }));
    });
  });
}

function inDiscord({ discord }: Town): readonly Posted[] {
  const told = discordChannels.filter(({ name }) => name === CHANNEL).map(({ id }) => id);
  return discordPeople.flatMap(({ id }) => {
    const person = discord.as(id);
    const direct = person.channels().filter(({ kind }) => kind === "direct");
    return [...direct.map((one) => one.id), ...told].flatMap((conversation) => {
      const roots = person.messages(conversation);
      const replies = roots.flatMap((root) => person.messages(root.id));
      return [...roots, ...replies]
        .filter(({ author, isEphemeral }) => author.isBot && !isEphemeral)
        .map((one) => ({
          id: `${one.channelId}/${one.id}`,
          text: JSON.stringify([one.embeds, one.content]),
          conversation,
          isReply: one.channelId !== conversation || one.raw?.message_reference !== undefined,
        }));
    });
  });
}

import { discordChannels, discordPeople, slackPeople } from "../../../playground/world.ts";
import type { Town } from "./town.ts";

/** What the bot has said to anybody, by the platform's own address of each message. */
export interface Posted {
  readonly id: string;
  readonly text: string;
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
        .map(({ ts, text, blocks }) => ({ id: `${channel.id}/${ts}`, text: JSON.stringify([text, blocks]) }));
    });
  });
}

function inDiscord({ discord }: Town): readonly Posted[] {
  const told = discordChannels.filter(({ name }) => name === CHANNEL).map(({ id }) => id);
  return discordPeople.flatMap(({ id }) => {
    const person = discord.as(id);
    const direct = person.channels().filter(({ kind }) => kind === "direct");
    const roots = [...direct.map((one) => one.id), ...told].flatMap((channel) => person.messages(channel));
    const replies = roots.flatMap((root) => person.messages(root.id));
    return [...roots, ...replies]
      .filter(({ author, isEphemeral }) => author.isBot && !isEphemeral)
      .map((one) => ({ id: `${one.channelId}/${one.id}`, text: JSON.stringify([one.embeds, one.content]) }));
  });
}

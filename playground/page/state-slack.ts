import type { SlackPerson } from "../slack/contract.ts";
import type { SeenChannel } from "../slack/seen.ts";
import type { WorldPerson } from "../world.ts";
import type { SlackState } from "./protocol.ts";
import { isNewer } from "./read-markers.ts";
import type { Look, PageWorld } from "./state.ts";

/** Slack as this person sees it, with one channel and perhaps one thread open. */
export function slackState(world: PageWorld, look: Look, userId: string): SlackState {
  const { options } = world.slack;
  const person = world.slack.as(userId);
  const channels = person.channels();
  const channelId = channels.find((channel) => channel.id === look.slackChannel)?.id ?? channels[0]?.id ?? "";
  const home = person.home();

  return {
    userId,
    botUserId: options.app.botUserId,
    appName: options.app.name,
    teamName: options.team.name,
    users: [
      ...options.people.map(({ id, realName, name }) => ({ id, name: realName, handle: name })),
      { id: options.app.botUserId, name: options.app.name, handle: "quartermaster" },
    ],
    commands: options.app.commands,
    channels: channels.map((channel) => ({
      ...channel,
      unread: unreadIn(world, look.person, person, channel),
    })),
    channelId,
    messages: channelId === "" ? [] : person.messages(channelId),
    ...threadState(person, channelId, look.slackThread),
    views: person.views(),
    ...(home !== undefined && { home }),
  };
}

/** How many direct messages this person has not read. */
export function unreadOnSlack(world: PageWorld, person: WorldPerson): number {
  if (person.slackId === undefined) return 0;

  const client = world.slack.as(person.slackId);
  return client
    .channels()
    .filter((channel) => channel.kind === "app" || channel.kind === "direct")
    .reduce((sum, channel) => sum + unreadIn(world, person, client, channel), 0);
}

function unreadIn(world: PageWorld, person: WorldPerson, client: SlackPerson, channel: SeenChannel): number {
  const place = { personId: person.id, platform: "slack", channelId: channel.id } as const;
  const mark = world.markers.get(place);
  if (channel.latestTs === undefined || !isNewer(channel.latestTs, mark)) return 0;

  return client
    .messages(channel.id)
    .filter((message) => message.authorId !== client.userId && isNewer(message.ts, mark)).length;
}

function threadState(person: SlackPerson, channelId: string, threadTs: string | undefined): Pick<SlackState, "thread"> {
  if (threadTs === undefined || channelId === "") return {};
  return { thread: { ts: threadTs, messages: person.messages(channelId, { threadTs }) } };
}

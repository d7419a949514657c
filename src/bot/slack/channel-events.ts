import type { App } from "@slack/bolt";
import { z } from "zod";
import type { ChannelNews, TellChannelNews } from "../channel-news.ts";
import type { Office } from "./office.ts";
import { probeChannel } from "./probe.ts";
import { archived, notAMember } from "./refusals.ts";

interface Reception {
  office(): Office;
  /** The bot's own user id, once it is known. */
  self(): string | undefined;
  tell: TellChannelNews;
  /** Counts as under way until it settles. */
  track(work: Promise<unknown>): Promise<void>;
}

/** What is told of a channel, by whom; Slack's events (docs.slack.dev/reference/events) and what follows for the bot. */
export const channelEvents = [
  "member_joined_channel",
  "member_left_channel",
  "channel_left",
  "group_left",
  "channel_archive",
  "group_archive",
  "channel_unarchive",
  "group_unarchive",
  "channel_deleted",
  "group_deleted",
  "channel_rename",
  "group_rename",
] as const;

type EventName = (typeof channelEvents)[number];

const eventShape = z.object({
  user: z.string().nullish(),
  channel: z.union([z.string(), z.object({ id: z.string(), name: z.string().nullish() })]),
});
type Event = z.infer<typeof eventShape>;

/** Follows the channels that the bot is in, comes to and is sent away from. */
export function listenToChannels(app: App, { office, self, tell, track }: Reception): void {
  for (const name of channelEvents) {
    app.event(name, async ({ event }) => {
      const read = eventShape.safeParse(event);
      if (!read.success) return;
      await track(follow(office(), { name, event: read.data, self: self(), tell }));
    });
  }
}

interface Told {
  readonly name: EventName;
  readonly event: Event;
  readonly self: string | undefined;
  readonly tell: TellChannelNews;
}

async function follow(office: Office, { name, event, self, tell }: Told): Promise<void> {
  const isOfMember = name === "member_joined_channel" || name === "member_left_channel";
  if (isOfMember && event.user !== self) return;
  try {
    const state = await stateAfter(office, name, event);
    const title = typeof event.channel === "object" ? event.channel.name : state.name;
    await tell({
      platform: "slack",
      workspaceExternalId: office.workspace.externalId,
      channelExternalId: idOf(event),
      ...(title && { name: title }),
      state: state.news,
    });
  } catch (error) {
    // A later message, or the next retry, finds out.
    office.log.warn({ event: name, err: error }, "slack channel event not followed");
  }
}

interface After {
  readonly news: ChannelNews["state"];
  readonly name?: string;
}

async function stateAfter(office: Office, name: EventName, event: Event): Promise<After> {
  const known = statesAfter[name];
  return known ? { news: known } : probed(office, idOf(event));
}

const left = { mayPost: false, ...notAMember } as const;
const closed = { mayPost: false, ...archived } as const;
const deleted = { mayPost: false, reason: "The channel was deleted.", howTo: "Subscribe another channel." } as const;
const renamed = { mayPost: "as before" } as const;

/** After all others Slack is asked. */
const statesAfter: Readonly<Partial<Record<EventName, ChannelNews["state"]>>> = {
  member_left_channel: left,
  channel_left: left,
  group_left: left,
  channel_archive: closed,
  group_archive: closed,
  channel_deleted: deleted,
  group_deleted: deleted,
  channel_rename: renamed,
  group_rename: renamed,
};

async function probed({ client }: Office, channelId: string): Promise<After> {
  const found = await probeChannel(client, channelId);
  if (!found.ok) return { news: { mayPost: false, reason: found.reason, howTo: found.howTo } };
  return { news: { mayPost: true }, ...(found.name && { name: found.name }) };
}

function idOf({ channel }: Event): string {
  return typeof channel === "string" ? channel : channel.id;
}

import type { MessageMetadata } from "@slack/types";
import type { WebClient } from "@slack/web-api";
import { isUnknownMethod } from "./failures.ts";
import type { Rendered } from "./render.ts";

/** The channel of the bot's direct messages with a person. */
export async function openDirect(client: WebClient, userId: string): Promise<string> {
  try {
    const { channel } = await client.conversations.open({ users: userId });
    if (channel?.id === undefined) throw new Error("Slack opened no direct messages");

    return channel.id;
  } catch (error) {
    // Whoever has no such method opens them with the first message to the person.
    if (isUnknownMethod(error)) return userId;
    throw error;
  }
}

/** Where Slack put a message. */
export interface Posted {
  readonly channel: string;
  readonly ts: string;
}

interface Direct extends Rendered {
  readonly channel: string;
  /** Below this message, in its thread. */
  readonly threadTs?: string | undefined;
  /** By which the message is found again. */
  readonly metadata?: MessageMetadata;
}

/** Nothing in it is read as markup, and links get no previews. */
export async function postDirect(client: WebClient, { metadata, threadTs, ...message }: Direct): Promise<Posted> {
  const plain = { mrkdwn: false, unfurl_links: false, unfurl_media: false } as const;
  const { ts, channel } = await client.chat.postMessage({
    ...message,
    ...plain,
    ...(metadata && { metadata }),
    ...(threadTs !== undefined && { thread_ts: threadTs }),
  });
  if (ts === undefined) throw new Error("Slack gave the message no ts");

  return { ts, channel: channel ?? message.channel };
}

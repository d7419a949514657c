import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import { isUnknownMethod, rateLimitOf, slackErrorOf } from "./failures.ts";

const eventType = "qm_delivery";
/** How far back a delivery that may have arrived is looked for. */
const historyLimit = 100;
const keySchema = z.object({ key: z.string() });

/** Goes with a message, unseen, so that it is found again. */
export function metadataOf(key: string): { event_type: string; event_payload: { key: string } } {
  return { event_type: eventType, event_payload: { key } };
}

interface Where {
  readonly channel: string;
  /** In this message's thread. */
  readonly threadTs?: string | undefined;
  /** The bot's own conversation with one person, which it may always read. */
  readonly isDirect: boolean;
}

/** The ts of the message with this key, if it is among the last ones there; undefined also where nothing may be read. */
export async function findMessage(client: WebClient, where: Where, key: string): Promise<string | undefined> {
  try {
    const messages = await latest(client, where);
    return messages.find(({ metadata }) => isKeyed(metadata, key))?.ts;
  } catch (error) {
    // Where there is no history, sending again is better than never having sent.
    if (isUnknownMethod(error)) return undefined;
    const isUnreadable = slackErrorOf(error) !== undefined && rateLimitOf(error) === undefined;
    if (isUnreadable && !where.isDirect) return undefined;
    throw error;
  }
}

type Metadata = { readonly event_type?: string; readonly event_payload?: unknown } | undefined;

async function latest(
  client: WebClient,
  { channel, threadTs }: Where,
): Promise<readonly { readonly ts?: string; readonly metadata?: Metadata }[]> {
  const page = { channel, include_all_metadata: true, limit: historyLimit };
  const { messages = [] } =
    threadTs === undefined
      ? await client.conversations.history(page)
      : await client.conversations.replies({ ...page, ts: threadTs });
  return messages;
}

function isKeyed(metadata: Metadata, key: string): boolean {
  return metadata?.event_type === eventType && keySchema.safeParse(metadata.event_payload).data?.key === key;
}

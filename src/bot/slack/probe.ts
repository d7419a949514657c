import type { WebClient } from "@slack/web-api";
import type { Probed } from "../../notifications/messenger.ts";
import { isUnknownMethod, missingScopeOf } from "./failures.ts";
import { archived, notAMember, refusalIn, retryLater } from "./refusals.ts";

/** Whether the bot may post in a channel, as far as Slack tells without a post (conversations.info). */
export async function probeChannel(client: WebClient, channelId: string): Promise<Probed> {
  try {
    const { channel } = await client.conversations.info({ channel: channelId });
    if (channel?.is_archived === true) return { ok: false, ...archived };
    if (channel?.is_member === false && channel.is_im !== true) return { ok: false, ...notAMember };
    return { ok: true, ...(channel?.name && { name: channel.name }) };
  } catch (error) {
    return unprobed(error);
  }
}

function unprobed(error: unknown): Probed {
  // Not every server that speaks Slack's protocol tells of channels; posting shows the rest.
  if (isUnknownMethod(error)) return { ok: true };
  if (missingScopeOf(error) !== undefined) {
    const howTo = "Whoever runs Quartermaster can install its Slack app again with manifest.yml.";
    return { ok: false, reason: "Slack does not let Quartermaster look at channels.", howTo };
  }
  const refusal = refusalIn("channel", error);
  if (!refusal) return retryLater(error);
  return { ok: false, reason: refusal.reason, howTo: refusal.howTo ?? notAMember.howTo };
}

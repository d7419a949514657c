import type { ChannelOf, Reach } from "../../domain/alerts/subscribe-channel.ts";
import { refuse } from "../../domain/errors.ts";
import { sentence } from "../../notifications/compose/words.ts";
import { RetryLater } from "../../notifications/messenger.ts";
import type { CommandContext } from "../define.ts";

const NOWHERE: ChannelOf = { platform: "slack", workspaceExternalId: "", channelExternalId: "", name: "" };

/** The channel that this was asked in, as far as it is one. */
export function channelHere({ invocation }: CommandContext): ChannelOf | undefined {
  const { channel, platform, workspace } = invocation;
  if (!channel || channel.isDirect) return undefined;
  return {
    platform,
    workspaceExternalId: workspace.externalId,
    channelExternalId: channel.externalId,
    name: channel.name ?? "this channel",
  };
}

/** The same with the way to find out whether we may post there; in a direct message that is a refusal. */
export function reachHere(context: CommandContext): { readonly channel: ChannelOf; probe(): Promise<Reach> } {
  const channel = channelHere(context);
  if (!channel) return { channel: NOWHERE, probe: async () => refuse({ kind: "channel-needed" }) };

  const { directory, channel: asked } = context.invocation;
  return {
    channel,
    async probe() {
      if (directory.probe) return directory.probe(channel.channelExternalId).catch(orUnanswered);
      return asked?.mayPost === false ? cannotPost : { ok: true };
    },
  };
}

function orUnanswered(error: unknown): Reach {
  if (!(error instanceof RetryLater)) throw error;
  return {
    ok: false,
    reason: `It can't be told whether I may write there: ${sentence(error.message)}`,
    howTo: "Try again in a minute.",
  };
}

const cannotPost: Reach = {
  ok: false,
  reason: "I am not allowed to write messages there.",
  howTo: "Invite me to the channel, or let me write there, and try again.",
};

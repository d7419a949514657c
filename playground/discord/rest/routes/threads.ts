import { GatewayIntentBits, MessageFlags, PermissionFlagsBits } from "discord-api-types/v10";
import * as z from "zod";
import { parseForm, text } from "../../schema/form.ts";
import * as limits from "../../schema/limits.ts";
import { requirePermission, requireVisible } from "../../world/channels.ts";
import { findMessage, noticeMessage } from "../../world/messages.ts";
import { channelObject } from "../../world/objects.ts";
import { audience } from "../../world/permissions.ts";
import type { TextChannel } from "../../world/world.ts";
import { parameter } from "../call.ts";
import type { Call, Route } from "../call.ts";
import { refusal } from "../errors.ts";

const MINUTES = [60, 1440, 4320, 10080] as const;

const newThread = z.object({
  name: text(1, limits.THREAD_NAME),
  auto_archive_duration: z.literal(MINUTES).nullish(),
  rate_limit_per_user: z.int().nullish(),
});

/** Threads that the bot begins below messages. */
export const threadRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/channels/:channel_id/messages/:message_id/threads",
    handle: (call) => ({ status: 201, body: begin(call) }),
  },
];

function begin(call: Call) {
  const { world } = call;
  const channel = requireVisible(world, parameter(call, "channel_id"));
  if (channel.kind !== "text" || channel.thread !== undefined) throw refusal("wrongChannelType");
  requirePermission(world, channel, PermissionFlagsBits.CreatePublicThreads);
  const stored = findMessage(world, channel.id, parameter(call, "message_id"));
  if (stored === undefined || stored.visibleTo !== undefined) throw refusal("unknownMessage");
  const body = parseForm(newThread, call.body);
  if (world.channels.has(stored.api.id)) throw refusal("threadExists");

  const thread: TextChannel = {
    kind: "text",
    id: stored.api.id,
    name: body.name,
    topic: null,
    guildId: channel.guildId,
    position: channel.position,
    overwrites: [],
    thread: {
      parentId: channel.id,
      ownerId: world.application.botUserId,
      autoArchive: body.auto_archive_duration ?? 1440,
      isArchived: false,
      isLocked: false,
    },
  };
  world.channels.set(thread.id, thread);
  stored.api = { ...stored.api, flags: (stored.api.flags ?? 0) | MessageFlags.HasThread };
  const shown = channelObject(world, thread);
  world.dispatch({ name: "THREAD_CREATE", data: { ...shown, newly_created: true }, intents: GatewayIntentBits.Guilds });
  noticeMessage(world, stored);
  world.changed(audience(world, thread));
  return shown;
}

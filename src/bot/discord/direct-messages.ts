import type { RawFile, REST } from "discord.js";
import { Routes, ThreadAutoArchiveDuration } from "discord-api-types/v10";
import { z } from "zod";
import { createRecent } from "./recent.ts";
import type { RenderedMessage } from "./render.ts";
import { NO_MENTIONS } from "./render.ts";
import { sendWhole } from "./whole.ts";
import type { Versions } from "./whole.ts";

const idShape = z.object({ id: z.string() });
const seenShape = z.object({
  id: z.string(),
  content: z.string().default(""),
  nonce: z.union([z.string(), z.number()]).nullish(),
  embeds: z.array(z.object({ url: z.string().nullish() })).default([]),
  author: z.object({ id: z.string() }).nullish(),
});

export type SeenMessage = z.infer<typeof seenShape>;

/** How a message is created. */
export interface Creating {
  /** With it, the message that was sent with it in the last few minutes, if any, is the one. */
  readonly nonce?: string;
  /** The message that it answers. One that is gone is no obstacle. */
  readonly answers?: string;
}

/** The bot's messages, to one person or in a channel. Everything rejects with discord.js's errors. */
export interface DirectMessages {
  /** The channel's id; Discord opens it when there is none yet. */
  open(userId: string): Promise<string>;
  /** Opens the channel anew next time. */
  forget(userId: string): void;
  /** The new message's id. */
  create(channelId: string, versions: Versions, creating?: Creating): Promise<string>;
  /** Begins a thread below a message. Its id, which Discord has be the message's. */
  startThread(channelId: string, messageId: string, name: string): Promise<string>;
  /** Brings a thread back that was archived. */
  unarchive(threadId: string): Promise<void>;
  edit(channelId: string, messageId: string, versions: Versions): Promise<void>;
  /** Latest first. */
  latest(channelId: string, count: number): Promise<readonly SeenMessage[]>;
}

const HOUR_MS = 3_600_000;

export function createDirectMessages(rest: REST): DirectMessages {
  const channels = createRecent<string>({ capacity: 1000, milliseconds: HOUR_MS });

  return {
    async open(userId) {
      const known = channels.get(userId);
      if (known !== undefined) return known;
      const { id } = idShape.parse(await rest.post(Routes.userChannels(), { body: { recipient_id: userId } }));
      channels.set(userId, id);
      return id;
    },
    forget: (userId) => channels.delete(userId),
    async create(channelId, versions, { nonce, answers } = {}) {
      const once = {
        ...(nonce !== undefined && { nonce, enforce_nonce: true }),
        ...(answers !== undefined && { message_reference: { message_id: answers, fail_if_not_exists: false } }),
      };
      const route = Routes.channelMessages(channelId);
      const sent = await sendWhole(versions, {
        send: (body, signal) => rest.post(route, { ...asRequest(body, once), ...(signal && { signal }) }),
        edit: (id, body) => rest.patch(Routes.channelMessage(channelId, id), asRequest(body)),
      });
      return idShape.parse(sent).id;
    },
    async startThread(channelId, messageId, name) {
      const body = { name, auto_archive_duration: ThreadAutoArchiveDuration.OneDay };
      const { data } = idShape.safeParse(await rest.post(Routes.threads(channelId, messageId), { body }));
      return data?.id ?? messageId;
    },
    async unarchive(threadId) {
      await rest.patch(Routes.channel(threadId), { body: { archived: false } });
    },
    async edit(channelId, messageId, versions) {
      const route = Routes.channelMessage(channelId, messageId);
      const send = (body: RenderedMessage, signal?: AbortSignal) =>
        rest.patch(route, { ...asRequest(body), ...(signal && { signal }) });
      await sendWhole(versions, { send, edit: (_id, body) => send(body) });
    },
    async latest(channelId, count) {
      const query = new URLSearchParams({ limit: String(count) });
      return z.array(seenShape).parse(await rest.get(Routes.channelMessages(channelId), { query }));
    },
  };
}

/** The attachments that are listed are those there will be: an edit takes earlier ones away. */
export function asRequest(
  { files = [], ...body }: RenderedMessage,
  more: object = {},
): { body: object; files?: RawFile[] } {
  const attachments = files.map(({ name, description }, id) => ({ id: String(id), filename: name, description }));
  return {
    body: { ...body, ...more, attachments, allowed_mentions: NO_MENTIONS },
    ...(files.length > 0 && { files: files.map(({ name, content }) => ({ name, data: content })) }),
  };
}

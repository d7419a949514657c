import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { Log } from "../../commands/app.ts";
import { EVERYONE } from "../../commands/call-id.ts";
import type { Directory } from "../../commands/invocation.ts";
import type { ChannelAddress, Handle, Messenger, Parcel, Probed, Sending } from "../../notifications/messenger.ts";
import type { FrontDesk } from "../front-desk.ts";
import { openDirect, postDirect } from "./direct.ts";
import type { Posted } from "./direct.ts";
import { shareFiles, uploadPicture } from "./exhibits.ts";
import type { Exhibits } from "./exhibits.ts";
import { isUnknownMethod } from "./failures.ts";
import { findMessage, metadataOf } from "./find-message.ts";
import { illustrate } from "./illustrate.ts";
import { createPace, createTurns } from "./pace.ts";
import type { Pace } from "./pace.ts";
import { probeChannel } from "./probe.ts";
import { isNoThread, retryLater, settled } from "./refusals.ts";
import { renderMessage } from "./render.ts";
import { encodeCalls, tellsTime } from "./rendering.ts";
import type { Rendering } from "./rendering.ts";

interface Options {
  /** One that tries each call once: a message that may have arrived must not be sent again unseen. */
  readonly client: WebClient;
  readonly desk: FrontDesk;
  readonly directory: Directory;
  readonly log: Log;
  /** The workspace's id, once Slack has told it. */
  workspaceId(): string;
  /** At least so long between two messages to one channel; Slack's one second when absent. */
  readonly messageIntervalMs?: number;
  now(): Date;
}

interface Sender extends Options {
  readonly pace: Pace;
  /** The turns of very many. */
  readonly turns: Readonly<Record<"post" | "edit", () => Promise<void>>>;
}

/** A message's place. Without a person it is a channel's, for everybody there. */
const handleSchema = z.object({
  channel: z.string(),
  ts: z.string(),
  userId: z.string().optional(),
  /** The message in whose thread it is. */
  threadTs: z.string().optional(),
});

/** Where a message goes. */
type Target = Pick<z.infer<typeof handleSchema>, "channel" | "userId" | "threadTs">;

/** News that nobody waits for in front of a screen should be soon all the same; its picture may follow. */
const newsWithinMs = 250;

const elsewhere = {
  reason: "The channel is in a Slack workspace that Quartermaster is not connected to.",
  howTo: "Subscribe a channel of this workspace.",
} as const;

/** Messages by the bot, to people and in channels; each carries its delivery's key as metadata, by which it is found again. */
export function createMessenger(options: Options): Messenger {
  const turns = { post: createTurns("post"), edit: createTurns("edit") };
  const sender: Sender = { ...options, turns, pace: createPace(options.messageIntervalMs) };
  const isElsewhere = ({ workspaceExternalId }: ChannelAddress) => workspaceExternalId !== options.workspaceId();
  return {
    send: (recipientId, parcel) => settled("direct", () => sendDirectly(sender, recipientId, parcel)),
    async post(channel, parcel) {
      if (isElsewhere(channel)) return { outcome: "undeliverable", ...elsewhere };
      return settled("channel", () => send(sender, { channel: channel.channelExternalId }, parcel));
    },
    reply(to, parcel) {
      const { ts, userId, threadTs = ts, channel } = handleSchema.parse(to);
      const target = { channel, userId, threadTs };
      return settled(placeOf({ userId }), () => send(sender, target, parcel).catch(goneIf(isNoThread)));
    },
    update(handle, parcel) {
      const message = handleSchema.parse(handle);
      return settled(placeOf(message), () => update(sender, message, parcel).catch(goneIf(isUnknownMethod)));
    },
    probe: (channel): Promise<Probed> =>
      isElsewhere(channel)
        ? Promise.resolve({ ok: false, ...elsewhere })
        : probeChannel(options.client, channel.channelExternalId),
    findByEmail: async (email) => {
      const profile = await options.directory.findByEmail(email).catch(retryLater);
      // Nobody else could answer what is sent to this address.
      return profile?.confirmedEmail === undefined ? undefined : profile.externalId;
    },
  };
}

function placeOf({ userId }: { readonly userId?: string | undefined }): "direct" | "channel" {
  return userId === undefined ? "channel" : "direct";
}

/** Slack opens few conversations a minute; whom it is asked to post to, it opens one for, too. */
async function sendDirectly(sender: Sender, userId: string, parcel: Parcel): Promise<Sending> {
  const isSpared = parcel.isBulk === true && !parcel.maybeSent;
  return send(sender, { channel: isSpared ? userId : await openDirect(sender.client, userId), userId }, parcel);
}

async function send(sender: Sender, target: Target, parcel: Parcel): Promise<Sending> {
  const isDirect = target.userId !== undefined;
  const earlier = parcel.maybeSent ? await findMessage(sender.client, { ...target, isDirect }, parcel.key) : undefined;
  if (earlier !== undefined) return update(sender, { ...target, ts: earlier }, parcel);

  const written = await write(sender, target, parcel);
  if (parcel.isBulk) await sender.turns.post();
  await sender.pace(target.channel);
  const { threadTs } = target;
  const { channel, ts } = await illustrate<Posted>({
    message: { ...parcel.message, attachments: [] },
    log: sender.log,
    exhibits: written.exhibits,
    wordsBy: performance.now() + newsWithinMs,
    show: (shown) => postDirect(sender.client, { channel: target.channel, threadTs, ...contentOf(written, shown) }),
    follow: (shown, posted) => sender.client.chat.update({ ...posted, ...contentOf(written, shown) }),
  });
  // After the message, so that a message which must be sent again brings its files once.
  const below = isDirect ? {} : { threadTs: threadTs ?? ts };
  const files = await shareFiles(sender, parcel.message.attachments ?? [], () =>
    Promise.resolve({ channel, ...below }),
  );
  const missing = files.filter(({ isShared }) => !isShared);
  const exhibits = withFiles(written.exhibits, missing);
  if (missing.length > 0) await change(sender, { channel, ts }, { ...written, exhibits });
  return { outcome: "sent", handle: handleOf({ ...target, channel, ts }) };
}

async function update(sender: Sender, message: Target & { readonly ts: string }, parcel: Parcel): Promise<Sending> {
  const { channel, ts } = message;
  if (parcel.isBulk) await sender.turns.edit();
  await change(sender, { channel, ts }, await write(sender, message, parcel));
  return { outcome: "sent", handle: handleOf(message) };
}

/** Where nothing can be changed or said below, it is said anew. */
function goneIf(isSo: (error: unknown) => boolean): (error: unknown) => Sending {
  return (error) => {
    if (isSo(error)) return { outcome: "gone" };
    throw error;
  };
}

function handleOf({ channel, ts, userId, threadTs }: Target & { readonly ts: string }): Handle {
  return { channel, ts, ...(userId !== undefined && { userId }), ...(threadTs !== undefined && { threadTs }) };
}

interface Written {
  readonly parcel: Parcel;
  readonly rendering: Rendering;
  readonly exhibits: Promise<Exhibits>;
}

async function write(sender: Sender, target: Pick<Target, "userId">, parcel: Parcel): Promise<Written> {
  const { chart } = parcel.message;
  const exhibits = chart ? uploadPicture(sender, chart).then((picture) => ({ picture })) : Promise.resolve({});
  return { parcel, rendering: await renderingOf(sender, target, parcel), exhibits };
}

async function withFiles(exhibits: Promise<Exhibits>, files: Exhibits["files"]): Promise<Exhibits> {
  return { ...(await exhibits), ...(files && { files }) };
}

function contentOf({ parcel, rendering }: Written, exhibits: Exhibits) {
  return { ...renderMessage(parcel.message, { ...rendering, ...exhibits }), metadata: metadataOf(parcel.key) };
}

async function change({ client, log }: Sender, posted: Posted, written: Written): Promise<void> {
  const message = { ...written.parcel.message, attachments: [] };
  const show = (shown: Exhibits) => client.chat.update({ ...posted, ...contentOf(written, shown) });
  await illustrate({ message, log, exhibits: written.exhibits, show, follow: show });
}

async function renderingOf(sender: Sender, { userId }: Pick<Target, "userId">, parcel: Parcel): Promise<Rendering> {
  const userExternalId = userId ?? EVERYONE;
  const reader = { platform: "slack", userExternalId, workspaceExternalId: sender.workspaceId() } as const;
  const encode = await encodeCalls(parcel.message, (call) => sender.desk.encodeCall(reader, call));
  const timeZone = userId === undefined ? parcel.timeZone : await zoneOf(sender, userId, parcel);
  return { encode, now: sender.now(), timeZone, lasting: true };
}

/** Somebody without an account here has no zone but the one that Slack knows. */
async function zoneOf({ directory }: Sender, userId: string, { message, timeZone, isBulk }: Parcel): Promise<string> {
  if (timeZone !== "UTC" || isBulk === true || !tellsTime(message)) return timeZone;

  const profile = await directory.profile(userId).catch(() => undefined);
  return profile?.timeZone ?? timeZone;
}

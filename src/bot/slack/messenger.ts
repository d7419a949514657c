import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { Log } from "../../commands/app.ts";
import type { Directory } from "../../commands/invocation.ts";
import { RetryLater } from "../../notifications/messenger.ts";
import type { Handle, Messenger, Parcel, Sending } from "../../notifications/messenger.ts";
import type { FrontDesk } from "../front-desk.ts";
import { openDirect, postDirect } from "./direct.ts";
import { isUnreachable, rateLimitOf, slackErrorOf } from "./failures.ts";
import { createPace } from "./pace.ts";
import type { Pace } from "./pace.ts";
import { renderMessage } from "./render.ts";
import { shareFiles, uploadPicture } from "./exhibits.ts";
import type { Exhibits } from "./exhibits.ts";
import { illustrate } from "./illustrate.ts";
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
  now(): Date;
}

interface Sender extends Options {
  readonly pace: Pace;
}

const eventType = "qm_delivery";
/** How far back a delivery that may have arrived is looked for. */
const historyLimit = 100;

const handleSchema = z.object({ channel: z.string(), ts: z.string(), userId: z.string() });

/** Direct messages by the bot; each carries its delivery's key as metadata, by which it is found again. */
export function createMessenger(options: Options): Messenger {
  const sender: Sender = { ...options, pace: createPace(() => options.now().getTime()) };
  return {
    send: (recipientId, parcel) => attempt(() => send(sender, recipientId, parcel)),
    update: (handle, parcel) => attempt(() => update(sender, handle, parcel)),
    findByEmail: async (email) => {
      const profile = await options.directory.findByEmail(email).catch(retryLater);
      // Nobody else could answer what is sent to this address.
      return profile?.confirmedEmail === undefined ? undefined : profile.externalId;
    },
  };
}

async function send(sender: Sender, userId: string, parcel: Parcel): Promise<Sending> {
  const channel = await openDirect(sender.client, userId);
  const earlier = parcel.maybeSent ? await find(sender.client, channel, parcel.key) : undefined;
  if (earlier !== undefined) return update(sender, { channel, ts: earlier, userId }, parcel);

  const written = await write(sender, userId, parcel);
  await sender.pace(channel);
  const ts = await illustrate({
    message: { ...parcel.message, attachments: [] },
    log: sender.log,
    exhibits: written.exhibits,
    show: (shown) => postDirect(sender.client, { channel, ...contentOf(written, shown) }),
    follow: (shown, ts) => sender.client.chat.update({ channel, ts, ...contentOf(written, shown) }),
  });
  const handle = { channel, ts, userId };
  // After the message, so that a message which must be sent again brings its files once.
  const files = await shareFiles(sender, parcel.message.attachments ?? [], () => Promise.resolve(channel));
  const missing = files.filter(({ isShared }) => !isShared);
  if (missing.length > 0) await change(sender, handle, { ...written, exhibits: withFiles(written.exhibits, missing) });
  return { outcome: "sent", handle };
}

async function update(sender: Sender, handle: Handle, parcel: Parcel): Promise<Sending> {
  const { channel, ts, userId } = handleSchema.parse(handle);
  await change(sender, { channel, ts }, await write(sender, userId, parcel));
  return { outcome: "sent", handle: { channel, ts, userId } };
}

interface Written {
  readonly parcel: Parcel;
  readonly rendering: Rendering;
  readonly exhibits: Promise<Exhibits>;
}

async function write(sender: Sender, userId: string, parcel: Parcel): Promise<Written> {
  const { chart } = parcel.message;
  const exhibits = chart ? uploadPicture(sender, chart).then((picture) => ({ picture })) : Promise.resolve({});
  return { parcel, rendering: await renderingOf(sender, userId, parcel), exhibits };
}

async function withFiles(exhibits: Promise<Exhibits>, files: Exhibits["files"]): Promise<Exhibits> {
  return { ...(await exhibits), ...(files && { files }) };
}

function contentOf({ parcel, rendering }: Written, exhibits: Exhibits) {
  return { ...renderMessage(parcel.message, { ...rendering, ...exhibits }), metadata: metadataOf(parcel) };
}

async function change(
  { client, log }: Sender,
  { channel, ts }: { readonly channel: string; readonly ts: string },
  written: Written,
): Promise<void> {
  const message = { ...written.parcel.message, attachments: [] };
  const show = (shown: Exhibits) => client.chat.update({ channel, ts, ...contentOf(written, shown) });
  await illustrate({ message, log, exhibits: written.exhibits, show, follow: show });
}

function metadataOf(parcel: Parcel): { event_type: string; event_payload: { key: string } } {
  return { event_type: eventType, event_payload: { key: parcel.key } };
}

async function renderingOf(sender: Sender, userId: string, parcel: Parcel): Promise<Rendering> {
  const reader = { platform: "slack", userExternalId: userId, workspaceExternalId: sender.workspaceId() } as const;
  const encode = await encodeCalls(parcel.message, (call) => sender.desk.encodeCall(reader, call));
  const timeZone = await zoneOf(sender, userId, parcel);
  return { encode, now: sender.now(), timeZone, lasting: true };
}

/** Somebody without an account here has no zone but the one that Slack knows. */
async function zoneOf({ directory }: Sender, userId: string, { message, timeZone }: Parcel): Promise<string> {
  if (timeZone !== "UTC" || !tellsTime(message)) return timeZone;

  const profile = await directory.profile(userId).catch(() => undefined);
  return profile?.timeZone ?? timeZone;
}

/** The ts of the message with this key, if it is among the last ones of the direct messages. */
async function find(client: WebClient, channel: string, key: string): Promise<string | undefined> {
  const { messages = [] } = await client.conversations.history({
    channel,
    include_all_metadata: true,
    limit: historyLimit,
  });
  const found = messages.find(
    ({ metadata }) =>
      metadata?.event_type === eventType && keySchema.safeParse(metadata.event_payload).data?.key === key,
  );
  return found?.ts;
}

const keySchema = z.object({ key: z.string() });

const undeliverable: Readonly<Record<string, string>> = {
  user_not_found: "Slack does not know this person any more.",
  users_not_found: "Slack does not know this person any more.",
  user_not_visible: "Slack does not let the bot see this person.",
  user_disabled: "This person's Slack account is deactivated.",
  cannot_dm_bot: "This is a bot; bots take no direct messages.",
  channel_not_found: "Slack has no direct messages between the bot and this person.",
  is_archived: "The direct messages between the bot and this person are archived.",
  messages_tab_disabled: "The app's Messages tab is switched off in Slack; an administrator can switch it on.",
  restricted_action: "The workspace's settings do not let the bot write to this person.",
};

async function attempt(deliver: () => Promise<Sending>): Promise<Sending> {
  try {
    return await deliver();
  } catch (error) {
    const name = slackErrorOf(error) ?? "";
    if (name === "message_not_found") return { outcome: "gone" };
    const reason = undeliverable[name];
    if (reason !== undefined) return { outcome: "undeliverable", reason };
    return retryLater(error);
  }
}

/** Slack's answers and silences pass by themselves, or when an administrator mends them; anything else is a bug. */
function retryLater(error: unknown): never {
  const seconds = rateLimitOf(error);
  if (seconds !== undefined) throw new RetryLater("Slack asked to wait", seconds);

  const name = slackErrorOf(error);
  if (name !== undefined) throw new RetryLater(`Slack answered ${name}`);
  if (isUnreachable(error)) throw new RetryLater("Slack could not be reached");
  throw error;
}

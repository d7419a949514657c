import { RetryLater } from "../../notifications/messenger.ts";
import type { Sending } from "../../notifications/messenger.ts";
import { isUnreachable, rateLimitOf, slackErrorOf } from "./failures.ts";

/** Why Slack takes no message somewhere, and what would change that. */
export interface Refusal {
  readonly reason: string;
  readonly howTo?: string;
  /** Of a person: Slack has them no more. */
  readonly isGone?: true;
}

type Refusals = Readonly<Record<string, Refusal>>;

/** Slack's names (docs.slack.dev/reference/methods/chat.postMessage, conversations.open) for a person's direct messages. */
const ofPeople: Refusals = {
  user_not_found: { reason: "Slack does not know this person any more.", isGone: true },
  users_not_found: { reason: "Slack does not know this person any more.", isGone: true },
  user_not_visible: { reason: "Slack does not let the bot see this person." },
  user_disabled: { reason: "This person's Slack account is deactivated.", isGone: true },
  cannot_dm_bot: { reason: "This is a bot; bots take no direct messages." },
  channel_not_found: { reason: "Slack has no direct messages between the bot and this person." },
  is_archived: { reason: "The direct messages between the bot and this person are archived." },
  messages_tab_disabled: {
    reason: "The app's Messages tab is switched off in Slack; an administrator can switch it on.",
  },
  restricted_action: { reason: "The workspace's settings do not let the bot write to this person." },
};

const inviteThere = "Invite it there: /invite @Quartermaster";

const byAdministrator = "A workspace administrator can let Quartermaster post there.";

const closed = { reason: "The channel is archived.", howTo: "Unarchive it, or subscribe another channel." } as const;

/** The same names for a channel. */
const ofChannels: Refusals = {
  not_in_channel: { reason: "Quartermaster is not in the channel.", howTo: inviteThere },
  // What is private and what was deleted look the same from outside.
  channel_not_found: {
    reason: "Slack shows Quartermaster no such channel: it is private, or it was deleted.",
    howTo: inviteThere,
  },
  is_archived: closed,
  is_inactive: closed,
  restricted_action: {
    reason: "The workspace's settings do not let Quartermaster post in the channel.",
    howTo: byAdministrator,
  },
  restricted_action_read_only_channel: { reason: "The channel is read-only.", howTo: byAdministrator },
  restricted_action_thread_only_channel: {
    reason: "The channel takes nothing but replies.",
    howTo: "Subscribe another channel.",
  },
  ekm_access_denied: { reason: "The workspace's administrators have suspended posting.", howTo: byAdministrator },
  team_access_not_granted: {
    reason: "Quartermaster is not installed in the channel's workspace.",
    howTo: "Install it there, or subscribe another channel.",
  },
};

/** undefined: it is no refusal, or one that passes by itself. */
export function refusalIn(place: "direct" | "channel", error: unknown): Refusal | undefined {
  const name = slackErrorOf(error) ?? "";
  return (place === "direct" ? ofPeople : ofChannels)[name];
}

export const notAMember: Refusal & { readonly howTo: string } = {
  reason: "Quartermaster is not in the channel.",
  howTo: inviteThere,
};

export const archived: Refusal & { readonly howTo: string } = closed;

/** Slack knows the message no more, it may not be changed any more, or nothing may be said below it. */
const gone = new Set([
  "message_not_found",
  "cant_update_message",
  "edit_window_closed",
  "thread_not_found",
  "invalid_thread_ts",
  "cannot_reply_to_message",
  "restricted_action_thread_locked",
  "restricted_action_non_threadable_channel",
]);

/** True where only a thread is refused, as by servers that speak Slack's protocol and have none. */
export function isNoThread(error: unknown): boolean {
  return /thread|^invalid_arg/u.test(slackErrorOf(error) ?? "");
}

/** Slack's verdict as an outcome; throws RetryLater for what passes. */
export async function settled(place: "direct" | "channel", deliver: () => Promise<Sending>): Promise<Sending> {
  try {
    return await deliver();
  } catch (error) {
    const name = slackErrorOf(error) ?? "";
    if (gone.has(name)) return { outcome: "gone", ...(name === "message_not_found" && { wasDeleted: true }) };
    const refusal = refusalIn(place, error);
    if (refusal) return { outcome: "undeliverable", ...refusal };
    return retryLater(error);
  }
}

/** Slack's answers and silences pass by themselves, or when an administrator mends them; anything else is a bug. */
export function retryLater(error: unknown): never {
  const seconds = rateLimitOf(error);
  if (seconds !== undefined) throw new RetryLater("Slack asked to wait", seconds);

  const name = slackErrorOf(error);
  if (name !== undefined) throw new RetryLater(`Slack answered ${name}`);
  if (isUnreachable(error)) throw new RetryLater("Slack could not be reached");
  throw error;
}

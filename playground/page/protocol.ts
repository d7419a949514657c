import type { APIApplicationCommand } from "discord-api-types/v10";
import type * as Discord from "../discord/seen.ts";
import type { SlackCommandSeed } from "../slack/contract.ts";
import type * as Slack from "../slack/seen.ts";

/** What the page shows one person: plain JSON, made anew at every change. */
export interface PageState {
  readonly person: PersonTab;
  readonly people: readonly PersonTab[];
  /** Absent for somebody without an account there. */
  readonly slack?: SlackState;
  readonly discord?: DiscordState;
}

export interface PersonTab {
  readonly id: string;
  readonly name: string;
  readonly note: string;
  readonly slackId?: string;
  readonly discordId?: string;
  /** Unread direct messages, on each platform. */
  readonly unread: { readonly slack: number; readonly discord: number };
}

/** What messages name by id. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface SlackChannelTab extends Slack.SeenChannel {
  readonly unread: number;
}

export interface SlackState {
  readonly userId: string;
  readonly botUserId: string;
  readonly appName: string;
  readonly teamName: string;
  readonly users: readonly (Named & { readonly handle: string })[];
  readonly commands: readonly SlackCommandSeed[];
  readonly channels: readonly SlackChannelTab[];
  readonly channelId: string;
  readonly messages: readonly Slack.SeenMessage[];
  /** The open thread's messages, the parent first. */
  readonly thread?: { readonly ts: string; readonly messages: readonly Slack.SeenMessage[] };
  readonly views: readonly Slack.SeenView[];
  readonly home?: Slack.SeenView;
}

export interface DiscordChannelTab extends Discord.SeenChannel {
  readonly unread: number;
}

export interface DiscordState {
  readonly userId: string;
  readonly botUserId: string;
  readonly guildName: string;
  readonly users: readonly (Named & { readonly handle: string })[];
  readonly roles: readonly Named[];
  readonly commands: readonly APIApplicationCommand[];
  readonly channels: readonly DiscordChannelTab[];
  readonly channelId: string;
  readonly messages: readonly Discord.SeenMessage[];
  readonly modal?: Discord.OpenModal;
}

export type ExchangePlatform = "slack" | "discord";

/** One line of the drawer. Each platform counts its own exchanges. */
export interface PageExchange {
  readonly platform: ExchangePlatform;
  readonly number: number;
  readonly at: string;
  readonly direction: "from-bot" | "to-bot";
  readonly transport: "http" | "websocket";
  readonly title: string;
  readonly status?: number;
  readonly body: unknown;
}

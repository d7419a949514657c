import type { DiscordChannelTab, DiscordState } from "../../protocol.ts";
import { Avatar } from "../shared/avatar.tsx";
import { Badge } from "../shared/badge.tsx";

interface Props {
  readonly discord: DiscordState;
  readonly onOpen: (channelId: string) => void;
}

/** The server's channels and the direct messages. */
export function Sidebar({ discord, onOpen }: Props) {
  const of = (kind: DiscordChannelTab["kind"]) => discord.channels.filter((channel) => channel.kind === kind);
  const row = (channel: DiscordChannelTab) => (
    <ChannelRow
      key={channel.id}
      channel={channel}
      isOpen={channel.id === discord.channelId}
      isBot={channel.name === "Quartermaster"}
      onOpen={onOpen}
    />
  );
  return (
    <nav className="sidebar" aria-label="Discord channels">
      <p className="workspace-name">
        {discord.guildName}
        <span>Discord</span>
      </p>
      <h2>Text channels</h2>
      <ul>{discord.channels.filter(({ kind }) => kind !== "direct").map(row)}</ul>
      {of("direct").length === 0 ? null : (
        <>
          <h2>Direct messages</h2>
          <ul>{of("direct").map(row)}</ul>
        </>
      )}
    </nav>
  );
}

interface RowProps {
  readonly channel: DiscordChannelTab;
  readonly isOpen: boolean;
  readonly isBot: boolean;
  readonly onOpen: (channelId: string) => void;
}

function ChannelRow({ channel, isOpen, isBot, onOpen }: RowProps) {
  return (
    <li>
      <button
        type="button"
        className={`channel ${channel.unread > 0 ? "is-unread" : ""} ${channel.kind === "thread" ? "is-thread" : ""}`}
        aria-current={isOpen ? "page" : undefined}
        onClick={() => onOpen(channel.id)}
      >
        <ChannelMark channel={channel} isBot={isBot} />
        <span className="channel-name">{channel.name}</span>
        <Badge count={isOpen ? 0 : channel.unread} what="unread message" />
      </button>
    </li>
  );
}

function ChannelMark({ channel, isBot }: { readonly channel: DiscordChannelTab; readonly isBot: boolean }) {
  if (channel.kind === "direct") return <Avatar name={channel.name} size="small" isBot={isBot} />;

  return (
    <span className="hash" aria-hidden="true">
      {channel.kind === "thread" ? "└" : "#"}
    </span>
  );
}

export function channelLabel(channel: DiscordChannelTab): string {
  if (channel.kind === "thread") return `Thread: ${channel.name}`;
  return channel.kind === "text" ? `#${channel.name}` : `@${channel.name}`;
}

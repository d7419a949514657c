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
      <ul>{of("text").map(row)}</ul>
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
        className={`channel ${channel.unread > 0 ? "is-unread" : ""}`}
        aria-current={isOpen ? "page" : undefined}
        onClick={() => onOpen(channel.id)}
      >
        {channel.kind === "text" ? (
          <span className="hash" aria-hidden="true">
            #
          </span>
        ) : (
          <Avatar name={channel.name} size="small" isBot={isBot} />
        )}
        <span className="channel-name">{channel.name}</span>
        <Badge count={isOpen ? 0 : channel.unread} what="unread messages" />
      </button>
    </li>
  );
}

export function channelLabel(channel: DiscordChannelTab): string {
  return channel.kind === "text" ? `#${channel.name}` : `@${channel.name}`;
}

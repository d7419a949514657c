import type { SlackChannelTab, SlackState } from "../../protocol.ts";
import { Badge } from "../shared/badge.tsx";
import { Avatar } from "../shared/avatar.tsx";
import { HouseIcon, LockIcon } from "../shared/icons.tsx";
import { useAct } from "../world.ts";

interface Props {
  readonly slack: SlackState;
  readonly isHome: boolean;
  readonly onOpen: (channelId: string) => void;
  readonly onOpenHome: (channelId: string) => void;
  readonly onMessages: () => void;
}

/** Channels, direct messages and the app. */
export function Sidebar(props: Props) {
  const { slack, onOpen, onMessages } = props;
  const of = (...kinds: readonly SlackChannelTab["kind"][]) =>
    slack.channels.filter((channel) => kinds.includes(channel.kind));
  const open = (channelId: string) => {
    onMessages();
    onOpen(channelId);
  };
  const row = (channel: SlackChannelTab) => (
    <ChannelRow key={channel.id} channel={channel} isOpen={channel.id === slack.channelId} onOpen={open} />
  );
  return (
    <nav className="sidebar" aria-label="Slack channels">
      <p className="workspace-name">
        {slack.teamName}
        <span>Slack</span>
      </p>
      <h2>Channels</h2>
      <ul>{of("public", "private").map(row)}</ul>
      {of("direct").length === 0 ? null : (
        <>
          <h2>Direct messages</h2>
          <ul>{of("direct").map(row)}</ul>
        </>
      )}
      <h2>Apps</h2>
      <AppRows {...props} app={of("app")[0]} onOpen={open} />
    </nav>
  );
}

/** The app's messages and its home tab; the conversation is opened when it is first wanted. */
function AppRows({ slack, app, isHome, onOpen, onOpenHome }: Props & { readonly app: SlackChannelTab | undefined }) {
  const act = useAct("slack");
  const openApp = async (then: (channelId: string) => void) => {
    const channelId = app?.id ?? (await act("openDirect", { userId: slack.botUserId }))?.channelId;
    if (channelId !== undefined) then(channelId);
  };
  const isOpen = app?.id === slack.channelId;
  const unread = app?.unread ?? 0;
  return (
    <ul>
      <li>
        <button
          type="button"
          className={`channel ${unread > 0 ? "is-unread" : ""}`}
          aria-current={isOpen && !isHome ? "page" : undefined}
          onClick={() => void openApp(onOpen)}
        >
          <Avatar name={slack.appName} size="small" isBot />
          <span className="channel-name">{slack.appName}</span>
          <Badge count={unread} what="unread message" />
        </button>
      </li>
      <li>
        <button
          type="button"
          className="channel"
          aria-current={isOpen && isHome ? "page" : undefined}
          onClick={() => void openApp(onOpenHome)}
        >
          <HouseIcon />
          <span className="channel-name">App home</span>
        </button>
      </li>
    </ul>
  );
}

interface RowProps {
  readonly channel: SlackChannelTab;
  readonly isOpen: boolean;
  readonly onOpen: (channelId: string) => void;
}

function ChannelRow({ channel, isOpen, onOpen }: RowProps) {
  return (
    <li>
      <button
        type="button"
        className={`channel ${channel.unread > 0 ? "is-unread" : ""}`}
        aria-current={isOpen ? "page" : undefined}
        onClick={() => onOpen(channel.id)}
      >
        <ChannelSign channel={channel} />
        <span className="channel-name">{channel.name}</span>
        {channel.kind === "private" ? <span className="for-readers"> (private)</span> : null}
        <Badge count={isOpen ? 0 : channel.unread} what="unread message" />
      </button>
    </li>
  );
}

function ChannelSign({ channel }: { readonly channel: SlackChannelTab }) {
  if (channel.kind === "private") return <LockIcon />;
  if (channel.kind === "public") {
    return (
      <span className="hash" aria-hidden="true">
        #
      </span>
    );
  }
  return <Avatar name={channel.name} size="small" />;
}

export function channelLabel(channel: SlackChannelTab): string {
  return channel.kind === "public" || channel.kind === "private" ? `#${channel.name}` : channel.name;
}

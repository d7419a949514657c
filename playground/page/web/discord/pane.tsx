import { useMemo, useState } from "react";
import type { DiscordState, PersonTab } from "../../protocol.ts";
import type { LookControls } from "../look.ts";
import { Complaint } from "../shared/complaint.tsx";
import { NamesContext } from "../shared/markdown.tsx";
import type { Names } from "../shared/markdown.tsx";
import { PaneHead } from "../shared/pane-head.tsx";
import { useMarkRead } from "../shared/use-mark-read.ts";
import { Composer } from "./composer.tsx";
import { DiscordContext } from "./context.ts";
import { Messages } from "./messages.tsx";
import { OpenModalDialog } from "./modal.tsx";
import { channelLabel, Sidebar } from "./sidebar.tsx";

interface Props {
  readonly person: PersonTab;
  readonly discord: DiscordState | undefined;
  readonly controls: LookControls;
  readonly complaint: string | undefined;
  readonly onForgive: () => void;
}

/** Discord as one person sees it. */
export function DiscordPane({ person, discord, controls, complaint, onForgive }: Props) {
  return (
    <section className="pane discord" aria-label="Discord" data-platform="discord">
      {discord === undefined ? (
        <p className="no-account">{person.name} has no Discord account here.</p>
      ) : (
        <DiscordContext.Provider value={discord}>
          <Server discord={discord} controls={controls} />
          <Complaint words={complaint} onForgive={onForgive} />
        </DiscordContext.Provider>
      )}
    </section>
  );
}

interface ServerProps {
  readonly discord: DiscordState;
  readonly controls: LookControls;
}

function Server({ discord, controls }: ServerProps) {
  const [isSidebarOpen, setSidebarOpen] = useState(false);
  const names = useMemo(() => namesIn(discord), [discord]);
  const channel = discord.channels.find((candidate) => candidate.id === discord.channelId);
  useMarkRead("discord", channel === undefined ? undefined : { ...channel, newest: channel.lastMessageId });
  return (
    <NamesContext.Provider value={names}>
      <div className="workspace" data-sidebar={isSidebarOpen ? "open" : "closed"}>
        <Sidebar
          discord={discord}
          onOpen={(channelId) => {
            setSidebarOpen(false);
            controls.openDiscord(channelId);
          }}
        />
        <div className="conversation">
          <PaneHead
            title={channel === undefined ? "" : channelLabel(channel)}
            topic={channel?.topic}
            isSidebarOpen={isSidebarOpen}
            onSidebar={() => setSidebarOpen(!isSidebarOpen)}
          />
          <Messages discord={discord} />
          {channel === undefined ? null : <Composer key={channel.id} discord={discord} channel={channel} />}
        </div>
        {discord.modal === undefined ? null : <OpenModalDialog key={discord.modal.customId} modal={discord.modal} />}
      </div>
    </NamesContext.Provider>
  );
}

function namesIn(discord: DiscordState): Names {
  return {
    user: lookup(discord.users),
    role: lookup(discord.roles),
    channel: lookup(discord.channels),
    me: discord.userId,
  };
}

function lookup(all: readonly { readonly id: string; readonly name: string }[]): (id: string) => string | undefined {
  const byId = new Map(all.map(({ id, name }) => [id, name]));
  return (id) => byId.get(id);
}

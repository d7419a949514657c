import { useState } from "react";
import type { PersonTab, SlackChannelTab, SlackState } from "../../protocol.ts";
import type { LookControls } from "../look.ts";
import { Complaint } from "../shared/complaint.tsx";
import { PaneHead } from "../shared/pane-head.tsx";
import { useMarkRead } from "../shared/use-mark-read.ts";
import { useAct } from "../world.ts";
import { Composer } from "./composer.tsx";
import { SlackContext } from "./context.ts";
import { HomeTab } from "./home.tsx";
import { Messages } from "./messages.tsx";
import { channelLabel, Sidebar } from "./sidebar.tsx";
import { ViewModal } from "./view-modal.tsx";

interface Props {
  readonly person: PersonTab;
  readonly slack: SlackState | undefined;
  readonly controls: LookControls;
  readonly complaint: string | undefined;
  readonly onForgive: () => void;
}

/** Slack as one person sees it. */
export function SlackPane({ person, slack, controls, complaint, onForgive }: Props) {
  return (
    <section className="pane slack" aria-label="Slack" data-platform="slack">
      {slack === undefined ? (
        <p className="no-account">{person.name} has no Slack account here.</p>
      ) : (
        <SlackContext.Provider value={{ slack, personId: person.id, openChannel: controls.openSlack }}>
          <Workspace slack={slack} controls={controls} />
          <Complaint words={complaint} onForgive={onForgive} />
        </SlackContext.Provider>
      )}
    </section>
  );
}

interface WorkspaceProps {
  readonly slack: SlackState;
  readonly controls: LookControls;
}

function Workspace({ slack, controls }: WorkspaceProps) {
  const act = useAct("slack");
  const [isSidebarOpen, setSidebarOpen] = useState(false);
  const [appTab, setAppTab] = useState<AppTab>("messages");
  const topView = slack.views.at(-1);
  const openTab = (tab: AppTab) => {
    setAppTab(tab);
    void act("openHome", { tab });
  };
  const open = (channelId: string) => {
    setSidebarOpen(false);
    controls.openSlack(channelId);
  };
  const isHome = openChannel(slack)?.kind === "app" && appTab === "home";
  return (
    <div className="workspace" data-sidebar={isSidebarOpen ? "open" : "closed"}>
      <Sidebar
        slack={slack}
        isHome={isHome}
        onOpen={open}
        onOpenHome={(channelId) => {
          open(channelId);
          openTab("home");
        }}
        onMessages={() => setAppTab("messages")}
      />
      <Channel
        {...{ slack, controls, isHome, isSidebarOpen }}
        onTab={openTab}
        onSidebar={() => setSidebarOpen(!isSidebarOpen)}
      />
      {topView === undefined ? null : <ViewModal key={topView.id} view={topView} depth={slack.views.length} />}
    </div>
  );
}

type AppTab = "home" | "messages";

interface ChannelProps extends WorkspaceProps {
  readonly isHome: boolean;
  readonly isSidebarOpen: boolean;
  readonly onTab: (tab: AppTab) => void;
  readonly onSidebar: () => void;
}

function Channel({ slack, controls, isHome, isSidebarOpen, onTab, onSidebar }: ChannelProps) {
  const channel = openChannel(slack);
  useMarkRead("slack", isHome || channel === undefined ? undefined : { ...channel, newest: channel.latestTs });
  return (
    <div className="conversation">
      <PaneHead
        title={channel === undefined ? "" : channelLabel(channel)}
        topic={channel?.topic}
        isSidebarOpen={isSidebarOpen}
        onSidebar={onSidebar}
      />
      {channel?.kind === "app" ? <AppTabs tab={isHome ? "home" : "messages"} onTab={onTab} /> : null}
      {isHome ? <HomeTab view={slack.home} /> : <Conversation slack={slack} controls={controls} />}
    </div>
  );
}

function openChannel(slack: SlackState): SlackChannelTab | undefined {
  return slack.channels.find((candidate) => candidate.id === slack.channelId);
}

function Conversation({ slack, controls }: WorkspaceProps) {
  const channel = openChannel(slack);
  const act = useAct("slack");
  if (channel === undefined) return <p className="no-account">There is no channel to show.</p>;
  return (
    <>
      <Messages slack={slack} onThread={controls.openThread} />
      {channel.isMember || channel.kind === "direct" || channel.kind === "app" ? (
        <Composer slack={slack} place={channelLabel(channel)} />
      ) : (
        <p className="join">
          You are not in #{channel.name}.{" "}
          <button
            type="button"
            className="slack-button slack-button-primary"
            onClick={() => void act("join", { channelId: channel.id })}
          >
            Join channel
          </button>
        </p>
      )}
    </>
  );
}

interface AppTabsProps {
  readonly tab: AppTab;
  readonly onTab: (tab: AppTab) => void;
}

function AppTabs({ tab, onTab }: AppTabsProps) {
  return (
    <nav className="app-tabs" aria-label="App">
      {(["home", "messages"] as const).map((name) => (
        <button key={name} type="button" aria-current={tab === name ? "page" : undefined} onClick={() => onTab(name)}>
          {name === "home" ? "Home" : "Messages"}
        </button>
      ))}
    </nav>
  );
}

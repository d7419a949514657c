import { useCallback, useMemo, useState } from "react";
import type { PageState } from "../protocol.ts";
import type { Platform } from "./client.ts";
import { DiscordPane } from "./discord/pane.tsx";
import { Exchanges } from "./exchanges.tsx";
import { useLook } from "./look.ts";
import type { LookControls } from "./look.ts";
import { PlatformTabs } from "./platform-tabs.tsx";
import { SlackPane } from "./slack/pane.tsx";
import { TopBar } from "./top-bar.tsx";
import { TryThis } from "./try-this.tsx";
import { ActingContext, useWorld } from "./world.ts";
import type { Acting } from "./world.ts";

export function App() {
  const controls = useLook();
  const { state, isConnected } = useWorld(controls.look);
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  const { acting, complaints, forgive, spoken } = useActing(controls.look.as);

  if (state === undefined) return <p className="starting">{isConnected ? "Opening the playground…" : GONE}</p>;
  return (
    <ActingContext.Provider value={acting}>
      <div className="shell" data-drawer={isDrawerOpen ? "open" : "closed"}>
        <TopBar
          state={state}
          onSwitch={controls.become}
          isDrawerOpen={isDrawerOpen}
          onDrawer={() => setDrawerOpen(!isDrawerOpen)}
        />
        {isConnected ? null : (
          <p className="gone" role="alert">
            {GONE}
          </p>
        )}
        <TryThis as={state.person.id} onSwitch={controls.become} />
        <Panes state={state} controls={controls} complaints={complaints} onForgive={forgive} />
        {isDrawerOpen ? <Exchanges onClose={() => setDrawerOpen(false)} /> : null}
        <p className="for-readers" aria-live="polite">
          {spoken}
        </p>
      </div>
    </ActingContext.Provider>
  );
}

const GONE = "The playground is not running. This page picks up again as soon as it is.";

interface PanesProps {
  readonly state: PageState;
  readonly controls: LookControls;
  readonly complaints: Readonly<Partial<Record<Platform, string>>>;
  readonly onForgive: (platform: Platform) => void;
}

function Panes({ state, controls, complaints, onForgive }: PanesProps) {
  const [shown, setShown] = useState<Platform>("slack");
  // A new person means new panes: nothing half-typed by Alice may be sent by Bob.
  const { id } = state.person;
  return (
    <>
      <PlatformTabs shown={shown} unread={state.person.unread} onShow={setShown} />
      <main className="panes" data-shown={shown} data-person={id}>
        <SlackPane
          key={`slack ${id}`}
          person={state.person}
          slack={state.slack}
          controls={controls}
          complaint={complaints.slack}
          onForgive={() => onForgive("slack")}
        />
        <DiscordPane
          key={`discord ${id}`}
          person={state.person}
          discord={state.discord}
          controls={controls}
          complaint={complaints.discord}
          onForgive={() => onForgive("discord")}
        />
      </main>
    </>
  );
}

function useActing(as: string) {
  const [complaints, setComplaints] = useState<Readonly<Partial<Record<Platform, string>>>>({});
  const [spoken, setSpoken] = useState("");
  const complain = useCallback(
    (platform: Platform, words: string) => setComplaints((earlier) => ({ ...earlier, [platform]: words })),
    [],
  );
  const forgive = useCallback(
    (platform: Platform) => setComplaints(({ [platform]: _forgiven, ...others }) => others),
    [],
  );
  const acting = useMemo<Acting>(() => ({ as, complain, announce: setSpoken }), [as, complain]);
  return { acting, complaints, forgive, spoken };
}

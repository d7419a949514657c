import { createContext, useCallback, useContext, useEffect, useRef, useState } from "react";
import type { PageState } from "../protocol.ts";
import { fetchState, perform } from "./client.ts";
import type { ActInput, ActName, ActResult, Look, Platform } from "./client.ts";

export interface WorldView {
  readonly state: PageState | undefined;
  /** False while the playground's server does not answer. */
  readonly isConnected: boolean;
  /** Asks for the state again, at once. */
  readonly refresh: () => void;
}

/** The state of the playground as `look` sees it, kept up to date. */
export function useWorld(look: Look): WorldView {
  const [state, setState] = useState<PageState>();
  const [isConnected, setConnected] = useState(true);
  const { as, slack, thread, discord } = look;
  const latest = useRef(0);

  const refresh = useCallback(() => {
    latest.current += 1;
    const turn = latest.current;
    fetchState({ as, slack, thread, discord })
      .then((fresh) => (turn === latest.current ? setState(fresh) : undefined))
      .catch(() => setConnected(false));
  }, [as, slack, thread, discord]);

  useEffect(() => {
    refresh();
    const events = new EventSource("/events");
    events.addEventListener("changed", refresh);
    events.addEventListener("open", () => setConnected(true));
    events.addEventListener("error", () => setConnected(false));
    return () => events.close();
  }, [refresh]);

  return { state, isConnected, refresh };
}

export interface Acting {
  readonly as: string;
  /** Shows a person what went wrong, on that platform's pane. */
  readonly complain: (platform: Platform, words: string) => void;
  /** Says something to screen readers only. */
  readonly announce: (words: string) => void;
}

export const ActingContext = createContext<Acting>({ as: "", complain: () => {}, announce: () => {} });

/** Acts on one platform as the person on the page; what the server refuses is shown on the pane. */
export function useAct<P extends Platform>(
  platform: P,
): <Name extends ActName<P>>(name: Name, input: ActInput<P, Name>) => Promise<ActResult<P, Name> | undefined> {
  const { as, complain } = useContext(ActingContext);
  return useCallback(
    (name, input) =>
      perform({ as, platform, name }, input).catch((error: unknown) => {
        complain(platform, error instanceof Error ? error.message : String(error));
        return undefined;
      }),
    [as, complain, platform],
  );
}

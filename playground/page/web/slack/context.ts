import { createContext, useContext } from "react";
import type { SlackState } from "../../protocol.ts";

export interface SlackView {
  readonly slack: SlackState;
  /** The page's id for the person who looks. */
  readonly personId: string;
  readonly openChannel: (channelId: string) => void;
}

export const SlackContext = createContext<SlackView | undefined>(undefined);

/** Slack as the person on the page sees it; only below the Slack pane. */
export function useSlack(): SlackView {
  const view = useContext(SlackContext);
  if (view === undefined) throw new Error("This component belongs inside the Slack pane.");
  return view;
}

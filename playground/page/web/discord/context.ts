import { createContext, useContext } from "react";
import type { DiscordState } from "../../protocol.ts";

export const DiscordContext = createContext<DiscordState | undefined>(undefined);

/** Discord as the person on the page sees it; only below the Discord pane. */
export function useDiscord(): DiscordState {
  const discord = useContext(DiscordContext);
  if (discord === undefined) throw new Error("This component belongs inside the Discord pane.");
  return discord;
}

/** The page's own address for a file on the local Discord's CDN; undefined for anything elsewhere. */
export function localAddress(url: string): string | undefined {
  const isLocal = URL.canParse(url) && ["127.0.0.1", "localhost"].includes(new URL(url).hostname);
  return isLocal ? `/files/discord?url=${encodeURIComponent(url)}` : undefined;
}

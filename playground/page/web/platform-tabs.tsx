import type { Platform } from "./client.ts";
import { Badge } from "./shared/badge.tsx";

const names: Readonly<Record<Platform, string>> = { slack: "Slack", discord: "Discord" };

interface Props {
  readonly shown: Platform;
  readonly unread: Readonly<Record<Platform, number>>;
  readonly onShow: (platform: Platform) => void;
}

/** Chooses the platform where the screen is too narrow for both. */
export function PlatformTabs({ shown, unread, onShow }: Props) {
  return (
    <nav className="platform-tabs" aria-label="Platform">
      {(["slack", "discord"] as const).map((platform) => (
        <button
          key={platform}
          type="button"
          aria-current={shown === platform ? "true" : undefined}
          onClick={() => onShow(platform)}
        >
          {names[platform]}
          <Badge count={unread[platform]} what="unread direct message" />
        </button>
      ))}
    </nav>
  );
}

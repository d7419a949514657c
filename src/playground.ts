import { slackManifest } from "./bot/slack/manifest.ts";
import { usageHint } from "./commands/outline.ts";
import type { Registry } from "./commands/lookup.ts";
import type { DiscordConfig, SlackConfig } from "./config.ts";
import { onFreePort } from "./start-failures.ts";

const PAGE_PORT = 3001;

/** A local Slack and a local Discord for those who have none, and how the bot reaches them. */
export interface OpenPlayground {
  readonly slack: SlackConfig;
  readonly discord: DiscordConfig;
  readonly pageUrl: string;
  /**
   * Acts as its people, so that a newcomer finds them settled and at work; for an installation without anybody. `url` is
   * where the bot serves machines.
   */
  seed(url: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the playground, which keeps its conversations under the data directory. */
export async function openPlayground(dataDirectory: string, registry: Registry): Promise<OpenPlayground> {
  // Loaded only here: a real installation needs none of it.
  const { startPlayground } = await import("../playground/start.ts");
  const { seed } = await import("../playground/seed.ts");
  const slackApp = slackAppOf(registry);
  const playground = await onFreePort(PAGE_PORT, (port) =>
    startPlayground({ dataDir: dataDirectory, port, slack: slackApp }),
  );
  const { slack, discord, pageUrl } = playground;
  return {
    slack: {
      botToken: slack.credentials.botToken,
      transport: { kind: "socket", appToken: slack.credentials.appToken },
      apiUrl: slack.apiUrl,
    },
    discord: { token: discord.token, apiUrl: discord.apiUrl },
    pageUrl,
    seed: (url) => seed(playground, url),
    stop: () => playground.close(),
  };
}

/** The local Slack grants what the manifest asks for, and nothing else. */
function slackAppOf(registry: Registry) {
  const manifest = slackManifest({ usageHint: usageHint(registry), commandDescription: "People, roles and limits" });
  return {
    botScopes: manifest.oauth_config.scopes.bot,
    events: manifest.settings.event_subscriptions.bot_events,
    commands: manifest.features.slash_commands.map(({ command, description, usage_hint, should_escape }) => ({
      command,
      description,
      usageHint: usage_hint,
      shouldEscape: should_escape,
    })),
  };
}

import { channelEvents } from "./channel-events.ts";

/** The one slash command; everything else is said after it. */
export const slashCommand = "/qm";

interface Scope {
  readonly scope: string;
  readonly reason: string;
}

/** The bot token's scopes: the least that works, each with what breaks without it. For docs/operating.md. */
export const botScopes = [
  { scope: "commands", reason: "People type `/qm`." },
  {
    scope: "chat:write",
    reason: "Invitations, notices and alerts arrive in direct messages and subscribed channels, and change in place.",
  },
  { scope: "im:write", reason: "Opens the direct messages with a person before the first one is sent." },
  {
    scope: "im:history",
    reason:
      "After a crash, looks in the bot's own direct messages whether a message had already been sent, so that nobody gets it twice. Nothing else is read.",
  },
  {
    scope: "channels:read",
    reason: "Says at once whether alerts can be posted in a public channel, and notices when that ends.",
  },
  { scope: "groups:read", reason: "The same for private channels that it was invited to." },
  {
    scope: "channels:history",
    reason:
      "After a crash, looks in a subscribed public channel whether a card had already been posted, so that nobody sees it twice. Nothing else is read.",
  },
  { scope: "groups:history", reason: "The same in private channels that it was invited to." },
  {
    scope: "files:write",
    reason: "Uploads the pictures of usage, and CSV files where somebody asked for one. No file is read.",
  },
  { scope: "users:read", reason: "Names, time zones, and who is a bot, a guest or deactivated." },
  {
    scope: "users:read.email",
    reason:
      "Matches a person to their account by the address that Slack has confirmed, and finds whom an invitation to an address is for.",
  },
] as const satisfies readonly Scope[];

/** The app-level token's scope; needed for Socket Mode only. */
export const appScopes = [
  { scope: "connections:write", reason: "Opens the connection over which Slack delivers requests (Socket Mode)." },
] as const satisfies readonly Scope[];

/** What Slack tells the bot of unasked. */
export const botEvents = ["app_home_opened", ...channelEvents] as const;

/** What the manifest says about the commands. */
interface ManifestWords {
  /** Such as "invite create | whoami | help"; cut at Slack's limit. */
  readonly usageHint: string;
  /** One line about the command as a whole. */
  readonly commandDescription: string;
}

/** Of the manifest's schema, and of slash commands as Slack's settings page takes them. */
const longest = { description: 140, usageHint: 1_000 } as const;

/** The app's manifest for Socket Mode, ready to be written as YAML or JSON. */
export function slackManifest(words: ManifestWords) {
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: "Quartermaster",
      description: "Invitations, roles and limits of a shared GPU, ML or HPC installation",
      background_color: "#1f3a4d",
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: "Quartermaster", always_online: true },
      slash_commands: [
        {
          command: slashCommand,
          description: words.commandDescription.slice(0, longest.description),
          usage_hint: words.usageHint.slice(0, longest.usageHint),
          // So that a mention arrives as his id and not as a name that anybody may take.
          should_escape: true,
        },
      ],
    },
    oauth_config: { scopes: { bot: botScopes.map(({ scope }) => scope) } },
    settings: {
      event_subscriptions: { bot_events: [...botEvents] },
      interactivity: { is_enabled: true },
      org_deploy_enabled: false,
      socket_mode_enabled: true,
      token_rotation_enabled: false,
    },
  };
}

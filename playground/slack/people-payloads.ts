import type { SlackPersonSeed } from "./contract.ts";
import type { SlackJson } from "./seen.ts";
import type { Channel, Workspace } from "./workspace.ts";

function offsetSeconds(timeZone: string, at: number): number {
  const name = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" })
    .formatToParts(at)
    .find(({ type }) => type === "timeZoneName")?.value;
  const [, sign, hours, minutes] = /GMT([+-])(\d+):(\d+)/.exec(name ?? "") ?? [];
  if (sign === undefined) return 0;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3_600 + Number(minutes) * 60);
}

function hasScope(workspace: Workspace, scope: string): boolean {
  return workspace.options.app.botScopes.includes(scope);
}

/** `email` is there only for those who were granted `users:read.email`. */
export function userPayload(workspace: Workspace, person: SlackPersonSeed): SlackJson {
  const email = hasScope(workspace, "users:read.email") ? { email: person.email } : {};
  return {
    id: person.id,
    team_id: workspace.options.team.id,
    name: person.name,
    deleted: person.deactivated ?? false,
    real_name: person.realName,
    tz: person.tz,
    tz_label: person.tz,
    tz_offset: offsetSeconds(person.tz, workspace.now()),
    profile: {
      real_name: person.realName,
      real_name_normalized: person.realName,
      display_name: person.name,
      display_name_normalized: person.name,
      first_name: person.realName.split(" ")[0] ?? "",
      last_name: person.realName.split(" ").slice(1).join(" "),
      status_text: "",
      status_emoji: "",
      team: workspace.options.team.id,
      ...email,
    },
    is_admin: person.isAdmin ?? false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: false,
    is_app_user: false,
    is_email_confirmed: true,
    updated: 0,
    locale: person.locale ?? "en-US",
  };
}

export function botUserPayload(workspace: Workspace): SlackJson {
  const { app, team } = workspace.options;
  const name = app.name.toLowerCase();
  return {
    id: app.botUserId,
    team_id: team.id,
    name,
    deleted: false,
    real_name: app.name,
    tz: "America/Los_Angeles",
    tz_offset: -28_800,
    profile: { real_name: app.name, display_name: "", api_app_id: app.id, bot_id: workspace.botId, team: team.id },
    is_admin: false,
    is_owner: false,
    is_bot: true,
    is_app_user: false,
    updated: 0,
  };
}

/** The bot is the only one who acts without being in the list of people. */
export function nameOf(workspace: Workspace, userId: string): string {
  return workspace.people.get(userId)?.name ?? workspace.options.app.name;
}

export function channelPayload(workspace: Workspace, channel: Channel): SlackJson {
  const { botUserId } = workspace.options.app;
  const shared = { id: channel.id, created: channel.created, is_archived: channel.isArchived, is_org_shared: false };
  if (channel.kind === "direct" || channel.kind === "app") {
    const user = channel.members.find((member) => member !== botUserId) ?? botUserId;
    return {
      ...shared,
      is_im: true,
      is_channel: false,
      is_group: false,
      is_private: true,
      user,
      is_user_deleted: false,
    };
  }
  return {
    ...shared,
    name: channel.name,
    name_normalized: channel.name,
    creator: channel.creator,
    is_channel: true,
    is_group: channel.kind === "private",
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === "private",
    is_general: channel.name === "general",
    is_shared: false,
    is_member: channel.members.includes(botUserId),
    num_members: channel.members.length,
    topic: { value: channel.topic, creator: "", last_set: 0 },
    purpose: { value: "", creator: "", last_set: 0 },
    context_team_id: workspace.options.team.id,
  };
}

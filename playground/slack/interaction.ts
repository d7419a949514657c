import type { SlackJson } from "./seen.ts";
import type { Inside } from "./inside.ts";
import { nameOf } from "./people-payloads.ts";
import type { Channel } from "./workspace.ts";

/** What all interaction payloads have: who, where, which app. */
export function interactionBase(inside: Inside, userId: string): SlackJson {
  const { team, app } = inside.workspace.options;
  const name = nameOf(inside.workspace, userId);
  return {
    user: { id: userId, username: name, name, team_id: team.id },
    api_app_id: app.id,
    token: "local",
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** A channel's name as payloads have it: private ones and direct messages have no name of their own. */
export function channelNameFor(channel: Channel): string {
  if (channel.kind === "public") return channel.name;
  return channel.kind === "private" ? "privategroup" : "directmessage";
}

import { PermissionFlagsBits } from "discord-api-types/v10";
import type { APIUser, Snowflake } from "discord-api-types/v10";
import type { AllowedMentions } from "../schema/message.ts";
import { userObject } from "./objects.ts";
import { may } from "./permissions.ts";
import type { Channel, World } from "./world.ts";

export interface Mentions {
  readonly mentions: APIUser[];
  readonly mention_roles: Snowflake[];
  readonly mention_everyone: boolean;
}

/** Whom a text notifies, after `allowed_mentions`; left out, everything that is mentioned. */
export function mentionsOf(
  world: World,
  channel: Channel,
  message: {
    readonly text: string;
    readonly authorId: Snowflake;
    readonly allowed: AllowedMentions | null | undefined;
  },
): Mentions {
  const { text, authorId, allowed } = message;
  const isAllowed = (kind: "users" | "roles", id: Snowflake): boolean =>
    !allowed || allowed.parse?.includes(kind) === true || allowed[kind]?.includes(id) === true;
  const users = idsIn(text, /<@!?(\d+)>/gu).filter((id) => isKnown(world, id) && isAllowed("users", id));
  const mayMentionAll = may(world, channel, authorId, PermissionFlagsBits.MentionEveryone);
  const roles = idsIn(text, /<@&(\d+)>/gu).filter((id) => mayMentionAll && isAllowed("roles", id));
  const isForEveryone =
    /@(everyone|here)\b/u.test(text) && mayMentionAll && (!allowed || allowed.parse?.includes("everyone") === true);
  return {
    mentions: users.map((id) => userObject(world, id)),
    mention_roles: [...roles],
    mention_everyone: isForEveryone,
  };
}

function isKnown(world: World, id: Snowflake): boolean {
  return world.people.has(id) || id === world.application.botUserId;
}

function idsIn(text: string, pattern: RegExp): readonly Snowflake[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ""))];
}

import type { REST } from "discord.js";
import { Routes } from "discord-api-types/v10";
import { z } from "zod";
import type { ChatProfile, Directory } from "../../commands/invocation.ts";
import { isAnyOf, isUnknownRoute, notThere } from "./failures.ts";
import { createRecent } from "./recent.ts";

const userShape = z.object({
  id: z.string(),
  username: z.string(),
  global_name: z.string().nullish(),
  bot: z.boolean().nullish(),
});
const memberShape = z.object({ nick: z.string().nullish(), user: userShape.nullish() });

/** Discord's people, in a server or at large. Discord confirms no addresses to bots. */
export interface People {
  /** Members by the name they have there; people who are not members are undefined. */
  member(guildId: string, userId: string): Promise<ChatProfile | undefined>;
  /** Anybody on Discord. */
  user(userId: string): Promise<ChatProfile | undefined>;
  directory(guildId: string): Directory;
}

const FRESH_MS = 60_000;
const REMEMBERED = 1000;

export function createPeople(rest: REST): People {
  const known = createRecent<ChatProfile | undefined>({ capacity: REMEMBERED, milliseconds: FRESH_MS });

  async function remembered(
    key: string,
    look: () => Promise<ChatProfile | undefined>,
  ): Promise<ChatProfile | undefined> {
    const before = known.get(key);
    if (before) return before;
    const found = await look();
    known.set(key, found);
    return found;
  }

  const people: People = {
    member: (guildId, userId) =>
      remembered(`${guildId} ${userId}`, async () => {
        const member = memberShape.parse((await orNothing(rest.get(Routes.guildMember(guildId, userId)))) ?? {});
        return member.user ? profileOf(member.user, member.nick) : undefined;
      }),
    user: (userId) =>
      remembered(userId, async () => {
        const answer = await orNothing(rest.get(Routes.user(userId)));
        return answer === undefined ? undefined : profileOf(userShape.parse(answer));
      }),
    directory: (guildId) => ({
      profile: (externalId) =>
        isSnowflake(externalId) ? people.member(guildId, externalId) : Promise.resolve(undefined),
      findByEmail: () => Promise.resolve(undefined),
    }),
  };
  return people;
}

function profileOf(user: z.infer<typeof userShape>, nick?: string | null): ChatProfile {
  return {
    externalId: user.id,
    handle: user.username,
    displayName: nick ?? user.global_name ?? user.username,
    isBot: user.bot ?? false,
  };
}

/** Discord's ids: unsigned 64-bit numbers, in decimal. */
function isSnowflake(id: string): boolean {
  return /^\d{1,20}$/u.test(id);
}

async function orNothing(asked: Promise<unknown>): Promise<unknown> {
  try {
    return await asked;
  } catch (error) {
    // A server that speaks Discord's protocol and tells of nobody keeps nobody from registering.
    if (isAnyOf(error, notThere) || isUnknownRoute(error)) return undefined;
    throw error;
  }
}

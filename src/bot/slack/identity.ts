import type { WebClient } from "@slack/web-api";
import type { ChatProfile, Directory } from "../../commands/invocation.ts";
import { slackErrorOf } from "./failures.ts";

type User = NonNullable<Awaited<ReturnType<WebClient["users"]["info"]>>["user"]>;

interface Options {
  readonly client: WebClient;
  readonly now: () => number;
  /** How long an answer is good for; a minute unless told otherwise. */
  readonly freshMs?: number;
}

/** Slack's own people (users.info, users.lookupByEmail), remembered for a short while. Rejects when Slack fails. */
export function createDirectory({ client, now, freshMs = 60_000 }: Options): Directory {
  const remembered = createCache<ChatProfile | undefined>(freshMs, now);
  return {
    profile: (externalId) => remembered(`id ${externalId}`, () => look(() => client.users.info({ user: externalId }))),
    findByEmail: (email) => remembered(`at ${email}`, () => look(() => client.users.lookupByEmail({ email }))),
  };
}

const nobody = new Set(["user_not_found", "users_not_found", "user_not_visible"]);

async function look(ask: () => Promise<{ user?: User }>): Promise<ChatProfile | undefined> {
  try {
    const { user } = await ask();
    return user && profileOf(user);
  } catch (error) {
    if (nobody.has(slackErrorOf(error) ?? "")) return undefined;
    throw error;
  }
}

/** Where a person stands in this workspace; people of other workspaces appear in shared channels. */
function standingOf(user: User): NonNullable<ChatProfile["standing"]> {
  if (user.deleted === true) return "deactivated";
  if (user.is_stranger === true) return "foreign";
  if (user.is_restricted === true || user.is_ultra_restricted === true) return "guest";
  return "member";
}

function profileOf(user: User): ChatProfile | undefined {
  if (user.id === undefined) return undefined;

  const standing = standingOf(user);
  const handle = user.name ?? user.id;
  const email = confirmedEmail(user, standing);
  return {
    externalId: user.id,
    handle,
    displayName: displayNameOf(user) || handle,
    isBot: user.is_bot === true || user.id === "USLACKBOT",
    standing,
    ...(email !== undefined && { confirmedEmail: email }),
    ...(user.tz !== undefined && { timeZone: user.tz }),
  };
}

/** Administrators know people by their full names; display names are often nicknames. */
function displayNameOf({ profile, real_name: realName }: User): string | undefined {
  return realName || profile?.real_name || profile?.display_name;
}

/**
 * Slack says `is_email_confirmed: false` of an address it has not confirmed, and leaves the field out for some kinds of
 * accounts. What another workspace confirmed proves nothing here.
 */
function confirmedEmail(user: User, standing: ChatProfile["standing"]): string | undefined {
  if (user.is_email_confirmed === false) return undefined;
  if (standing === "foreign" || standing === "deactivated" || user.is_bot === true) return undefined;

  return user.profile?.email?.toLowerCase();
}

type Cache<T> = (key: string, ask: () => Promise<T>) => Promise<T>;

/** Answers the same question once; failures are asked again. */
function createCache<T>(freshMs: number, now: () => number): Cache<T> {
  const entries = new Map<string, { readonly answer: Promise<T>; readonly until: number }>();

  return (key, ask) => {
    const known = entries.get(key);
    if (known && known.until > now()) return known.answer;

    if (entries.size >= maxEntries) entries.clear();
    const answer = ask();
    entries.set(key, { answer, until: now() + freshMs });
    answer.catch(() => entries.delete(key));
    return answer;
  };
}

const maxEntries = 10_000;

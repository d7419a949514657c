import type { WebClient } from "@slack/web-api";
import type { ChatProfile, Directory } from "../../commands/invocation.ts";
import { emailFrom } from "../../domain/invitations/email.ts";
import { isUnknownMethod, slackErrorOf } from "./failures.ts";

type User = NonNullable<Awaited<ReturnType<WebClient["users"]["info"]>>["user"]>;

interface Options {
  readonly client: WebClient;
  readonly now: () => number;
  /** The workspace that the app is installed in; undefined until Slack has told. */
  teamId(): string | undefined;
  /** How long an answer is good for; a minute unless told otherwise. */
  readonly freshMs?: number;
}

/** Slack's own people (users.info, users.lookupByEmail), remembered for a short while. Rejects when Slack fails. */
export function createDirectory({ client, now, teamId, freshMs = 60_000 }: Options): Directory {
  const remembered = createCache<ChatProfile | undefined>(freshMs, now);
  const profile = async (ask: () => ReturnType<typeof client.users.info>): Promise<ChatProfile | undefined> => {
    const user = await look(ask);
    return user && profileOf(user, teamId());
  };
  return {
    profile: (externalId) =>
      remembered(`id ${externalId}`, () => profile(() => client.users.info({ user: externalId }))),
    findByEmail: (email) => remembered(`at ${email}`, () => profile(() => client.users.lookupByEmail({ email }))),
  };
}

const nobody = new Set(["user_not_found", "users_not_found", "user_not_visible"]);

async function look(ask: () => Promise<{ user?: User }>): Promise<User | undefined> {
  try {
    const { user } = await ask();
    return user;
  } catch (error) {
    // A server that speaks Slack's protocol and tells of nobody keeps nobody from registering.
    if (nobody.has(slackErrorOf(error) ?? "") || isUnknownMethod(error)) return undefined;
    throw error;
  }
}

/** Where a person stands in this workspace; people of other workspaces appear in shared channels. */
function standingOf(user: User, teamId: string | undefined): NonNullable<ChatProfile["standing"]> {
  if (user.deleted === true) return "deactivated";
  if (isForeign(user, teamId)) return "foreign";
  if (user.is_restricted === true || user.is_ultra_restricted === true) return "guest";
  return "member";
}

/**
 * `is_stranger` is false for people of other workspaces with whom the app shares a channel
 * (docs.slack.dev/reference/objects/user-object), so the workspaces they belong to decide.
 */
function isForeign(user: User, teamId: string | undefined): boolean {
  if (user.is_stranger === true || teamId === undefined) return true;

  return user.team_id !== teamId && user.enterprise_user?.teams?.includes(teamId) !== true;
}

function profileOf(user: User, teamId: string | undefined): ChatProfile | undefined {
  if (user.id === undefined) return undefined;

  const standing = standingOf(user, teamId);
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
 * Slack leaves `is_email_confirmed` out for some kinds of accounts, which proves nothing; they link by a code instead.
 * Nor does what another workspace confirmed prove anything here.
 */
function confirmedEmail(user: User, standing: ChatProfile["standing"]): string | undefined {
  if (user.is_email_confirmed !== true) return undefined;
  if (standing === "foreign" || standing === "deactivated" || user.is_bot === true) return undefined;

  return emailFrom(user.profile?.email ?? "");
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

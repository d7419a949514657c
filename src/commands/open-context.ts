import type { Context, Origin } from "../domain/context.ts";
import { DomainError } from "../domain/errors.ts";
import { identify } from "../domain/people/identify.ts";
import { markSeen } from "../domain/people/mark-seen.ts";
import { matchIdentity } from "../domain/people/match-identity.ts";
import { actorOf } from "../domain/people/standing.ts";
import type { Standing } from "../domain/people/standing.ts";
import type { Call } from "../notifications/message.ts";
import type { App } from "./app.ts";
import type { Command, CommandContext } from "./define.ts";
import type { ChatProfile, Invocation } from "./invocation.ts";
import { printCall } from "./print.ts";
import { within } from "./within.ts";

/** Together with everything else, an answer has to be there within three seconds. */
const IDENTIFY_LIMIT_MS = 2_200;
const PROFILE_LIMIT_MS = 1_500;
const SEEN_AGAIN_AFTER_MS = 5 * 60_000;

/** The tenant of a workspace that belongs to none: nothing is ever found in it. */
const NOWHERE = "00000000-0000-0000-0000-000000000000";

/**
 * Finds out who asks. A Slack account that is new to us is matched to an account here by the address that Slack
 * has confirmed.
 */
export async function openContext(app: App, invocation: Invocation, call: Call): Promise<CommandContext> {
  const now = app.clock();
  const standing = await standingOf(app, invocation);
  const profile = standing.kind === "visitor" ? await profileOf(app, invocation) : undefined;
  const context = contextOf(app, { invocation, call, now, standing, profile });
  if (standing.kind === "visitor" && profile?.confirmedEmail && (await matchIdentity(context))) {
    return contextOf(app, { invocation, call, now, standing: await standingOf(app, invocation), profile });
  }
  if (standing.kind === "person") noteSeen(app, standing.person, now);
  return context;
}

/** Stops people whom this command is not for: strangers, visitors, people whose account is not active. */
export function requireStanding(context: CommandContext, command: Command): void {
  const { standing } = context;
  if (command.who === "anyone") return;
  if (standing.kind === "unconnected") throw new DomainError({ kind: "workspace-unconnected" });
  if (command.who === "visitors") return;
  if (standing.kind === "visitor") throw new DomainError({ kind: "not-registered" });
  const { state } = standing.person;
  if (state !== "active") throw new DomainError({ kind: "not-active", state });
}

async function standingOf(app: App, invocation: Invocation): Promise<Standing> {
  const { platform, workspace, user } = invocation;
  const asked = { platform, workspaceId: workspace.externalId, userId: user.externalId };
  return within(IDENTIFY_LIMIT_MS, identify(app.db, asked));
}

/** A chat platform that does not answer makes nobody wait: the visitor stays a visitor this time. */
async function profileOf(app: App, invocation: Invocation): Promise<ChatProfile | undefined> {
  const asked = invocation.directory.profile(invocation.user.externalId);
  return within(PROFILE_LIMIT_MS, asked).catch((error: unknown) => {
    app.log.warn({ platform: invocation.platform, err: error }, "profile not available");
    return undefined;
  });
}

interface Opening {
  readonly invocation: Invocation;
  readonly call: Call;
  readonly now: Date;
  readonly standing: Standing;
  readonly profile: ChatProfile | undefined;
}

function contextOf(app: App, { invocation, call, now, standing, profile }: Opening): CommandContext {
  const core: Context = {
    tenantId: standing.kind === "unconnected" ? NOWHERE : standing.tenant.id,
    actor:
      standing.kind === "person" ? actorOf(standing.person) : { kind: "visitor", label: nameOf(invocation, profile) },
    db: app.db,
    now,
    configuration: app.configuration(),
    ...(app.configurationFile && { configurationFile: app.configurationFile }),
    newId: () => app.newId(),
    newCode: () => app.newCode(),
    origin: originOf(invocation, call, profile),
  };
  return { ...core, standing, invocation, call, registry: app.registry };
}

function originOf(invocation: Invocation, call: Call, profile: ChatProfile | undefined): Origin {
  const { platform, user, directory, asked } = invocation;
  return {
    platform,
    externalId: user.externalId,
    handle: profile?.handle ?? user.handle,
    displayName: nameOf(invocation, profile),
    command: asked.via === "text" ? asked.text : printCall(call),
    confirmedEmail: async () => (profile ?? (await directory.profile(user.externalId)))?.confirmedEmail,
    ...(profile?.timeZone && { timeZone: profile.timeZone }),
  };
}

/** Slack's requests carry only the handle, and that is being phased out. */
function nameOf({ user }: Invocation, profile: ChatProfile | undefined): string {
  return profile?.displayName ?? user.displayName;
}

function noteSeen(app: App, person: { id: string; lastSeenAt: Date | null }, now: Date): void {
  if (person.lastSeenAt && now.getTime() - person.lastSeenAt.getTime() < SEEN_AGAIN_AFTER_MS) return;
  markSeen(app.db, person.id, now).catch((error: unknown) =>
    app.log.warn({ personId: person.id, err: error }, "not marked seen"),
  );
}

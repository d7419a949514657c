import { refuse } from "../../domain/errors.ts";
import type { Invitee } from "../../domain/invitations/invitation.ts";
import { findPeople, resolvePerson } from "../../domain/people/find-people.ts";
import type { PersonFound } from "../../domain/people/find-people.ts";
import { identify } from "../../domain/people/identify.ts";
import { CommandError } from "../problem.ts";
import type { Kind } from "../arg.ts";
import type { CommandContext } from "../define.ts";
import type { Choice } from "../reply.ts";

/** Anybody who can be meant: with an account, on the chat platform, or behind an address. */
export interface Someone {
  readonly label: string;
  readonly invitee: Invitee;
}

/** Somebody with an account here. */
export interface Registered {
  readonly id: string;
  readonly label: string;
}

const MENTION = /^<@([A-Za-z0-9]+)>$/u;
const ADDRESS = /^[^\s@<>]+@[^\s@<>]+$/u;
const MOST_SUGGESTIONS = 25;

/** A mention, @username, name or e-mail address. */
export const person: Kind<Someone> = {
  kind: "person",
  label: "Person",
  field: "person",
  alsoKnownAs: ["user", "who", "email"],
  read: (typed, field) => ({ ok: true, resolve: (context) => findSomeone(context, typed, field) }),
  suggest: suggestPeople,
};

/** The same, for somebody who must have an account. */
export const registered: Kind<Registered> = {
  ...person,
  read: (typed, field) => ({
    ok: true,
    async resolve(context) {
      const { invitee, label } = await findSomeone(context, typed, field);
      if (invitee.kind === "person") return { id: invitee.personId, label };
      throw new CommandError({ kind: "person-unregistered", field, label });
    },
  }),
};

async function findSomeone(context: CommandContext, typed: string, field: string): Promise<Someone> {
  const mentioned = MENTION.exec(typed)?.[1];
  if (mentioned) return findMentioned(context, mentioned, field);
  if (typed.toLowerCase() === "me" && context.actor.kind === "person")
    return personOf(context.actor.id, context.actor.label);

  const found = await resolvePerson(context, { query: typed, field });
  if (found) return personOf(found.id, found.name);
  if (ADDRESS.test(typed))
    return { label: typed.toLowerCase(), invitee: { kind: "email", email: typed.toLowerCase() } };
  return refuse({ kind: "not-found", thing: "person", named: typed, field });
}

async function findMentioned(context: CommandContext, externalId: string, field: string): Promise<Someone> {
  const { platform, workspace, directory } = context.invocation;
  const standing = await identify(context.db, { platform, workspaceId: workspace.externalId, userId: externalId });
  if (standing.kind === "person") return personOf(standing.person.id, standing.person.displayName);

  const profile = await directory.profile(externalId);
  if (!profile) return refuse({ kind: "not-found", thing: "person", field });
  if (profile.isBot) throw new CommandError({ kind: "person-is-bot", field, label: profile.displayName });
  const { confirmedEmail, displayName: label } = profile;
  return { label, invitee: { kind: "chat", platform, externalId, label, ...(confirmedEmail && { confirmedEmail }) } };
}

function personOf(personId: string, label: string): Someone {
  return { label, invitee: { kind: "person", personId } };
}

async function suggestPeople(context: CommandContext, query: string): Promise<readonly Choice[]> {
  const found = await findPeople(context, { query: query.replace(/^@/u, ""), limit: MOST_SUGGESTIONS });
  return found.map((one) => ({ value: `@${one.username}`, label: labelOf(one) }));
}

function labelOf({ name, username, kind }: PersonFound): string {
  return kind === "service" ? `${name} (service account)` : `${name} (@${username})`;
}

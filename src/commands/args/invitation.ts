import { refuse } from "../../domain/errors.ts";
import type { InvitationRow } from "../../domain/invitations/invitation.ts";
import { listInvitations, listMyInvitations } from "../../domain/invitations/list-invitations.ts";
import { isId } from "../../domain/id.ts";
import { given } from "../arg.ts";
import type { Kind } from "../arg.ts";
import type { CommandContext } from "../define.ts";
import { CommandError } from "../problem.ts";
import type { Choice } from "../reply.ts";
import { currentOrganization } from "./organization.ts";
import { looksLikeCode } from "./code.ts";

const MOST_SUGGESTIONS = 25;

/** An invitation of the current organization, by whom it invites; buttons give its id. */
export const sentInvitation: Kind<string> = {
  kind: "invitation",
  label: "Invitation",
  field: "suggested",
  alsoKnownAs: ["person", "id"],
  read: (typed, field) =>
    isId(typed) ? given(typed) : { ok: true, resolve: (context) => findSent(context, typed, field) },
  async suggest(context, query) {
    const rows = await sentLike(context, query);
    return rows.slice(0, MOST_SUGGESTIONS).map((row) => choiceOf(row, row.inviteeLabel));
  },
};

/** How an invitee answers: by the invitation, or by the code from its e-mail. */
export type Received = { readonly by: "id"; readonly id: string } | { readonly by: "code"; readonly code: string };

/** An invitation to the asker, by the organization's name; or the code from the e-mail. */
export const receivedInvitation: Kind<Received> = {
  kind: "invitation",
  label: "Invitation",
  field: "suggested",
  alsoKnownAs: ["code", "org", "organization", "project", "id"],
  read(typed, field) {
    if (isId(typed)) return given({ by: "id", id: typed });
    return { ok: true, resolve: (context) => findReceived(context, typed, field) };
  },
  async suggest(context, query) {
    const rows = await listMyInvitations(context);
    const wanted = query.toLowerCase();
    return rows
      .filter((row) => row.organization.name.toLowerCase().includes(wanted))
      .slice(0, MOST_SUGGESTIONS)
      .map((row) => choiceOf(row, row.organization.name));
  },
};

async function findReceived(context: CommandContext, typed: string, field: string): Promise<Received> {
  const wanted = typed.toLowerCase();
  const mine = await listMyInvitations(context);
  const found = mine.find(
    ({ organization }) => organization.slug === wanted || organization.name.toLowerCase() === wanted,
  );
  if (found) return { by: "id", id: found.id };
  if (looksLikeCode(typed)) return { by: "code", code: typed };
  return refuse({ kind: "not-found", thing: "invitation", named: typed, field });
}

async function findSent(context: CommandContext, typed: string, field: string): Promise<string> {
  const rows = await sentLike(context, await searchedFor(context, typed));
  const [only, another] = rows;
  if (only && !another) return only.id;
  if (!only) return refuse({ kind: "not-found", thing: "invitation", named: typed, field });
  throw new CommandError({
    kind: "ambiguous",
    field,
    typed,
    things: "invitations",
    candidates: rows.map((row) => choiceOf(row, row.inviteeLabel)),
  });
}

/** People are mentioned by id; invitations are listed by their names. */
async function searchedFor(context: CommandContext, typed: string): Promise<string> {
  const mentioned = /^<@([A-Za-z0-9]+)>$/u.exec(typed)?.[1];
  if (!mentioned) return typed.replace(/^@/u, "");
  const profile = await context.invocation.directory.profile(mentioned);
  return profile?.displayName ?? typed;
}

/** Pending ones before those that ended; the newest of a kind first, as the list has them. */
async function sentLike(context: CommandContext, text: string): Promise<readonly InvitationRow[]> {
  const organization = currentOrganization(context);
  if (!organization) return [];
  const { rows } = await listInvitations(context, { organizationId: organization.organizationId, text });
  const pending = rows.filter((row) => row.state === "pending");
  return pending.length > 0 ? pending : rows;
}

function choiceOf(row: InvitationRow, label: string): Choice {
  return { value: row.id, label: `${label} (${row.role}, ${row.state})` };
}

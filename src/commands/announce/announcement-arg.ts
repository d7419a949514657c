import { listAnnouncements } from "../../domain/announcements/list-announcements.ts";
import { BODY_LIMIT, TITLE_LIMIT } from "../../domain/announcements/announcement.ts";
import { refuse } from "../../domain/errors.ts";
import { holdsInTenant } from "../../domain/people/tenant-authority.ts";
import { isId } from "../../domain/id.ts";
import type { Announcement } from "../../storage/generated/client.ts";
import { given, notA } from "../arg.ts";
import type { Kind } from "../arg.ts";
import { lines, text } from "../args/plain.ts";
import { currentOrganization } from "../args/organization.ts";
import type { CommandContext } from "../define.ts";
import { CommandError } from "../problem.ts";

/** An announcement, by a part of its title; buttons give its id. */
export const announcement: Kind<string> = {
  kind: "text",
  label: "Announcement",
  field: "suggested",
  alsoKnownAs: ["id"],
  read(typed, field) {
    if (isId(typed)) return given(typed);
    return { ok: true, resolve: (context) => find(context, typed, field) };
  },
  async suggest(context, query) {
    if (!maySee(context)) return [];
    return (await named(context, query)).map(({ id, title }) => ({ value: id, label: title }));
  },
};

export const title: Kind<string> = {
  ...text,
  label: "Title",
  maxLength: TITLE_LIMIT,
  read: (typed, field) =>
    [...typed].length <= TITLE_LIMIT ? given(typed) : notA(field, typed, `at most ${TITLE_LIMIT} characters`),
};

export const body: Kind<string> = {
  ...lines,
  label: "Text",
  maxLength: BODY_LIMIT,
  read: (typed, field) =>
    [...typed].length <= BODY_LIMIT
      ? given(typed)
      : notA(field, `${typed.slice(0, 40)}…`, `at most ${BODY_LIMIT} characters`),
};

/** Where somebody announces: everywhere for who administers the installation, else where they work. */
export function placeLooked(context: CommandContext): string | undefined {
  const { actor } = context;
  if (actor.kind === "person" && actor.type === "user" && holdsInTenant(actor.role, "announcement:send"))
    return undefined;
  return currentOrganization(context)?.organizationId ?? refuse({ kind: "no-current-organization" });
}

function maySee(context: CommandContext): boolean {
  const { actor } = context;
  if (actor.kind !== "person") return false;
  return holdsInTenant(actor.role, "announcement:send") || currentOrganization(context)?.role !== "member";
}

async function named(context: CommandContext, typed: string): Promise<readonly Announcement[]> {
  const { rows } = await listAnnouncements(context, { organizationId: placeLooked(context), named: typed });
  return rows.map((row) => row.announcement);
}

async function find(context: CommandContext, typed: string, field: string): Promise<string> {
  const found = await named(context, typed);
  const exact = found.filter((one) => one.title.toLowerCase() === typed.toLowerCase());
  const [one, ...others] = exact.length === 1 ? exact : found;
  if (!one) return refuse({ kind: "not-found", thing: "announcement", named: typed, field });
  if (others.length === 0) return one.id;

  const candidates = found.map(({ id, title }) => ({ value: id, label: title }));
  throw new CommandError({ kind: "ambiguous", field, typed, things: "announcements", candidates });
}

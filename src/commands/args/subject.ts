import { refuse } from "../../domain/errors.ts";
import { findOrganization } from "../../domain/quotas/find-organization.ts";
import type { OrganizationFound } from "../../domain/quotas/find-organization.ts";
import { resolvePerson } from "../../domain/people/find-people.ts";
import type { PlatformRole, Role } from "../../storage/generated/enums.ts";
import { given } from "../arg.ts";
import type { Kind } from "../arg.ts";
import type { CommandContext } from "../define.ts";
import type { Choice } from "../reply.ts";
import { currentOrganization } from "./organization.ts";
import { person, registered } from "./person.ts";
import type { Registered } from "./person.ts";

/** Whose limits are meant. With an organization beside it, a person means the member and a role the role there. */
export type TypedSubject =
  | { readonly kind: "installation" }
  | { readonly kind: "organization"; readonly organization: OrganizationFound }
  | { readonly kind: "person"; readonly person: Registered }
  | { readonly kind: "role"; readonly role: Role | PlatformRole | "everyone" };

const ROLE = /^role:(owner|admin|member|regular|super[_-]admin|everyone)$/iu;
const INSTALLATION = /^(?:the )?(?:installation|tenant|platform)$/iu;
const EVERYONE = /^(?:everyone|everybody|all)$/iu;
const MOST_SUGGESTIONS = 25;

/**
 * A person ("@bob", a mention, "me"), an organization (by slug or name), "role:member", "everyone" or "installation".
 * A bare word means an organization if there is one of that slug, else a person, else an organization of that name.
 */
export const subject: Kind<TypedSubject> = {
  kind: "subject",
  label: "For whom",
  field: "suggested",
  alsoKnownAs: ["for", "user", "who"],
  claims: (word) => ROLE.test(word),
  read(typed, field) {
    if (INSTALLATION.test(typed)) return given({ kind: "installation" });
    if (EVERYONE.test(typed)) return given({ kind: "role", role: "everyone" });
    const role = ROLE.exec(typed)?.[1]?.toLowerCase().replace("-", "_");
    // Safe: the expression lets no other words through.
    if (role) return given({ kind: "role", role: role as Role | PlatformRole | "everyone" });
    return { ok: true, resolve: (context) => findSubject(context, typed, field) };
  },
  suggest: suggestSubjects,
};

async function findSubject(context: CommandContext, typed: string, field: string): Promise<TypedSubject> {
  if (/^(?:<@|@)/u.test(typed) || typed.toLowerCase() === "me") return aPerson(context, typed, field);
  const named = typed.toLowerCase() === "current" ? (currentOrganization(context)?.slug ?? typed) : typed;
  const bySlug = await findOrganization(context, { slug: named });
  if (bySlug) return { kind: "organization", organization: bySlug };
  if (typed.includes("@")) return aPerson(context, typed, field);

  const byName = await findOrganization(context, { name: typed });
  const one = await resolvePerson(context, { query: typed, field });
  if (one) return { kind: "person", person: { id: one.id, label: one.name } };
  return byName
    ? { kind: "organization", organization: byName }
    : refuse({ kind: "not-found", thing: "subject", named: typed, field });
}

async function aPerson(context: CommandContext, typed: string, field: string): Promise<TypedSubject> {
  const reading = registered.read(typed, field);
  return reading.ok
    ? { kind: "person", person: await reading.resolve(context) }
    : refuse({ kind: "not-found", thing: "person", named: typed, field });
}

const fixed: readonly Choice[] = [
  { value: "me", label: "me" },
  { value: "everyone", label: "everyone: each member of the organization" },
  { value: "role:member", label: "role:member: each plain member" },
  { value: "role:admin", label: "role:admin: each admin" },
  { value: "installation", label: "installation: all together" },
];

async function suggestSubjects(context: CommandContext, query: string): Promise<readonly Choice[]> {
  const wanted = query.toLowerCase();
  const places =
    context.standing.kind === "person"
      ? context.standing.memberships.map(({ slug, name }) => ({ value: slug, label: `${name} (organization)` }))
      : [];
  const people = (await person.suggest?.(context, query)) ?? [];
  const words = [...places, ...fixed].filter(({ value, label }) => `${value} ${label}`.toLowerCase().includes(wanted));
  return [...words, ...people].slice(0, MOST_SUGGESTIONS);
}

import type { Audience } from "../../domain/announcements/announcement.ts";
import { refuse } from "../../domain/errors.ts";
import { requirePlan } from "../../domain/plans/plan-named.ts";
import { findOrganization } from "../../domain/quotas/find-organization.ts";
import type { OrganizationFound } from "../../domain/quotas/find-organization.ts";
import { given } from "../arg.ts";
import type { Kind } from "../arg.ts";
import { currentOrganization, organizationChoices } from "../args/organization.ts";
import { place } from "../args/place.ts";
import type { CommandContext } from "../define.ts";
import type { Choice } from "../reply.ts";

type RoleWord = "owner" | "admin" | "member" | "regular" | "super_admin";

/** Who shall hear it, as it was typed. */
export type TypedAudience =
  | { readonly kind: "everyone" }
  | { readonly kind: "organization"; readonly organization: OrganizationFound }
  | { readonly kind: "role"; readonly role: RoleWord }
  | { readonly kind: "cluster"; readonly source: string }
  | { readonly kind: "plan"; readonly plan: string };

const EVERYONE = /^(?:everyone|everybody|all|installation)$/iu;
const ROLE = /^role:(owner|admin|member|regular|super[_-]admin)s?$/iu;
const CLUSTER = /^cluster:(.{1,200})$/iu;
const PLAN = /^plan:(.{1,100})$/iu;
const MOST_SUGGESTIONS = 25;

/** "everyone", an organization by slug or name, "role:admin", "cluster:<its source of usage>" or "plan:<name>". */
export const audience: Kind<TypedAudience> = {
  kind: "subject",
  label: "To whom",
  field: "suggested",
  alsoKnownAs: ["audience", "for"],
  claims: (word) => ROLE.test(word) || CLUSTER.test(word) || PLAN.test(word),
  read(typed, field) {
    if (EVERYONE.test(typed)) return given({ kind: "everyone" });
    const role = ROLE.exec(typed)?.[1]?.toLowerCase().replace("-", "_");
    // Safe: the expression lets no other words through.
    if (role) return given({ kind: "role", role: role as RoleWord });
    const source = CLUSTER.exec(typed)?.[1];
    if (source) return given({ kind: "cluster", source });
    const plan = PLAN.exec(typed)?.[1];
    if (plan) return given({ kind: "plan", plan });

    const organization = place.read(typed, field);
    if (!organization.ok) return organization;
    return {
      ok: true,
      resolve: async (context) => ({ kind: "organization", organization: await organization.resolve(context) }),
    };
  },
  suggest,
};

async function suggest(context: CommandContext, query: string): Promise<readonly Choice[]> {
  const wanted = query.toLowerCase();
  const fixed: readonly Choice[] = [
    { value: "everyone", label: "everyone" },
    { value: "role:owner", label: "role:owner: owners of all organizations" },
    { value: "role:admin", label: "role:admin: admins of this installation" },
    ...context.configuration.plans.map(({ name, label }) => ({
      value: `plan:${name}`,
      label: `plan:${name}: people on plan ${label}`,
    })),
  ];
  const found = fixed.filter(({ value, label }) => `${value} ${label}`.toLowerCase().includes(wanted));
  return [...organizationChoices(context, query), ...found].slice(0, MOST_SUGGESTIONS);
}

/** The audience meant; `org` is where a role is meant to be held. */
export function audienceMeant(
  context: CommandContext,
  typed: TypedAudience,
  org: OrganizationFound | undefined,
): Audience {
  switch (typed.kind) {
    case "everyone":
      return org ? ofOrganization(org) : { kind: "everyone" };
    case "organization":
      return ofOrganization(typed.organization);
    case "role":
      return ofRole(context, typed.role, org);
    case "cluster":
      return typed;
    case "plan": {
      const { name, label } = requirePlan(context.configuration, typed.plan);
      return { kind: "plan", plan: name, label };
    }
  }
}

function ofOrganization({ id, name }: OrganizationFound): Audience {
  return { kind: "organization", organizationId: id, name };
}

function ofRole(context: CommandContext, role: RoleWord, org: OrganizationFound | undefined): Audience {
  if (role === "regular" || role === "super_admin") return { kind: "platform-role", role };
  if (org) return { kind: "role", role, organizationId: org.id, name: org.name };
  if (role === "owner") return { kind: "owners" };
  if (role === "admin") return { kind: "platform-role", role };

  const { organizationId, name } = currentOrganization(context) ?? refuse({ kind: "no-current-organization" });
  return { kind: "role", role, organizationId, name };
}

/** The audience as somebody would type it again. */
export async function typedAgain(
  context: CommandContext,
  audience: Audience,
): Promise<{ readonly to: string; readonly org?: string }> {
  switch (audience.kind) {
    case "everyone":
      return { to: "everyone" };
    case "organization":
      return { to: await slugOf(context, audience.organizationId) };
    case "platform-role":
      return { to: `role:${audience.role}` };
    case "owners":
      return { to: "role:owner" };
    case "role":
      return { to: `role:${audience.role}`, org: await slugOf(context, audience.organizationId) };
    case "cluster":
      return { to: `cluster:${audience.source}` };
    case "plan":
      return { to: `plan:${audience.plan}` };
  }
}

async function slugOf(context: CommandContext, organizationId: string): Promise<string> {
  return (await findOrganization(context, { slug: organizationId }))?.slug ?? organizationId;
}

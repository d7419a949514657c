import type { Database, Transaction } from "../../storage/database.ts";
import type { PersonKind, PersonType, PlatformRole } from "../../storage/generated/enums.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Ref } from "../events.ts";
import { effectivePlan } from "./precedence.ts";
import type { EffectivePlan } from "./precedence.ts";

/** A person with all that decides which plan applies to them. */
export interface PersonPlan {
  readonly person: Ref & { readonly username: string };
  /** Of a service account, only a plan of its own gives it anything. */
  readonly kind: PersonKind;
  readonly type: PersonType;
  readonly role: PlatformRole;
  /** Their own; null while it is the default. It may have left the configuration. */
  readonly personal: string | null;
  /** By name; those without a plan among them. */
  readonly groups: readonly (Ref & { readonly plan: string | null })[];
  readonly effective: EffectivePlan;
}

/** Reads it as it is now. Refuses with `not-found`. */
export async function readPersonPlan(
  db: Database | Transaction,
  { tenantId, configuration }: Pick<Context, "tenantId" | "configuration">,
  personId: string,
): Promise<PersonPlan> {
  const found = await db.person.findFirst({
    where: { id: personId, tenantId, state: { notIn: ["deleted", "invited"] } },
    select: {
      displayName: true,
      username: true,
      kind: true,
      type: true,
      role: true,
      planName: true,
      memberships: { select: { organization: { select: { id: true, name: true, planName: true } } } },
    },
  });
  if (!found) return refuse({ kind: "not-found", thing: "person" });

  const groups = found.memberships
    .map(({ organization: { id, name, planName: plan } }) => ({ id, name, plan }))
    .toSorted((one, other) => one.name.localeCompare(other.name));
  const effective = effectivePlan({
    personal: found.planName,
    groups: groups.map(({ id: organization, plan }) => ({ organization, plan })),
    configuration,
  });
  const { displayName: name, username, kind, type, role, planName: personal } = found;
  return { person: { id: personId, name, username }, kind, type, role, personal, groups, effective };
}

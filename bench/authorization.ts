import { AbilityBuilder, createMongoAbility, subject } from "@casl/ability";
import { newEnforcer, newModelFromString, StringAdapter } from "casbin";
import { holds, isAtLeast, lowestRole, may, organizationScoped } from "../src/domain/memberships/authority.ts";
import type { Authority } from "../src/domain/memberships/authority.ts";
import { permissions } from "../src/domain/permissions.ts";
import type { OrganizationScoped } from "../src/domain/permissions.ts";
import type { Role } from "../src/storage/generated/enums.ts";
import type { Result } from "./support/result.ts";

const roles = ["owner", "admin", "member"] as const satisfies readonly Role[];
const ROUNDS = 5;
const SECONDS_EACH = 0.6;

const settings = {
  membersCanInvite: true,
  membersCanManageClusters: false,
  membersCanOpenPorts: true,
  membersCanScale: false,
  membersCanSeeUsage: false,
};

interface Question {
  readonly authority: Authority;
  readonly permission: OrganizationScoped;
}

function mine({ authority, permission }: Question): boolean {
  return may(authority, permission);
}

/** The same questions, every role times every permission in one organization, to each of the three. */
export async function measureAuthorization(): Promise<readonly Result[]> {
  const questions = roles.flatMap((role) =>
    organizationScoped.map((permission): Question => ({ authority: authorityOf(role), permission })),
  );
  const casl = caslAbilities();
  const enforcer = await casbinEnforcer();
  const theirs = ({ authority, permission }: Question) => casl[authority.role].can(permission, place);
  const casbin = ({ authority, permission }: Question) => enforcer.enforceSync(authority.role, permission);
  for (const question of questions) requireAgreement(question, [mine, theirs, casbin]);

  const rates: { mine: number; casl: number; casbin: number }[] = [];
  for (let round = 0; round < ROUNDS; round++)
    rates.push({ casl: rate(theirs, questions), mine: rate(mine, questions), casbin: rate(casbin, questions) });
  const measured = median(rates.map((one) => one.mine));
  const name = "authorization in process";
  return [
    {
      name,
      value: measured,
      unit: "decisions/s",
      beside: { name: "@casl/ability", value: median(rates.map((one) => one.casl)) },
    },
    {
      name,
      value: measured,
      unit: "decisions/s",
      beside: { name: "casbin", value: median(rates.map((one) => one.casbin)) },
    },
  ];
}

function authorityOf(role: Role): Authority {
  const organization = {
    id: "o",
    name: "Vision Lab",
    slug: "vision-lab",
    kind: "organization",
    personalForId: null,
    admission: "invite_any",
    prerequisites: [],
    settings,
  } as const;
  return { organization, personId: "p", name: "Bob", type: "user", role };
}

const allowed = (role: Role) =>
  organizationScoped.filter((permission) => holds(role, { kind: "organization", settings }, permission));

const place = subject("organization", { settings });

/** The rules themselves, with the organization's settings as conditions: what each organization has switched on varies. */
function abilityOf(role: Role) {
  const { can, build } = new AbilityBuilder(createMongoAbility);
  for (const permission of organizationScoped) {
    const rule = permissions[permission];
    if (isAtLeast(role, lowestRole(permission, "organization"))) can(permission, "organization");
    else if ("setting" in rule) can(permission, "organization", { [`settings.${rule.setting}`]: true });
  }
  return build();
}

function caslAbilities() {
  return { owner: abilityOf("owner"), admin: abilityOf("admin"), member: abilityOf("member") };
}

function casbinEnforcer() {
  const model = newModelFromString(`
[request_definition]
r = sub, act
[policy_definition]
p = sub, act
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub == p.sub && r.act == p.act`);
  const lines = roles.flatMap((role) => allowed(role).map((permission) => `p, ${role}, ${permission}`));
  return newEnforcer(model, new StringAdapter(lines.join("\n")));
}

type Decide = (question: Question) => boolean;

function requireAgreement(question: Question, deciders: readonly Decide[]): void {
  const answers = new Set(deciders.map((decide) => decide(question)));
  if (answers.size !== 1) throw new Error(`they disagree on ${question.authority.role} ${question.permission}`);
}

/** Decisions a second. The count of allowed ones is used, so that nothing is optimised away. */
function rate(decide: Decide, questions: readonly Question[]): number {
  const begun = performance.now();
  let decisions = 0;
  let permitted = 0;
  while (performance.now() - begun < SECONDS_EACH * 1_000) {
    for (const question of questions) if (decide(question)) permitted++;
    decisions += questions.length;
  }
  if (permitted === 0) throw new Error("nothing was allowed");
  return (decisions / (performance.now() - begun)) * 1_000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

import type { Problem } from "../domain/errors.ts";
import { explainAccess } from "./explain/access.ts";
import type { Asking, Explanation } from "./explain/explanation.ts";
import { explainInput } from "./explain/input.ts";
import { explainInvitation } from "./explain/invitations.ts";
import { explainOrganization } from "./explain/organizations.ts";
import { explainPerson } from "./explain/people.ts";
import { explainRole } from "./explain/roles.ts";
import { explainSshKey } from "./explain/ssh-keys.ts";
import type { CommandProblem } from "./problem.ts";
import type { Reply } from "./reply.ts";

export type AnyProblem = Problem | CommandProblem;

type Words = { readonly [Kind in AnyProblem["kind"]]: (problem: Extract<AnyProblem, { kind: Kind }>, asking: Asking) => Explanation };

const words: Words = {
  "not-found": explainAccess,
  "workspace-unconnected": explainAccess,
  "not-registered": explainAccess,
  "not-active": explainAccess,
  forbidden: explainAccess,

  "role-above-yours": explainRole,
  "member-above-you": explainRole,
  "self-grant": explainRole,
  "role-not-offered": explainRole,
  "last-keeper": explainRole,

  "already-registered": explainPerson,
  "username-invalid": explainPerson,
  "username-taken": explainPerson,
  "email-taken": explainPerson,
  "registration-closed": explainPerson,
  "claim-code-required": explainPerson,
  "code-invalid": explainPerson,
  "too-many-tries": explainPerson,
  "identity-has-account": explainPerson,
  "account-has-identity": explainPerson,
  "already-activated": explainPerson,
  "not-awaiting-activation": explainPerson,
  "person-ambiguous": explainPerson,
  "workspace-connected": explainPerson,

  "no-current-organization": explainOrganization,
  "organization-name-taken": explainOrganization,
  "text-invalid": explainOrganization,
  "must-be-invited": explainOrganization,
  "already-member": explainOrganization,
  "prerequisites-missing": explainOrganization,
  "membership-limit": explainOrganization,

  "email-invalid": explainInvitation,
  "self-invite": explainInvitation,
  "already-invited": explainInvitation,
  "must-register-first": explainInvitation,
  "pending-limit": explainInvitation,
  "invitation-not-yours": explainInvitation,
  "invitation-accepted": explainInvitation,
  "invitation-declined": explainInvitation,
  "invitation-revoked": explainInvitation,
  "invitation-expired": explainInvitation,
  "invitation-superseded": explainInvitation,
  "invitation-needs-approval": explainInvitation,
  "resend-limit": explainInvitation,
  "nothing-to-retry": explainInvitation,

  "ssh-key-private": explainSshKey,
  "ssh-key-malformed": explainSshKey,
  "ssh-key-type-refused": explainSshKey,
  "ssh-key-too-short": explainSshKey,
  "ssh-key-present": explainSshKey,
  "ssh-key-in-use": explainSshKey,
  "ssh-key-name-taken": explainSshKey,
  "ssh-key-limit": explainSshKey,

  "unknown-command": explainInput,
  "unknown-argument": explainInput,
  "repeated-argument": explainInput,
  "too-many-words": explainInput,
  "unbalanced-quote": explainInput,
  "too-long": explainInput,
  "stale-call": explainInput,
  missing: explainInput,
  "not-a-value": explainInput,
  "secret-typed": explainInput,
  "person-unregistered": explainInput,
  "person-is-bot": explainInput,
  "invitation-ambiguous": explainInput,
};

/** The words for each problem. A new kind without words does not compile. */
export function explain(problem: AnyProblem, asking: Asking): Explanation {
  // Safe: words holds, under each kind, a function that takes problems of that kind.
  const say = words[problem.kind] as (problem: AnyProblem, asking: Asking) => Explanation;
  return say(problem, asking);
}

/** A refusal as people see it: what, the rule, what next, and the stable code. */
export function refusal(problem: AnyProblem, asking: Asking): Reply {
  const { what, rule, next, actions } = explain(problem, asking);
  const code = problem.kind.replaceAll("-", "_");
  return {
    tone: "refusal",
    title: what,
    lines: [rule, next],
    ...(actions && actions.length > 0 && { actions }),
    footer: ["code ", { code }],
    code,
    ...fieldErrors(problem, what, rule),
  };
}

/** A form shows what is wrong at the field it is wrong in. */
function fieldErrors(problem: AnyProblem, what: string, rule: Explanation["rule"]): Pick<Reply, "fieldErrors"> {
  if (!("field" in problem) || !problem.field) return {};
  return { fieldErrors: { [problem.field]: typeof rule === "string" ? `${what} ${rule}` : what } };
}

import { codeOf } from "../domain/errors.ts";
import type { Problem } from "../domain/errors.ts";
import { accessWords } from "./explain/access.ts";
import { idleWords } from "./explain/idle.ts";
import { alertRoutingWords } from "./explain/alert-routing.ts";
import { alertRuleWords } from "./explain/alerts.ts";
import { announcementWords } from "./explain/announcements.ts";
import { apiKeyWords } from "./explain/api-keys.ts";
import { codeWords } from "./explain/codes.ts";
import type { Asking, Explanation, WordsFor } from "./explain/explanation.ts";
import { lineWords, valueWords } from "./explain/input.ts";
import { meterWords } from "./explain/meters.ts";
import { answeringWords, invitationWords } from "./explain/invitations.ts";
import { loanWords } from "./explain/loans.ts";
import { organizationWords } from "./explain/organizations.ts";
import { nameWords, personWords } from "./explain/people.ts";
import { pauseWords, policyProblemWords } from "./explain/pauses.ts";
import { planWords } from "./explain/plans.ts";
import { reportWords } from "./explain/reports.ts";
import { reservationWords } from "./explain/reservations.ts";
import { quotaWords } from "./explain/quotas.ts";
import { requestWords } from "./explain/requests.ts";
import { roleWords } from "./explain/roles.ts";
import { serviceAccountWords } from "./explain/service-accounts.ts";
import { sshKeyWords } from "./explain/ssh-keys.ts";
import { webhookWords } from "./explain/webhooks.ts";
import type { CommandProblem } from "./problem.ts";
import type { Reply } from "./reply.ts";

export type AnyProblem = Problem | CommandProblem;

const words: WordsFor<AnyProblem> = {
  ...accessWords,
  ...roleWords,
  ...personWords,
  ...nameWords,
  ...codeWords,
  ...organizationWords,
  ...invitationWords,
  ...answeringWords,
  ...sshKeyWords,
  ...announcementWords,
  ...apiKeyWords,
  ...serviceAccountWords,
  ...reservationWords,
  ...meterWords,
  ...planWords,
  ...quotaWords,
  ...requestWords,
  ...loanWords,
  ...pauseWords,
  ...alertRuleWords,
  ...alertRoutingWords,
  ...reportWords,
  ...idleWords,
  ...webhookWords,
  ...policyProblemWords,
  ...lineWords,
  ...valueWords,
};

/** The words for each problem. A new kind without words does not compile. */
export function explain(problem: AnyProblem, asking: Asking): Explanation {
  // Safe: words holds, under each kind, a function that takes problems of that kind.
  const say = words[problem.kind] as (problem: AnyProblem, asking: Asking) => Explanation;
  return say(problem, asking);
}

/** Refusals because there is not enough, or nobody who could give it. */
const forQuota: ReadonlySet<AnyProblem["kind"]> = new Set([
  "draining",
  "quota-above-pool",
  "quota-of-oneself",
  "request-unanswerable",
  "loan-exceeds-unused",
  "loan-exceeds-bounds",
]);

/** A refusal as people see it: what, the rule, what next, and the stable code. */
export function refusal(problem: AnyProblem, asking: Asking): Reply {
  const { what, rule, next, actions } = explain(problem, asking);
  const code = codeOf(problem);
  return {
    tone: "refusal",
    title: what,
    lines: [rule, next, ...(asking.denialText && forQuota.has(problem.kind) ? [asking.denialText] : [])],
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

import type { OrganizationKind, PersonState, PlatformRole, Role } from "../storage/generated/enums.ts";
import type { AlertProblem } from "./alerts/problems.ts";
import type { AnnouncementProblem } from "./announcements/problems.ts";
import type { ApiKeyProblem } from "./api-keys/problems.ts";
import type { InvitationProblem } from "./invitations/problems.ts";
import type { LoanProblem } from "./loans/problems.ts";
import type { RoleProblem } from "./memberships/problems.ts";
import type { MeterProblem } from "./meters/problems.ts";
import type { OrganizationProblem } from "./organizations/problems.ts";
import type { PauseProblem } from "./pauses/problems.ts";
import type { PersonProblem } from "./people/problems.ts";
import type { PlanProblem } from "./plans/problems.ts";
import type { PolicyProblem } from "./policies/problems.ts";
import type { QuotaProblem } from "./quotas/problems.ts";
import type { RequestProblem } from "./requests/problems.ts";
import type { ReportProblem } from "./scheduled-reports/problems.ts";
import type { ReservationProblem } from "./reservations/problems.ts";
import type { ServiceAccountProblem } from "./service-accounts/problems.ts";
import type { SshKeyProblem } from "./ssh-keys/problems.ts";
import type { WebhookProblem } from "./webhooks/problems.ts";
import type { MemberSetting, Permission } from "./permissions.ts";

export type Thing =
  | "organization"
  | "person"
  /** Somebody or an organization: whose usage or limit it is. */
  | "subject"
  | "member"
  | "invitation"
  | "ssh_key"
  | "delivery"
  | "quota"
  | "grant"
  | "loan"
  | "request"
  | "reservation"
  | "api_key"
  | "service_account"
  | "plan"
  | "policy"
  | "alert"
  | "alert_rule"
  | "alert_silence"
  | "alert_subscription"
  | "report"
  | "announcement"
  | "webhook";

export interface Forbidden {
  readonly kind: "forbidden";
  readonly permission: Permission;
  /** The asker's own role: in the organization, or for a permission of the installation the platform role. */
  readonly role?: Role | PlatformRole;
  readonly viewer?: boolean;
  readonly organization?: string;
  readonly organizationId?: string;
  readonly organizationKind?: OrganizationKind;
  /** The setting which, switched on, would have allowed it. */
  readonly setting?: MemberSetting;
  /** Up to three people who may. */
  readonly whoMay: readonly string[];
}

type AccessProblem =
  | { readonly kind: "not-found"; readonly thing: Thing; readonly named?: string; readonly field?: string }
  | { readonly kind: "workspace-unconnected" }
  | { readonly kind: "not-registered" }
  | { readonly kind: "not-active"; readonly state: Exclude<PersonState, "active"> }
  | Forbidden;

/** Every way in which a request is refused. The code that people see is the kind in snake_case. */
export type Problem =
  | AccessProblem
  | RoleProblem
  | PersonProblem
  | OrganizationProblem
  | InvitationProblem
  | SshKeyProblem
  | MeterProblem
  | PlanProblem
  | QuotaProblem
  | LoanProblem
  | RequestProblem
  | ReservationProblem
  | PauseProblem
  | PolicyProblem
  | WebhookProblem
  | AlertProblem
  | ReportProblem
  | AnnouncementProblem
  | ApiKeyProblem
  | ServiceAccountProblem;

/** An expected refusal. Thrown inside a transaction, it undoes what that transaction did. */
export class DomainError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.kind);
    this.name = "DomainError";
    this.problem = problem;
  }
}

/** Stops the verb with this Problem. */
export function refuse(problem: Problem): never {
  throw new DomainError(problem);
}

/** The stable code that people see and that the audit log keeps, the same on every platform: "last_keeper". */
export function codeOf(problem: { readonly kind: string }): string {
  return problem.kind.replaceAll("-", "_");
}

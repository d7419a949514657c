import type {
  Admission,
  OrganizationKind,
  PersonState,
  Platform,
  PlatformRole,
  Prerequisite,
  Registration,
  Role,
} from "../storage/generated/enums.ts";
import type { AlertEvent } from "./alerts/events.ts";
import type { AlertRef } from "./alerts/routing-events.ts";
import type { AnnouncementEvent } from "./announcements/events.ts";
import type { ApiKeyEvent } from "./api-keys/events.ts";
import type { LoanEvent } from "./loans/events.ts";
import type { MemberSettings } from "./organizations/organization.ts";
import type { PauseEvent } from "./pauses/events.ts";
import type { PlanEvent } from "./plans/events.ts";
import type { PolicyEvent } from "./policies/events.ts";
import type { QuotaEvent } from "./quotas/events.ts";
import type { AwayEvent, RequestEvent } from "./requests/events.ts";
import type { ReportEvent } from "./scheduled-reports/events.ts";
import type { ServiceAccountEvent } from "./service-accounts/events.ts";
import type { WebhookEvent } from "./webhooks/events.ts";
import type { OrganizationScoped } from "./permissions.ts";

/** Something by its id and by the name it had at the time. */
export interface Ref {
  readonly id: string;
  readonly name: string;
}

/** An invitation as an event tells of it. */
export interface InvitationFacts {
  readonly id: string;
  readonly organization: Ref;
  readonly inviter: Ref;
  /** "person:<id>", "slack:<user id>", "discord:<user id>" or "email:<address>"; also whom its card goes to. */
  readonly inviteeKey: string;
  readonly inviteeLabel: string;
  readonly role: Role;
  /** ISO 8601; exclusive. */
  readonly expiresAt: string;
}

/** What somebody tried and may not do, ready for another to do it. No secrets in it. */
export interface Attempt {
  /** The command's name, such as "member remove". */
  readonly command: string;
  /** By argument; what means the same to everybody in the installation, such as "@bob" for a person. */
  readonly input: Readonly<Record<string, string>>;
  /** To be shown as a form: the command asks nothing by itself before it changes something. */
  readonly form?: true;
}

export interface OrganizationChanges {
  readonly settings?: Partial<MemberSettings>;
  readonly admission?: Admission;
  readonly prerequisites?: readonly Prerequisite[];
}

type InstallationEvent =
  | { readonly kind: "tenant-founded"; readonly tenant: Ref }
  | { readonly kind: "workspace-connected"; readonly workspace: Ref; readonly platform: Platform }
  | { readonly kind: "join-code-created"; readonly expiresAt: string }
  | { readonly kind: "registration-changed"; readonly before: Registration; readonly after: Registration };

type PersonEvent =
  | {
      readonly kind: "person-registered";
      readonly person: Ref;
      readonly username: string;
      readonly state: PersonState;
      readonly platformRole: PlatformRole;
    }
  | { readonly kind: "person-activated"; readonly person: Ref; readonly before: PersonState }
  | {
      readonly kind: "person-suspended";
      readonly person: Ref;
      /** What gave cause. */
      readonly alert?: AlertRef;
    }
  | { readonly kind: "person-reinstated"; readonly person: Ref }
  | { readonly kind: "link-code-created"; readonly person: Ref; readonly expiresAt: string }
  | {
      readonly kind: "identity-linked";
      readonly person: Ref;
      readonly platform: Platform;
      readonly handle: string;
      readonly by: "code" | "address" | "registration";
    }
  | { readonly kind: "email-verified"; readonly person: Ref; readonly by: "platform" | "code" }
  | { readonly kind: "ssh-key-added"; readonly person: Ref; readonly key: Ref; readonly fingerprint: string }
  | { readonly kind: "ssh-key-removed"; readonly person: Ref; readonly key: Ref; readonly fingerprint: string };

type OrganizationEvent =
  | {
      readonly kind: "organization-created";
      readonly organization: Ref;
      readonly organizationKind: OrganizationKind;
      readonly personal: boolean;
    }
  | {
      readonly kind: "organization-configured";
      readonly organization: Ref;
      readonly before: OrganizationChanges;
      readonly after: OrganizationChanges;
    }
  | {
      readonly kind: "organization-deleted";
      readonly organization: Ref;
      readonly organizationKind: OrganizationKind;
      /** Everybody who belonged, whoever did it among them. */
      readonly members: readonly Ref[];
      readonly memberCount: number;
      /** Pending ones, which ended with it. */
      readonly invitationCount: number;
    }
  | { readonly kind: "organization-switched"; readonly person: Ref; readonly organization: Ref }
  | {
      readonly kind: "member-added";
      readonly organization: Ref;
      readonly person: Ref;
      readonly role: Role;
      readonly how: "founded" | "accepted" | "added";
    }
  | {
      /** For lack of what the project asks for; the person hears how to put that right. */
      readonly kind: "member-addition-prevented";
      readonly organization: Ref;
      /** As an invitation's inviteeKey. */
      readonly personKey: string;
      readonly personLabel: string;
      readonly missing: readonly Prerequisite[];
    }
  | { readonly kind: "member-removed"; readonly organization: Ref; readonly person: Ref; readonly role: Role }
  | { readonly kind: "member-left"; readonly organization: Ref; readonly person: Ref; readonly role: Role }
  | {
      readonly kind: "member-role-changed";
      readonly organization: Ref;
      readonly person: Ref;
      readonly before: Role;
      readonly after: Role;
    }
  | {
      /** Somebody lacks a permission and asks those who hold it. */
      readonly kind: "help-requested";
      readonly organization: Ref;
      readonly person: Ref & { readonly username: string };
      readonly permission: OrganizationScoped;
      readonly attempt: Attempt;
      /** The attempt as a line that somebody could type. */
      readonly tried: string;
      readonly asked: readonly Ref[];
    };

type InvitationEvent =
  | { readonly kind: "invitation-created"; readonly invitation: InvitationFacts }
  | { readonly kind: "invitation-accepted"; readonly invitation: InvitationFacts; readonly person: Ref }
  | { readonly kind: "invitation-declined"; readonly invitation: InvitationFacts }
  | {
      readonly kind: "invitation-revoked";
      readonly invitation: InvitationFacts;
      readonly because?: "organization-deleted";
    }
  /** Superseded by `successor`, or by the same person's acceptance of it. */
  | { readonly kind: "invitation-superseded"; readonly invitation: InvitationFacts; readonly successorId: string }
  | { readonly kind: "invitation-resent"; readonly invitation: InvitationFacts; readonly predecessorId: string }
  | { readonly kind: "invitation-expired"; readonly invitation: InvitationFacts }
  /** Its invitee would like another one. */
  | { readonly kind: "invitation-requested"; readonly invitation: InvitationFacts }
  | { readonly kind: "invitee-reminded"; readonly invitation: InvitationFacts }
  | { readonly kind: "delivery-retried"; readonly invitation: InvitationFacts };

/** Everything that happens. Recorded as it was then, with names, so that the record outlives what it tells of. */
export type DomainEvent =
  | InstallationEvent
  | PersonEvent
  | OrganizationEvent
  | InvitationEvent
  | PlanEvent
  | QuotaEvent
  | PauseEvent
  | PolicyEvent
  | AlertEvent
  | ReportEvent
  | AnnouncementEvent
  | LoanEvent
  | AwayEvent
  | RequestEvent
  | ApiKeyEvent
  | ServiceAccountEvent
  | WebhookEvent;

export type EventKind = DomainEvent["kind"];

export type EventOf<Kind extends EventKind> = Extract<DomainEvent, { kind: Kind }>;

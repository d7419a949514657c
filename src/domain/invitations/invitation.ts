import type {
  DeliveryState,
  InvitationState,
  OrganizationKind,
  Platform,
  Role,
} from "../../storage/generated/enums.ts";
import type { Ref } from "../events.ts";
import type { Registered } from "../people/enroll.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long an invitation waits for its answer. */
export const INVITATION_LIFETIME_MS = 7 * DAY_MS;
/** The invitee is reminded this long before the end. */
export const REMINDER_BEFORE_MS = DAY_MS;
/** Characters of the inviter's own words. */
export const MESSAGE_LIMIT = 500;
/** Pending invitations an organization may have at once, and members. */
export const PENDING_LIMIT = 100;
export const MEMBERSHIP_LIMIT = 100;
/** Resends to one invitee of one organization within any 24 hours. */
export const RESENDS_A_DAY = 3;
export const RESEND_WINDOW_MS = DAY_MS;

/** Whom somebody means to invite or add. */
export type Invitee =
  | { readonly kind: "person"; readonly personId: string }
  | {
      readonly kind: "chat";
      readonly platform: Platform;
      readonly externalId: string;
      readonly label: string;
      /** Lower case; the address that the platform has confirmed, where it tells. */
      readonly confirmedEmail?: string;
    }
  | { readonly kind: "email"; readonly email: string };

/** How the invitation travels to somebody. */
export interface DeliveryView {
  readonly id: string;
  readonly state: DeliveryState;
  /** "slack", "discord" or "email", once it went somewhere. */
  readonly channel: string | null;
  readonly sentAt: Date | null;
  /** A sentence for people. */
  readonly error: string | null;
}

export type InvitationAction = "accept" | "decline" | "revoke" | "resend" | "retry";

/** An invitation as it is now. */
export interface InvitationView {
  readonly id: string;
  readonly tenantId: string;
  readonly organization: Ref & { readonly slug: string; readonly kind: OrganizationKind };
  readonly inviter: Ref;
  readonly inviteeKey: string;
  readonly inviteeLabel: string;
  /** Where it can go by e-mail, if that is known. */
  readonly inviteeEmail: string | null;
  readonly role: Role;
  /** "expired" from the instant it is over, whether or not the clock has come by. */
  readonly state: InvitationState;
  readonly message: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly decidedAt: Date | null;
  readonly decidedBy: Ref | null;
  readonly successorId: string | null;
  /** The invitee's card; null before the first delivery is planned. */
  readonly delivery: DeliveryView | null;
}

/** An invitation, and what the asker may do about it. */
export interface InvitationRow extends InvitationView {
  readonly may: readonly InvitationAction[];
}

export interface Accepted {
  readonly invitation: InvitationView;
  readonly organization: Ref;
  readonly person: Ref;
  readonly role: Role;
  /** Present when accepting made the account; its state says whether an administrator still has to activate it. */
  readonly registered?: Registered;
}

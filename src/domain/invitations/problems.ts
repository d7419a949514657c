import type { Role } from "../../storage/generated/enums.ts";

/** How an invitation ended: enough to say who, when and where. */
interface Ended {
  readonly invitationId: string;
  readonly organization: string;
  readonly at: Date;
  /** Who ended it; absent when the clock did. */
  readonly by?: string;
}

export type InvitationProblem =
  | { readonly kind: "email-invalid"; readonly email: string; readonly field: "person" }
  | { readonly kind: "self-invite"; readonly organization: string }
  | {
      readonly kind: "already-invited";
      readonly invitationId: string;
      readonly name: string;
      readonly inviter: string;
      readonly expiresAt: Date;
      readonly organization: string;
    }
  | { readonly kind: "must-register-first"; readonly name: string; readonly organization: string }
  | { readonly kind: "pending-limit"; readonly limit: number; readonly organization: string }
  | { readonly kind: "invitation-not-yours" }
  | ({ readonly kind: "invitation-accepted" } & Ended)
  | ({ readonly kind: "invitation-declined" } & Ended)
  | ({ readonly kind: "invitation-revoked" } & Ended)
  | ({ readonly kind: "invitation-expired" } & Ended)
  /** By a newer one, or because its invitee joined by another. */
  | ({ readonly kind: "invitation-superseded"; readonly joined?: true } & Ended)
  | {
      readonly kind: "invitation-needs-approval";
      readonly invitationId: string;
      readonly inviter: string;
      readonly role: Role;
      readonly organization: string;
      readonly whoMay: readonly string[];
    }
  | {
      readonly kind: "resend-limit";
      readonly limit: number;
      readonly again: Date;
      readonly name: string;
      readonly organization: string;
    }
  | { readonly kind: "nothing-to-retry"; readonly name: string; readonly state: "pending" | "sent" };

import type { Announcement } from "../../storage/generated/client.ts";
import type { PlatformRole, Role } from "../../storage/generated/enums.ts";
import { severities } from "../alerts/kinds.ts";
import type { Severity } from "../alerts/kinds.ts";

/** What a delivery of an announcement is about, and that of the card by which its sender follows it. */
export const ANNOUNCEMENT = "announcement";
export const PROGRESS = "announcement:progress";

export const TITLE_LIMIT = 120;
export const BODY_LIMIT = 2_000;
/** From more people on, their number has to be typed. */
export const MANY = 100;

export type Via = "direct" | "channels";

export type AnnouncementState = "draft" | "scheduled" | "sending" | "sent" | "recalled" | "cancelled" | "replaced";

/** Who hears it. */
export type Audience =
  | { readonly kind: "everyone" }
  /** With all below it. */
  | { readonly kind: "organization"; readonly organizationId: string; readonly name: string }
  /** In the installation, or in one organization; owners may be those of any. */
  | { readonly kind: "platform-role"; readonly role: PlatformRole }
  | { readonly kind: "owners" }
  | { readonly kind: "role"; readonly role: Role; readonly organizationId: string; readonly name: string }
  /** Who used something there in the last CLUSTER_DAYS; a cluster is the source that its usage is reported under. */
  | { readonly kind: "cluster"; readonly source: string }
  | { readonly kind: "plan"; readonly plan: string; readonly label: string };

/** How far back usage counts as belonging to a cluster. */
export const CLUSTER_DAYS = 7;

const platformRoles: Readonly<Record<PlatformRole, string>> = {
  regular: "regular users of this installation",
  admin: "admins of this installation",
  super_admin: "Super Admins of this installation",
};
const roles: Readonly<Record<Role, string>> = { owner: "owners", admin: "admins", member: "plain members" };

/** "everyone in Vision Lab and below"; completes "to …". */
export function audienceName(audience: Audience): string {
  switch (audience.kind) {
    case "everyone":
      return "everyone";
    case "organization":
      return `everyone in ${audience.name} and below`;
    case "platform-role":
      return platformRoles[audience.role];
    case "owners":
      return "owners of all organizations";
    case "role":
      return `${roles[audience.role]} of ${audience.name}`;
    case "cluster":
      return `everybody who used ${audience.source} in the last ${CLUSTER_DAYS} days`;
    case "plan":
      return `people on plan ${audience.label}`;
  }
}

/** The organization whose admins may speak to this audience; undefined: only who administers the installation. */
export function organizationOf(audience: Audience): string | undefined {
  return "organizationId" in audience ? audience.organizationId : undefined;
}

/** The audience as it was written down. */
export function audienceOf({ audience }: Pick<Announcement, "audience">): Audience {
  // Safe: only an Audience is ever written to the column.
  return audience as unknown as Audience;
}

export function severityOf({ severity }: Pick<Announcement, "severity">): Severity {
  return severities.find((one) => one === severity) ?? "info";
}

export function stateOf({ state }: Pick<Announcement, "state">): AnnouncementState {
  // Safe: only states are ever written to the column.
  return state as AnnouncementState;
}

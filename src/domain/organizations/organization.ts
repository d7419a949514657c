import type { Admission, OrganizationKind, Prerequisite, Role } from "../../storage/generated/enums.ts";
import type { MemberSetting } from "../permissions.ts";

export type MemberSettings = Readonly<Record<MemberSetting, boolean>>;

/** What a person sees of an organization they belong to. */
export interface OrganizationView {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly kind: OrganizationKind;
  /** The asker's own personal organization. */
  readonly personal: boolean;
  readonly role: Role;
  readonly current: boolean;
  readonly settings: MemberSettings;
  readonly admission: Admission;
  readonly prerequisites: readonly Prerequisite[];
  /** People; service accounts are counted apart. */
  readonly memberCount: number;
  readonly serviceCount: number;
  readonly pendingCount: number;
  /** The name of the organization right above; null: none. */
  readonly parent: string | null;
  /** The names of those right below, in order. */
  readonly children: readonly string[];
  readonly createdAt: Date;
}

export const memberSettings = [
  "membersCanInvite",
  "membersCanManageClusters",
  "membersCanOpenPorts",
  "membersCanScale",
  "membersCanSeeUsage",
] as const satisfies readonly MemberSetting[];

/** The roles that an organization of this kind knows, highest first. The first one keeps it. */
export const rolesOffered = {
  organization: ["owner", "admin", "member"],
  project: ["admin", "member"],
} as const satisfies Record<OrganizationKind, readonly [Role, ...Role[]]>;

/** Who answers for an organization of this kind and must never be missing: owners, in a project admins. */
export function keeperRole(kind: OrganizationKind): Role {
  return rolesOffered[kind][0];
}

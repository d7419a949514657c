import type { PlatformRole, Role } from "../storage/generated/enums.ts";

/** Settings of an organization that let plain members do what otherwise takes an admin. */
export type MemberSetting =
  | "membersCanInvite"
  | "membersCanManageClusters"
  | "membersCanOpenPorts"
  | "membersCanScale"
  | "membersCanSeeUsage";

/** Control plane: what exists and who belongs. Data plane: using what exists. */
export type Plane = "control" | "data";

interface OrganizationPermission {
  readonly scope: "organization";
  readonly plane: Plane;
  readonly lowest: Role;
  /** When this setting is on, members may too. */
  readonly setting?: MemberSetting;
  /** Completes "You may (not) …". */
  readonly sentence: string;
}

interface TenantPermission {
  readonly scope: "tenant";
  readonly plane: Plane;
  readonly lowest: PlatformRole;
  readonly sentence: string;
}

const inOrganization = (
  plane: Plane,
  lowest: Role,
  sentence: string,
  setting?: MemberSetting,
): OrganizationPermission => ({
  scope: "organization",
  plane,
  lowest,
  sentence,
  ...(setting && { setting }),
});

const inTenant = (lowest: PlatformRole, sentence: string): TenantPermission => ({
  scope: "tenant",
  plane: "control",
  lowest,
  sentence,
});

/** THE table of who may do what. Nothing else decides it. What takes an owner takes an admin in a project. */
export const permissions = {
  "organization:view": inOrganization("control", "member", "see this organization"),
  "organization:configure": inOrganization("control", "admin", "change the settings of this organization"),
  "organization:delete": inOrganization("control", "owner", "delete this organization"),
  "member:list": inOrganization("control", "member", "see who belongs to this organization"),
  "member:add": inOrganization("control", "admin", "add people directly"),
  "member:remove": inOrganization("control", "admin", "remove people"),
  "member:role": inOrganization("control", "admin", "change the roles of people"),
  "invitation:create": inOrganization("control", "admin", "invite people", "membersCanInvite"),
  "invitation:list": inOrganization("control", "member", "see pending invitations"),
  "invitation:revoke": inOrganization("control", "admin", "revoke other people's invitations"),
  "service:list": inOrganization("control", "member", "see the service accounts of this organization"),
  "service:create": inOrganization("control", "admin", "make service accounts and say who answers for them"),
  "service:remove": inOrganization("control", "admin", "remove service accounts"),
  "cluster:view": inOrganization("control", "member", "view clusters"),
  "cluster:create": inOrganization("control", "admin", "create clusters", "membersCanManageClusters"),
  "cluster:delete": inOrganization("control", "admin", "terminate clusters", "membersCanManageClusters"),
  "cluster:configure": inOrganization("control", "admin", "change the configuration of clusters"),
  "cluster:scale": inOrganization("control", "admin", "scale clusters up or down", "membersCanScale"),
  "volume:view": inOrganization("control", "member", "view storage volumes"),
  "volume:create": inOrganization("control", "admin", "create storage volumes"),
  "volume:delete": inOrganization("control", "admin", "delete storage volumes"),
  "port:open": inOrganization("control", "admin", "open service ports", "membersCanOpenPorts"),
  "port:close": inOrganization("control", "admin", "close service ports", "membersCanOpenPorts"),
  "cluster:ssh": inOrganization("data", "member", "use ssh on cluster nodes"),
  "job:run": inOrganization("data", "member", "run workloads and jobs"),
  "dashboard:open": inOrganization("data", "member", "open the Kubernetes dashboard"),
  "kubectl:use": inOrganization("data", "member", "use kubectl"),
  "pod:deploy": inOrganization("data", "member", "deploy pods and scale workloads"),
  "usage:view": inOrganization("control", "member", "see what this organization uses"),
  "usage:list": inOrganization("control", "admin", "see what each member uses", "membersCanSeeUsage"),
  "quota:view": inOrganization("control", "member", "see the limits of this organization"),
  "quota:set": inOrganization("control", "admin", "set the limits of people and roles in this organization"),
  "quota:pause": inOrganization("control", "admin", "pause what this organization and its people start"),
  "quota:request": inOrganization("control", "member", "ask for more quota"),
  "quota:lend": inOrganization("control", "admin", "lend and borrow quota"),
  "alert:view": inOrganization("control", "member", "see the alerts of this organization"),
  "alert:manage": inOrganization("control", "admin", "choose what this organization is alerted of"),
  "announcement:send-organization": inOrganization("control", "admin", "send announcements to this organization"),
  "organization:create": inTenant("regular", "found organizations and projects"),
  "person:explain": inTenant("admin", "see why other people may or may not do something"),
  "person:activate": inTenant("admin", "activate newly registered people"),
  "person:suspend": inTenant("admin", "suspend and reinstate accounts"),
  "registration:configure": inTenant("super_admin", "open, restrict or close registration"),
  "workspace:connect": inTenant("super_admin", "connect another Slack workspace or Discord server"),
  "audit:read": inTenant("admin", "read the audit log"),
  "usage:read": inTenant("admin", "see everybody's usage"),
  "quota:read": inTenant("admin", "see everybody's limits"),
  "quota:administer": inTenant("admin", "set anybody's limits"),
  "service:administer": inTenant("admin", "manage the service accounts of all organizations"),
  "plan:assign": inTenant("admin", "give people another plan"),
  "plan:assign-organization": inTenant("super_admin", "give organizations another plan"),
  "plan:reload": inTenant("super_admin", "load the configuration again"),
  "organization:move": inTenant("admin", "put an organization below another"),
  "fairshare:set": inTenant("admin", "set fair shares"),
  "resources:view": inTenant("admin", "see what this installation has and uses"),
  "alert:administer": inTenant("admin", "choose what anybody is alerted of"),
  "announcement:send": inTenant("admin", "send announcements to everyone"),
  "webhook:manage": inTenant("super_admin", "choose which machines hear of alerts"),
  "machine:authorize": inTenant("super_admin", "let machines in by API keys"),
} as const satisfies Record<string, OrganizationPermission | TenantPermission>;

export type Permission = keyof typeof permissions;

type KeysOf<Scope> = {
  [Key in Permission]: (typeof permissions)[Key] extends { scope: Scope } ? Key : never;
}[Permission];

/** Held through a membership. */
export type OrganizationScoped = KeysOf<"organization">;

/** Held through the person's own role in the installation. */
export type TenantScoped = KeysOf<"tenant">;

/** Whether a permission is held within an organization rather than in the installation. */
export function isOrganizationScoped(permission: Permission): permission is OrganizationScoped {
  return permissions[permission].scope === "organization";
}

import type { MemberSetting } from "../domain/permissions.ts";
import type { Action, Button, Call, Fact, Inline } from "../notifications/message.ts";
import type { InvitationState, PersonState, Platform, PlatformRole, Role } from "../storage/generated/enums.ts";
import type { CommandContext } from "./define.ts";
import { printCall } from "./print.ts";

export { count } from "../notifications/compose/words.ts";

type Prepared = Pick<Button, "style"> & { readonly form?: boolean };

/** A button that runs a command with this input. */
export function button(label: string, command: string, input: Call["input"] = {}, options: Prepared = {}): Button {
  const { form, style } = options;
  return { label, call: { command, input, ...(form && { form }) }, ...(style && { style }) };
}

/** A button that opens the command's form, filled with this input. */
export function formButton(label: string, command: string, input: Call["input"] = {}): Button {
  return button(label, command, input, { form: true });
}

export function fact(label: string, value: Fact["value"]): Fact {
  return { label, value };
}

/** A command's line as it is typed on a platform. */
export function typedOn(platform: Platform, line: string): string {
  return `${platform === "slack" ? "/qm " : "/"}${line}`;
}

/** How somebody types this call on the platform they are on. */
export function asTyped(context: Pick<CommandContext, "invocation">, call: Call): Inline {
  return { code: typedOn(context.invocation.platform, printCall(call)) };
}

/** "Alice", "Alice and Chen", "Alice, Chen and Bob". */
export function listed(words: readonly string[], conjunction: "and" | "or" = "and"): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} ${conjunction} ${last}`;
}

/** "an admin", "a member". */
export function aRole(role: Role): string {
  return role === "member" ? "a member" : `an ${role}`;
}

export const platformRoleNames = {
  regular: "regular user",
  admin: "Admin of this installation",
  super_admin: "Super Admin",
} as const satisfies Record<PlatformRole, string>;

export const stateNames = {
  invited: "invited",
  pending_activation: "waiting for activation",
  active: "active",
  suspended: "suspended",
  deleted: "deleted",
} as const satisfies Record<PersonState, string>;

export const invitationStateNames = {
  pending: "waiting",
  accepted: "accepted",
  declined: "declined",
  revoked: "revoked",
  expired: "expired",
  superseded: "replaced by a newer one",
} as const satisfies Record<InvitationState, string>;

/** The organization's switches by the names that people see. */
export const settingNames = {
  membersCanInvite: "members can invite",
  membersCanManageClusters: "members can create and terminate clusters",
  membersCanOpenPorts: "members can open and close ports",
  membersCanScale: "members can scale clusters",
  membersCanSeeUsage: "members can see each other's usage",
} as const satisfies Record<MemberSetting, string>;

export const platformNames = { slack: "Slack", discord: "Discord" } as const;

/** Leaves out what is not there. */
export function present<Value>(values: readonly (Value | undefined | false | null)[]): Value[] {
  return values.filter((value): value is Value => value !== undefined && value !== false && value !== null);
}

export function actions(...buttons: readonly (Action | undefined | false)[]): { actions?: readonly Action[] } {
  const shown = present(buttons);
  return shown.length > 0 ? { actions: shown } : {};
}

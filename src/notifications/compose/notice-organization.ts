import type { OrganizationChanges } from "../../domain/events.ts";
import { memberSettings } from "../../domain/organizations/organization.ts";
import type { MemberSetting } from "../../domain/permissions.ts";
import type { Prerequisite } from "../../storage/generated/enums.ts";
import type { Fact } from "../message.ts";
import type { Notices } from "./notice.ts";
import { asRole, listed } from "./words.ts";

const register = { label: "Register", call: { command: "register", input: {} } };
const addKey = { label: "Add an SSH key", call: { command: "ssh-key add", input: {}, form: true } };
const whatNow = { label: "What may I do?", call: { command: "whoami", input: {} } };

/** News about an organization and who belongs to it, told to the person concerned or to somebody else. */
export const organizationNotices: Notices<
  | "organization-created"
  | "organization-configured"
  | "organization-deleted"
  | "organization-switched"
  | "member-added"
  | "member-addition-prevented"
  | "member-removed"
  | "member-left"
  | "member-role-changed"
  | "help-requested"
> = {
  "organization-created": ({ organization }) => ({ tone: "success", title: `${organization.name} was founded` }),

  "organization-deleted": ({ organization, organizationKind }) => ({
    tone: "warning",
    title: `${organization.name} was deleted`,
    lines: [`The ${organizationKind} is gone for good, and with it all that it shared with you.`],
    actions: [{ label: "My organizations", call: { command: "org list", input: {} } }],
  }),

  "organization-switched": ({ organization }) => ({
    tone: "neutral",
    title: `Commands now apply to ${organization.name}`,
  }),

  "organization-configured": ({ organization, before, after }) => ({
    tone: "neutral",
    title: `The settings of ${organization.name} changed`,
    facts: changes(before, after),
  }),

  "member-added": ({ organization, person, role }, readerId) =>
    person.id === readerId
      ? {
          tone: "success",
          title: `You are now in ${organization.name} ${asRole(role)}`,
          lines: [`You work with the cloud account of ${organization.name}; you need none of your own.`],
          actions: [whatNow],
        }
      : { tone: "success", title: `${person.name} is now in ${organization.name} ${asRole(role)}` },

  "member-addition-prevented": ({ organization, missing }) => ({
    tone: "warning",
    title: `You could not be added to ${organization.name} yet`,
    lines: [
      `It takes only people who have ${needed(missing)}.`,
      `${missing.includes("account") ? "Register, then add your SSH key" : "Add your SSH key"} with ssh-key add; after that you can be added.`,
    ],
    actions: [missing.includes("account") ? register : addKey],
  }),

  "member-removed": ({ organization, person }, readerId) =>
    person.id === readerId
      ? {
          tone: "warning",
          title: `You were removed from ${organization.name}`,
          lines: ["Its clusters and its cloud account are no longer shared with you."],
        }
      : { tone: "neutral", title: `${person.name} was removed from ${organization.name}` },

  "member-left": ({ organization, person }, readerId) => ({
    tone: "neutral",
    title: `${person.id === readerId ? "You" : person.name} left ${organization.name}`,
  }),

  "member-role-changed": ({ organization, person, before, after }, readerId) =>
    person.id === readerId
      ? {
          tone: "neutral",
          title: `You are now ${after} of ${organization.name}; you were ${before}`,
          actions: [whatNow],
        }
      : { tone: "neutral", title: `${person.name} is now ${after} of ${organization.name} (was ${before})` },

  "help-requested": ({ organization, person, attempt, tried }) => ({
    tone: "neutral",
    title: `${person.name} asks for help in ${organization.name}`,
    lines: [["This is what they tried and may not do: ", { code: tried }]],
    actions: [
      { label: "Do it", call: attempt },
      {
        label: `Show ${person.name}`,
        call: { command: "member show", input: { person: `@${person.username}`, org: organization.id } },
      },
    ],
  }),
};

const settingNames: Readonly<Record<MemberSetting, string>> = {
  membersCanInvite: "Members can invite",
  membersCanManageClusters: "Members can manage clusters",
  membersCanOpenPorts: "Members can open ports",
  membersCanScale: "Members can scale",
  membersCanSeeUsage: "Members can see each other's usage",
};

const admissionNames = {
  create: "anybody invited, with an account made for them",
  invite_any: "anybody invited",
  existing_only: "people with an account",
} as const;

function changes(before: OrganizationChanges, after: OrganizationChanges): readonly Fact[] {
  const facts: Fact[] = [];
  for (const setting of memberSettings) {
    const isOn = after.settings?.[setting];
    if (isOn !== undefined) {
      facts.push({ label: settingNames[setting], value: `${onOff(before.settings?.[setting])} → ${onOff(isOn)}` });
    }
  }
  if (after.admission) {
    const was = before.admission ? `${admissionNames[before.admission]} → ` : "";
    facts.push({ label: "Who may come in", value: `${was}${admissionNames[after.admission]}` });
  }
  if (after.prerequisites) {
    facts.push({ label: "Needed first", value: `${needed(before.prerequisites)} → ${needed(after.prerequisites)}` });
  }
  return facts;
}

function onOff(isOn: boolean | undefined): string {
  return isOn ? "on" : "off";
}

function needed(prerequisites: readonly Prerequisite[] = []): string {
  const names = prerequisites.map((one) => (one === "account" ? "an account" : "an SSH key"));
  return names.length > 0 ? listed(names) : "nothing";
}

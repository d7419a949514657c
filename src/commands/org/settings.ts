import { configureOrganization } from "../../domain/organizations/configure-organization.ts";
import { memberSettings } from "../../domain/organizations/organization.ts";
import type { MemberSettings } from "../../domain/organizations/organization.ts";
import { showOrganization } from "../../domain/organizations/show-organization.ts";
import type { MemberSetting } from "../../domain/permissions.ts";
import { arg } from "../args.ts";
import { currentOrganization, membershipsOf } from "../args/organization.ts";
import { defineCommand } from "../define.ts";
import { formButton, settingNames } from "../words.ts";
import { admissionNames, capitalized, changeFacts, prerequisiteNames } from "./words.ts";

/** What people type for each switch. */
const switches = {
  members_can_invite: "membersCanInvite",
  members_can_manage_clusters: "membersCanManageClusters",
  members_can_open_ports: "membersCanOpenPorts",
  members_can_scale: "membersCanScale",
  members_can_see_usage: "membersCanSeeUsage",
} as const satisfies Record<string, MemberSetting>;

export const orgSettings = defineCommand({
  name: ["org", "settings"],
  aliases: [
    ["organization", "settings"],
    ["project", "settings"],
  ],
  title: "Settings",
  submit: "Update",
  summary: "Change what plain members may do, and how people come in",
  details:
    "Each switch can be set by itself. members sets all of them at once: those named are turned on, the others off. What is left out stays as it is.",
  group: "Organizations and projects",
  permission: "organization:configure",
  effect: "changes",
  formWhenBare: true,
  args: {
    members: arg.several("Members can", {
      members_can_invite: capitalized(settingNames.membersCanInvite),
      members_can_manage_clusters: capitalized(settingNames.membersCanManageClusters),
      members_can_open_ports: capitalized(settingNames.membersCanOpenPorts),
      members_can_scale: capitalized(settingNames.membersCanScale),
      members_can_see_usage: capitalized(settingNames.membersCanSeeUsage),
    })("What plain members may do besides: all switches that are to be on, or none", {
      optional: true,
      keyed: true,
    }),
    admission: arg.choice("Who can come in", admissionNames)("Who can be invited or added", {
      optional: true,
      keyed: true,
    }),
    prerequisites: arg.several("What they need first", prerequisiteNames)(
      "What people need before they come in, or none",
      {
        optional: true,
        keyed: true,
      },
    ),
    org: arg.organization("Which; your current organization, when left out", { default: "current" }),
    members_can_invite: flag("Members can invite"),
    members_can_manage_clusters: flag("Members can create and terminate clusters"),
    members_can_open_ports: flag("Members can open and close ports"),
    members_can_scale: flag("Members can scale clusters"),
    members_can_see_usage: flag("Members can see each other's usage"),
  },
  example: "org settings members_can_invite:on",
  moreExamples: ["org settings vision-lab members:none admission:existing_only"],

  async prefill(context, input) {
    const named = input["org"]?.toLowerCase();
    const org = named ? membershipsOf(context).find((one) => one.slug === named) : currentOrganization(context);
    if (!org) return {};
    const view = await showOrganization(context, { organizationId: org.organizationId });
    return {
      members: namesOf(view.settings),
      admission: view.admission,
      prerequisites: view.prerequisites.join(",") || "none",
    };
  },

  async run(context, { members, admission, prerequisites, org, ...flags }) {
    const { organization, before, after, changed } = await configureOrganization(context, {
      organizationId: org.organizationId,
      settings: { ...(members && settingsOf(members)), ...switchedOf(flags) },
      ...(admission && { admission }),
      ...(prerequisites && { prerequisites }),
    });
    if (!changed) return { tone: "neutral", title: `${organization.name}: Nothing changed.` };
    return {
      tone: "success",
      title: `Updated the settings of ${organization.name}`,
      facts: changeFacts(before, after),
      actions: [formButton("Settings", "org settings", { org: org.slug })],
    };
  },
});

function flag(hint: string) {
  return arg.flag(`${hint}: on or off`, { optional: true, keyed: true, unasked: true });
}

type Flags = Readonly<Record<keyof typeof switches, boolean | undefined>>;

/** Only the switches that were named. */
function switchedOf(flags: Flags): Partial<MemberSettings> {
  const named = Object.entries(switches).filter(([name]) => name in flags);
  // Safe: the keys of switches are those of Flags.
  const values = named.map(([name, setting]) => [setting, flags[name as keyof Flags]] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

function settingsOf(on: readonly (keyof typeof switches)[]): MemberSettings {
  const names = new Set<MemberSetting>(on.map((name) => switches[name]));
  return {
    membersCanInvite: names.has("membersCanInvite"),
    membersCanManageClusters: names.has("membersCanManageClusters"),
    membersCanOpenPorts: names.has("membersCanOpenPorts"),
    membersCanScale: names.has("membersCanScale"),
    membersCanSeeUsage: names.has("membersCanSeeUsage"),
  };
}

function namesOf(settings: MemberSettings): string {
  const on = Object.entries(switches).filter(([, setting]) => memberSettings.includes(setting) && settings[setting]);
  return on.map(([name]) => name).join(",") || "none";
}

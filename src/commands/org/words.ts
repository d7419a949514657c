import type { OrganizationChanges } from "../../domain/events.ts";
import { memberSettings } from "../../domain/organizations/organization.ts";
import type { Fact } from "../../notifications/message.ts";
import type { Admission, Prerequisite } from "../../storage/generated/enums.ts";
import { fact, listed, settingNames } from "../words.ts";

export const admissionNames = {
  create: "Anybody; accepting makes an account",
  invite_any: "Anybody can be invited",
  existing_only: "Only people with an account",
} as const satisfies Record<Admission, string>;

export const prerequisiteNames = { account: "An account", ssh_key: "An SSH key" } as const satisfies Record<
  Prerequisite,
  string
>;

/** "Members can invite: off → on", for each thing that changed. */
export function changeFacts(before: OrganizationChanges, after: OrganizationChanges): readonly Fact[] {
  const switched = memberSettings.filter((name) => after.settings?.[name] !== undefined);
  return [
    ...switched.map((name) =>
      fact(capitalized(settingNames[name]), `${onOff(before.settings?.[name])} → ${onOff(after.settings?.[name])}`),
    ),
    ...(before.admission && after.admission
      ? [fact("Who can come in", `${admissionNames[before.admission]} → ${admissionNames[after.admission]}`)]
      : []),
    ...(before.prerequisites && after.prerequisites
      ? [fact("What they need first", `${needed(before.prerequisites)} → ${needed(after.prerequisites)}`)]
      : []),
  ];
}

export function onOff(isOn: boolean | undefined): string {
  return isOn ? "on" : "off";
}

export function needed(prerequisites: readonly Prerequisite[]): string {
  return prerequisites.length === 0
    ? "nothing"
    : listed(prerequisites.map((one) => prerequisiteNames[one].toLowerCase().replace("ssh", "SSH")));
}

export function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

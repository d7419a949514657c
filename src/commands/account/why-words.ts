import type { PermissionAnswer } from "../../domain/explaining/explain-permission.ts";
import type { Change } from "../../domain/explaining/why.ts";
import type { Reply } from "../reply.ts";
import { aRole, fact, platformRoleNames, settingNames, stateNames } from "../words.ts";
import { whoHolds } from "../access.ts";

/** The derivation of one permission, and the smallest change that would turn it round. */
export function wordsOfAnswer(answer: PermissionAnswer, { isAsker }: { readonly isAsker: boolean }): Reply {
  const who = isAsker ? "You" : answer.person.name;
  const where =
    answer.organization && !answer.sentence.includes("this organization") ? ` in ${answer.organization.name}` : "";
  const what = answer.sentence.replace("this organization", answer.organization?.name ?? "this organization");
  const { setting } = answer;
  return {
    tone: "neutral",
    title: `${who} ${answer.allowed ? "may" : "may not"} ${what}${where}.`,
    lines: [becauseOf(answer, isAsker)],
    facts: [
      fact("Who may", whoHolds(answer.permission)),
      fact(isAsker ? "You are" : "Role", roleOf(answer)),
      ...(setting ? [fact("Setting", `“${settingNames[setting.name]}” is ${setting.on ? "on" : "off"}`)] : []),
      fact("What would turn it round", changeWords(answer.flip)),
    ],
    footer: ["permission ", { code: answer.permission }],
  };
}

function becauseOf(answer: PermissionAnswer, isAsker: boolean): string {
  const whose = isAsker ? "Your" : `${answer.person.name}'s`;
  switch (answer.because) {
    case "account-state":
      return `${whose} account is not active, and only active accounts may do anything.`;
    case "account-type":
      return `${whose} account is a viewer's: it may look and change nothing.`;
    case "no-membership":
      return `${isAsker ? "You do" : `${answer.person.name} does`} not belong there.`;
    case "role":
      return `${whose} role decides it.`;
    case "setting":
      return `For members, a setting decides it${answer.setting ? `: “${settingNames[answer.setting.name]}”, which is ${answer.setting.on ? "on" : "off"}` : ""}.`;
  }
}

function roleOf({ role }: PermissionAnswer): string {
  if (!role) return "no member there";
  return role === "regular" || role === "super_admin" ? platformRoleNames[role] : role;
}

function changeWords(change: Change): string {
  switch (change.kind) {
    case "setting":
      return `Switching “${settingNames[change.setting]}” ${change.to ? "on" : "off"}`;
    case "role":
      return `Going from ${change.from} to ${change.to}`;
    case "join":
      return `Joining as ${aRole(change.as)}`;
    case "leave":
      return "Leaving, or being removed";
    case "platform-role":
      return `Going from ${platformRoleNames[change.from]} to ${platformRoleNames[change.to]}`;
    case "account-state":
      return change.to === "active"
        ? `An active account; now it is ${stateNames[change.from]}`
        : "Suspending the account";
    case "account-type":
      return "Making the account a user's";
  }
}

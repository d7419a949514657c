import type { OrganizationProblem } from "../../domain/organizations/problems.ts";
import type { Prerequisite } from "../../storage/generated/enums.ts";
import { aRole, button, count, formButton, listed } from "../words.ts";
import type { Asking, Explanation, WordsFor } from "./explanation.ts";

const prerequisiteNames = { account: "an account", ssh_key: "an SSH key" } as const satisfies Record<
  Prerequisite,
  string
>;

export const organizationWords: WordsFor<OrganizationProblem> = {
  "no-current-organization": () => ({
    what: "It is not clear which organization you mean.",
    rule: "You have not chosen the one you work in.",
    next: "Name it with org:, or choose one.",
    actions: [button("My organizations", "org list"), formButton("Found one", "org create")],
  }),
  "organization-name-taken": (problem, asking) => ({
    what: `There is already something called ${problem.name}.`,
    rule: "Names of organizations and projects are used once in an installation.",
    next: `${problem.suggestion} is free.`,
    ...(asking.call && {
      actions: [
        button(`Use ${problem.suggestion}`, asking.call.command, {
          ...asking.call.input,
          name: problem.suggestion,
        }),
        formButton("Choose another", asking.call.command, asking.call.input),
      ],
    }),
  }),
  "text-invalid": (problem, asking) => ({
    what: `That ${problem.field} can't be used.`,
    rule: textRules[problem.reason](problem.limit),
    next: "Change it and try again.",
    ...(asking.call && { actions: [formButton("Change it", asking.call.command, asking.call.input)] }),
  }),
  "personal-organization": (problem) => ({
    what: `${problem.organization} can't be deleted.`,
    rule: "It came with an account, and is where that person works who belongs nowhere else.",
    next: "Remove people from it instead, or delete another one.",
    actions: [button("My organizations", "org list")],
  }),
  "organization-deleted": (problem) => ({
    what: `${problem.organization} is not there any more.`,
    rule: [`${problem.by} deleted it on `, { time: problem.at }, "; that can't be undone."],
    next: "See which organizations and projects are yours.",
    actions: [button("My organizations", "org list")],
  }),
  "must-be-invited": (problem, asking) => ({
    what: `${problem.name} can't be added to ${problem.organization} directly.`,
    rule: "People are added directly to projects; into organizations they are invited, and accept.",
    next: `Invite ${problem.name} instead.`,
    ...(asking.call && {
      actions: [button("Invite instead", "invite create", asking.call.input, { style: "primary" })],
    }),
  }),
  "already-member": (problem, asking) =>
    asking.call?.command === "invite accept"
      ? belongsAlready(problem)
      : {
          what: `${problem.name} already belongs to ${problem.organization}.`,
          rule: `${problem.name} is ${aRole(problem.role)} there; nobody belongs twice.`,
          next: "To give another role, change it.",
          actions: [button("Members", "member list")],
        },
  "prerequisites-missing": (problem, asking) => prerequisitesMissing(problem, asking),
  "organization-limit": ({ limit }) => ({
    what: "You can't found another organization or project.",
    rule: `Whoever is owner or admin of ${count(limit, "organization or project", "organizations and projects")} founds no more.`,
    next: "Delete one that is not needed any more, or ask an admin of the installation.",
    actions: [button("My organizations", "org list")],
  }),
  "membership-limit": (problem) => ({
    what: `${problem.organization} is full.`,
    rule: `It has ${count(problem.limit, "member", "members")}, the most there can be.`,
    next: "Remove somebody first.",
    actions: [button("Members", "member list")],
  }),
};

type AlreadyMember = Extract<OrganizationProblem, { kind: "already-member" }>;

/** Said to the member themself, who came in by another way before they answered. */
function belongsAlready({ organization, role }: AlreadyMember): Explanation {
  return {
    what: `You already belong to ${organization}.`,
    rule: `You are ${aRole(role)} there; nobody belongs twice.`,
    next: "There is nothing more to do.",
    actions: [button("My organizations", "org list")],
  };
}

type TextInvalid = Extract<OrganizationProblem, { kind: "text-invalid" }>;

const textRules: Readonly<Record<TextInvalid["reason"], (limit: number) => string>> = {
  empty: () => "It has no letter or digit in it.",
  "too-long": (limit) => `It is longer than ${count(limit, "character", "characters")}.`,
  "control-character": () => "It has an invisible control character in it.",
};

type PrerequisitesMissing = Extract<OrganizationProblem, { kind: "prerequisites-missing" }>;

function prerequisitesMissing(problem: PrerequisitesMissing, asking: Asking): Explanation {
  const missing = listed(problem.missing.map((one) => prerequisiteNames[one]));
  const needed = problem.missing.includes("account") ? "register, then ssh-key add" : "ssh-key add";
  return {
    what: `${problem.name} was not added to ${problem.organization}, for lack of ${missing}.`,
    rule: `The ${problem.organizationKind} takes only people who have ${missing}.`,
    next: [`${problem.name} can put that right with ${needed}. Then try again.`],
    ...(asking.call && { actions: [button("Retry", asking.call.command, asking.call.input)] }),
  };
}

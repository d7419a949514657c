import type { Forbidden, Problem, Thing } from "../../domain/errors.ts";
import { permissions } from "../../domain/permissions.ts";
import type { PersonState } from "../../storage/generated/enums.ts";
import { whoHolds } from "../access.ts";
import { roleNames } from "../args/access.ts";
import { button, formButton, present, settingNames } from "../words.ts";
import { askButton } from "./ask-button.ts";
import { askSomeone } from "./explanation.ts";
import type { Asking, Explanation, WordsFor } from "./explanation.ts";

type AccessProblem = Extract<
  Problem,
  { kind: "not-found" | "workspace-unconnected" | "not-registered" | "not-active" | "forbidden" }
>;

export const accessWords: WordsFor<AccessProblem> = {
  "not-found": (problem) => notFound(problem.thing, problem.named),
  "workspace-unconnected": (_problem, asking) => ({
    what: `This ${asking.platform === "slack" ? "workspace" : "server"} is not connected yet.`,
    rule: "Each Slack workspace and Discord server belongs to one installation, and joins it by a one-time code.",
    next: "A Super Admin makes the code where the installation is already connected, by workspace code. Enter it here.",
    actions: [formButton("Enter the code", "workspace join")],
  }),
  "not-registered": () => ({
    what: "You have no account here yet.",
    rule: "Only people with an account may do that.",
    next: "Register, or link this account to one that you have on the other platform.",
    actions: [button("Register", "register", {}, { style: "primary" }), formButton("Link my account", "link accept")],
  }),
  "not-active": (problem) => notActive(problem.state),
  forbidden,
};

const things: Readonly<Record<Thing, { name: string; next: string; called?: string }>> = {
  organization: { name: "organization or project", next: "See which ones are yours." },
  person: { name: "person", next: "Try a mention, a username, or the e-mail address they registered with." },
  subject: {
    name: "person or organization",
    next: "Try a mention, a username or an e-mail address, or an organization's short name.",
  },
  member: { name: "member", next: "See who belongs to it." },
  invitation: {
    name: "invitation",
    next: "It may have ended, or be meant for somebody else. Ask whoever invited you for a new one.",
  },
  ssh_key: { name: "SSH key", next: "See which keys you have." },
  delivery: { name: "message", next: "Look at the invitation again." },
  quota: { name: "limit", next: "See which ones there are." },
  grant: { name: "grant", next: "See which ones there are." },
  reservation: {
    name: "reservation",
    next: "It may have ended: reservations are kept for a while and then forgotten.",
  },
  loan: { name: "loan", next: "See which ones there are." },
  request: {
    name: "open request",
    called: "for",
    next: "See which ones wait for your answer, and which ones are yours.",
  },
  plan: { name: "plan", next: "See which ones there are for you." },
  policy: { name: "policy", called: "like", next: "See which ones there are." },
  alert: { name: "alert", next: "It may be long over. See which ones are open." },
  alert_rule: { name: "alert rule", called: "called", next: "See which ones there are." },
  alert_silence: { name: "silence", next: "It may have ended. See which ones there are." },
  alert_subscription: { name: "subscription", next: "See which ones there are." },
  report: { name: "report", next: "See which ones are scheduled." },
  announcement: { name: "announcement", next: "See which ones there are." },
  webhook: { name: "webhook", next: "See which ones there are." },
  api_key: { name: "API key", next: "See which ones there are." },
  service_account: { name: "service account", next: "See which ones there are." },
};

const lists: Partial<Readonly<Record<Thing, readonly [label: string, command: string]>>> = {
  organization: ["My organizations", "org list"],
  member: ["Members", "member list"],
  ssh_key: ["My SSH keys", "ssh-key list"],
  plan: ["Plans", "plan list"],
  policy: ["Policies", "policy list"],
  quota: ["Limits", "quota show"],
  grant: ["Grants", "quota grants"],
  loan: ["Loans", "quota loans"],
  request: ["Requests", "quota requests"],
  alert: ["Alerts", "alert open"],
  alert_rule: ["Alert rules", "alert list"],
  alert_silence: ["Silences", "alert silences"],
  alert_subscription: ["Subscriptions", "alert subscriptions"],
  report: ["Reports", "report list"],
  announcement: ["Announcements", "announce list"],
  webhook: ["Webhooks", "webhook list"],
  api_key: ["API keys", "api-key list"],
  service_account: ["Service accounts", "service list"],
};

function notFound(thing: Thing, named: string | undefined): Explanation {
  const { name, next, called = "called" } = things[thing];
  const list = lists[thing];
  return {
    what: named ? `No ${name} ${called} “${named}” was found.` : `That ${name} was not found.`,
    rule: "Only what you may see can be found.",
    next,
    ...(list && { actions: [button(...list)] }),
  };
}

function notActive(state: Exclude<PersonState, "active">): Explanation {
  switch (state) {
    case "pending_activation":
      return {
        what: "Your account is waiting for activation.",
        rule: "Registration is restricted here: an admin of the installation activates new accounts.",
        next: "You will hear as soon as that has happened.",
        actions: [button("Who am I here?", "whoami")],
      };
    case "invited":
      return {
        what: "Your account is not in use yet.",
        rule: "It was made by an invitation that you have not accepted.",
        next: "Accept the invitation first.",
        actions: [button("My invitations", "home")],
      };
    case "suspended":
      return {
        what: "Your account is suspended.",
        rule: "People with a suspended account can look themselves up, and nothing else.",
        next: "Ask an admin of this installation what it would take to lift that.",
        actions: [button("Who am I here?", "whoami")],
      };
    case "deleted":
      return {
        what: "Your account was deleted.",
        rule: "A deleted account cannot be used again.",
        next: "Ask an admin of this installation for a new one.",
      };
  }
}

function forbidden(problem: Forbidden, asking: Asking): Explanation {
  return {
    what: `You may not ${whatOf(problem)}.`,
    rule: problem.viewer ? "Your account is a viewer's: it may look and change nothing." : ruleOf(problem),
    next: nextOf(problem),
    actions: present([askButton(problem, asking), button("What may I do?", "whoami")]),
  };
}

function nextOf({ whoMay, setting }: Forbidden): string {
  const ask = askSomeone(whoMay, "Ask somebody who may.");
  return setting ? `${ask.slice(0, -1)}, who can also switch on “${settingNames[setting]}”.` : ask;
}

/** The permission's sentence, with the organization's name in it. */
function whatOf({ permission, organization }: Forbidden): string {
  const { sentence } = permissions[permission];
  if (!organization) return sentence;
  return sentence.includes("this organization")
    ? sentence.replace("this organization", organization)
    : `${sentence} in ${organization}`;
}

function ruleOf({ permission, role, setting, organizationKind }: Forbidden): string {
  const rule = permissions[permission];
  if (rule.scope === "tenant") return `Only ${whoHolds(permission)} may; you are not one of them.`;

  const yours = role && role in roleNames ? `; you are ${role === "member" ? "a member" : `an ${role}`} there` : "";
  const switched = setting ? ` (the setting “${settingNames[setting]}” is off)` : "";
  // Projects have no owners.
  const names = organizationKind === "project" && rule.lowest !== "member" ? "admins" : namesOfLowest[rule.lowest];
  return `Only ${names} may${yours}${switched}.`;
}

const namesOfLowest = { owner: "owners", admin: "owners and admins", member: "members" } as const;

import type { RoleProblem } from "../../domain/memberships/problems.ts";
import type { Action, Call } from "../../notifications/message.ts";
import type { Role } from "../../storage/generated/enums.ts";
import { aRole, button, listed } from "../words.ts";
import { askSomeone } from "./explanation.ts";
import type { WordsFor } from "./explanation.ts";

export const roleWords: WordsFor<RoleProblem> = {
  "role-above-yours": (problem, asking) => ({
    what: inviting(asking.call)
      ? `You can't invite people to ${problem.organization} as ${problem.role}.`
      : `You can't make people ${problem.role} of ${problem.organization}.`,
    rule: `Nobody gives a role above their own; you are ${aRole(problem.yours)} there.`,
    next: askSomeone(problem.whoMay, `Ask somebody who is ${aRole(problem.role)} there.`),
    ...instead(asking.call, problem.grantable),
  }),
  "member-above-you": (problem, asking) => ({
    what:
      asking.call?.command === "member remove"
        ? `You can't remove ${problem.name} from ${problem.organization}.`
        : `You can't change what ${problem.name} is in ${problem.organization}.`,
    rule: `${problem.name} is ${aRole(problem.role)} there, you are ${aRole(problem.yours)}: nobody acts on people above them.`,
    next: askSomeone(problem.whoMay, `Ask somebody who is ${aRole(problem.role)} there.`),
  }),
  "self-grant": (problem) => ({
    what: `You can't make yourself ${problem.role} of ${problem.organization}.`,
    rule: "Nobody raises their own role.",
    next: askSomeone(problem.whoMay, "Ask another admin."),
  }),
  "role-not-offered": (problem, asking) => ({
    what: `${problem.organization} has no ${problem.role}s.`,
    rule: `The roles there are ${listed(problem.offered)}.`,
    next: `Choose ${listed(problem.offered, "or")}.`,
    ...instead(asking.call, problem.offered),
  }),
  "ask-limit": ({ because, limit, again, organization }) => ({
    what:
      because === "same"
        ? `You have asked for that in ${organization} already.`
        : `You have asked for help in ${organization} enough for now.`,
    rule:
      because === "same"
        ? "The same is asked for once within 24 hours."
        : `Help is asked for at most ${limit} times within 24 hours.`,
    next: ["It can be asked for again from ", { time: again }, "."],
  }),
  "last-keeper": (problem) => ({
    what: lastKeeperWhat[problem.change](problem.name, problem.organization, problem.role),
    rule: `Every ${problem.role === "admin" ? "project" : "organization"} keeps at least one active ${problem.role}.`,
    next: `Make somebody else ${problem.role} first, then try again.`,
    actions: [button("Members", "member list")],
  }),
};

type LastKeeper = Extract<RoleProblem, { kind: "last-keeper" }>;

const lastKeeperWhat: Readonly<Record<LastKeeper["change"], (name: string, where: string, role: Role) => string>> = {
  leave: (_name, where, role) => `You can't leave ${where}: you are its last ${role}.`,
  remove: (name, where, role) => `${name} can't be removed from ${where}, being its last ${role}.`,
  suspend: (name, where, role) => `${name} can't be suspended, being the last ${role} of ${where}.`,
  demote: (name, where, role) => `${name} has to stay ${role} of ${where}, being the last one.`,
};

/** The same request with a role that would pass, where the request named one. */
function instead(call: Call | undefined, roles: readonly Role[]): { actions?: readonly Action[] } {
  const best = roles[0];
  if (!call || !best || !("role" in call.input)) return {};
  const verb = inviting(call) ? "Invite" : "Go on";
  return { actions: [button(`${verb} as ${best}`, call.command, { ...call.input, role: best })] };
}

function inviting(call: Call | undefined): boolean {
  return call?.command === "invite create";
}

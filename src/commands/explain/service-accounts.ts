import type { ServiceAccountProblem } from "../../domain/service-accounts/problems.ts";
import { button, count, formButton } from "../words.ts";
import type { Asking, WordsFor } from "./explanation.ts";

const list = button("Service accounts", "service list");

export const serviceAccountWords: WordsFor<ServiceAccountProblem> = {
  "service-name-invalid": ({ name }, asking) => ({
    what: `“${name}” can't be the name of a service account.`,
    rule: "Its name has 2 to 40 small letters, digits, hyphens and underscores, and begins with a letter.",
    next: "Choose another one, such as ci-runner.",
    actions: again(asking),
  }),
  "service-name-taken": ({ name, suggestion }, asking) => ({
    what: `The name ${name} is taken.`,
    rule: "People, organizations and service accounts have names of their own, removed service accounts among them.",
    next: `${suggestion} is free.`,
    actions: asking.call
      ? [button(`Use ${suggestion}`, asking.call.command, { ...asking.call.input, name: suggestion }), ...again(asking)]
      : [],
  }),
  "service-account-limit": ({ limit, organization }) => ({
    what: `${organization} has as many service accounts as it may.`,
    rule: `At most ${count(limit, "service account", "service accounts")} in one organization.`,
    next: "Remove one that is no longer used.",
    actions: [list],
  }),
  "responsible-not-member": ({ name, organization }, asking) => ({
    what: `${name} can't answer for a service account of ${organization}.`,
    rule: `Who answers for one is an active member of its organization, and no viewer.`,
    next: "Name somebody else.",
    actions: again(asking),
  }),
  "responsible-gave": ({ account, name }) => ({
    what: `${name} can't answer for ${account}.`,
    rule: `${name} gave it quota that it still has, and nobody gives to themselves.`,
    next: "Take that quota back first, or let somebody else answer for it.",
    actions: [button("Its limits", "quota show", { subject: `@${account}` })],
  }),
  "service-account-refused": ({ account, wanted }) => ({
    what: refused[wanted](account),
    rule: "A service account belongs to the organization that it was made for, as a plain member; nobody signs in with it.",
    next:
      wanted === "removed-as-member"
        ? "Remove the account itself."
        : "Make one where it is needed, or invite a person.",
    actions:
      wanted === "removed-as-member"
        ? [button("Remove the account", "service remove", { name: account }), list]
        : [list],
  }),
};

const refused: Readonly<
  Record<Extract<ServiceAccountProblem, { wanted: string }>["wanted"], (account: string) => string>
> = {
  invited: (account) => `${account} is a service account: it can't be invited or added anywhere.`,
  suspended: (account) => `${account} is a service account: it is not suspended.`,
  role: (account) => `${account} is a service account: its role can't be changed.`,
  "removed-as-member": (account) => `${account} is a service account: it is not removed as a member.`,
};

function again({ call }: Asking) {
  return call ? [formButton("Correct it in a form", call.command, call.input)] : [];
}

import type { PersonProblem } from "../../domain/people/problems.ts";
import { formButton } from "../words.ts";
import type { WordsFor } from "./explanation.ts";

export type CodeProblem = Extract<PersonProblem, { kind: "claim-code-required" | "code-invalid" | "too-many-tries" }>;
type Purpose = Extract<CodeProblem, { kind: "code-invalid" }>["purpose"];

const purposes: Readonly<Record<Purpose, { rule: string; next: string; command: string }>> = {
  claim_installation: {
    rule: "The first person here becomes Super Admin and proves it by the claim code in the server's log.",
    next: "It is in the log of the server's first start, after “Claim code”, unless QM_CLAIM_CODE sets it. Or ask whoever runs the server.",
    command: "register",
  },
  join_tenant: {
    rule: "A workspace joins by a one-time code that a Super Admin makes where the installation is connected.",
    next: "Ask a Super Admin for a new code.",
    command: "workspace join",
  },
  link_identity: {
    rule: "A link code is good for ten minutes and for one use.",
    next: "Make a new one on the other platform, by link code.",
    command: "link accept",
  },
  invitation: {
    rule: "The code in an invitation works once, until the invitation ends.",
    next: "Check it against the e-mail, or ask whoever invited you to send it again.",
    command: "invite accept",
  },
};

const reasons = {
  wrong: "That code is not right.",
  used: "That code has been used already.",
  expired: "That code has expired.",
} as const;

export const codeWords: WordsFor<CodeProblem> = {
  "claim-code-required": () => {
    const { rule, next, command } = purposes.claim_installation;
    return {
      what: "Registering first takes the claim code.",
      rule,
      next,
      actions: [formButton("Enter the code", command)],
    };
  },
  "code-invalid": (problem) => {
    const { rule, next, command } = purposes[problem.purpose];
    return { what: reasons[problem.reason], rule, next, actions: [formButton("Try another code", command)] };
  },
  "too-many-tries": (problem) => ({
    what: "Too many wrong codes.",
    rule: "After five wrong ones within ten minutes, no code is read.",
    next: ["Try again on ", { time: problem.until }, "."],
  }),
};

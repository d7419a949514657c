import type { InvitationProblem } from "../../domain/invitations/problems.ts";
import type { Button, Inline } from "../../notifications/message.ts";
import { aRole, button, count, formButton } from "../words.ts";
import { askSomeone } from "./explanation.ts";
import type { Asking, Explanation, WordsFor } from "./explanation.ts";

type Ended = Extract<InvitationProblem, { at: Date }>;

export const invitationWords: WordsFor<Exclude<InvitationProblem, Answering>> = {
  "invitation-accepted": (problem, asking) => explainEnded(problem, asking),
  "invitation-declined": (problem, asking) => explainEnded(problem, asking),
  "invitation-revoked": (problem, asking) => explainEnded(problem, asking),
  "invitation-expired": (problem, asking) => explainEnded(problem, asking),
  "invitation-superseded": (problem, asking) => explainEnded(problem, asking),
  "email-invalid": (problem, asking) => ({
    what: `“${problem.email}” is no e-mail address.`,
    rule: "An address looks like ann@example.com.",
    next: "Check the spelling, or mention the person.",
    ...(asking.call && { actions: [formButton("Change it", asking.call.command, asking.call.input)] }),
  }),
  "self-invite": (problem) => ({
    what: `You can't invite yourself to ${problem.organization}.`,
    rule: "Invitations are for other people; you belong there already.",
    next: "Invite somebody else.",
    actions: [formButton("Invite somebody", "invite create")],
  }),
  "already-invited": (problem) => ({
    what: `${problem.name} has already been invited to ${problem.organization}.`,
    rule: [
      `${problem.inviter}'s invitation is waiting for an answer; it expires on `,
      { time: problem.expiresAt },
      ".",
    ],
    next: "Wait for the answer, or send it again.",
    actions: [button("Send it again", "invite resend", { invitation: problem.invitationId })],
  }),
  "must-register-first": (problem, asking) => ({
    what: `${problem.name} must register first.`,
    rule: `${problem.organization} takes only people who have an account here.`,
    next: `Ask ${problem.name} to register, then invite again.`,
    ...(asking.call && { actions: [button("Retry", asking.call.command, asking.call.input)] }),
  }),
  "pending-limit": (problem) => ({
    what: `${problem.organization} has too many invitations waiting.`,
    rule: `At most ${count(problem.limit, "invitation waits", "invitations wait")} at a time.`,
    next: "Revoke some, or wait until they are answered.",
    actions: [button("Pending invitations", "invite list")],
  }),
};

type Answering = Extract<
  InvitationProblem,
  { kind: "invitation-not-yours" | "invitation-needs-approval" | "resend-limit" | "nothing-to-retry" }
>;

export const answeringWords: WordsFor<Answering> = {
  "invitation-not-yours": () => ({
    what: "This invitation is for someone else.",
    rule: "Only the person it was sent to can answer it.",
    next: "See the invitations that are waiting for you.",
    actions: [button("My invitations", "home")],
  }),
  "invitation-needs-approval": (problem) => ({
    what: `This invitation to ${problem.organization} needs approving again.`,
    rule: `${problem.inviter}, who sent it, may no longer invite people as ${problem.role}. It stays open.`,
    next: askSomeone(problem.whoMay, `Ask somebody who is ${aRole(problem.role)} there to invite you.`),
  }),
  "resend-limit": (problem) => ({
    what: `${problem.name} has been reminded enough for now.`,
    rule: `An invitation is sent again at most ${count(problem.limit, "time", "times")} within 24 hours.`,
    next: ["It can be sent again from ", { time: problem.again }, "."],
  }),
  "nothing-to-retry": (problem) => ({
    what: "There is nothing to retry.",
    rule:
      problem.state === "sent"
        ? `The invitation has reached ${problem.name}.`
        : `The invitation is on its way to ${problem.name}.`,
    next: "Wait for the answer.",
  }),
};

const endings: Readonly<Record<Ended["kind"], { past: string; next: string }>> = {
  "invitation-accepted": { past: "was accepted", next: "There is nothing more to do." },
  "invitation-declined": { past: "was declined", next: "It can be sent again by whoever invited." },
  "invitation-revoked": { past: "was revoked", next: "Ask whoever invited you for a new one." },
  "invitation-expired": { past: "has expired", next: "Ask whoever invited you for a new one." },
  "invitation-superseded": { past: "was replaced by a newer one", next: "Answer the newer one." },
};

const joined = { past: "ended when its invitee joined by another one", next: "There is nothing more to do." };

/** What somebody can do about it who looks after the invitation rather than answering it. */
const managing: Readonly<Record<Ended["kind"], string>> = {
  "invitation-accepted": "There is nothing more to do.",
  "invitation-declined": "Send it again, if that is worth another try.",
  "invitation-revoked": "Invite again, if that is wanted after all.",
  "invitation-expired": "Send it again.",
  "invitation-superseded": "Look at the newer one.",
};
const managingCommands: ReadonlySet<string> = new Set(["invite revoke", "invite resend", "invite retry"]);

function explainEnded(problem: Ended, { call }: Asking): Explanation {
  const isManaged = call !== undefined && managingCommands.has(call.command);
  const isJoined = problem.kind === "invitation-superseded" && problem.joined;
  const { past, next } = isJoined ? joined : endings[problem.kind];
  const by: readonly Inline[] = problem.by ? [` by ${problem.by}`] : [];
  return {
    what: `The invitation to ${problem.organization} ${past}.`,
    rule: ["That was on ", { time: problem.at }, ...by, "; an invitation ends once."],
    next: isManaged && !isJoined ? managing[problem.kind] : next,
    actions: isManaged ? [button("All invitations", "invite list")] : answering(problem),
  };
}

function answering({ kind, invitationId }: Ended): readonly Button[] {
  const isOver = kind === "invitation-expired" || kind === "invitation-declined";
  return [
    ...(isOver ? [button("Ask for a new one", "invite ask", { invitation: invitationId })] : []),
    button("My invitations", "home"),
  ];
}

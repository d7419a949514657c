import { requestInvitation } from "../../domain/invitations/request-invitation.ts";
import type { Requested } from "../../domain/invitations/request-invitation.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import type { Reply } from "../reply.ts";
import { actionButton } from "./words.ts";

export const inviteAsk = defineCommand({
  name: ["invite", "ask"],
  title: "Ask for an invitation",
  submit: "Ask",
  summary: "Ask for a new invitation in place of one that ended",
  group: "Your account",
  effect: "changes",
  who: "visitors",
  hidden: true,
  args: { invitation: arg.sentInvitation("The invitation that ended") },
  example: "invite ask",
  tells: "Whoever invited you.",

  async run(context, { invitation }) {
    return answer(await requestInvitation(context, { invitationId: invitation }));
  },
});

function answer({ invitation, outcome }: Requested): Reply {
  const { id, inviter, organization } = invitation;
  switch (outcome) {
    case "asked":
      return {
        tone: "success",
        title: `Asked ${inviter.name} for a new invitation to ${organization.name}`,
        lines: ["You will hear as soon as it is sent."],
      };
    case "asked-before":
      return { tone: "neutral", title: `You have asked ${inviter.name} already. Nothing changed.` };
    case "still-open":
      return {
        tone: "neutral",
        title: `The invitation to ${organization.name} is waiting for you: there is no need to ask.`,
        actions: [actionButton(id, "accept"), actionButton(id, "decline")],
      };
  }
}

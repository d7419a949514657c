import { declineInvitation } from "../../domain/invitations/decline-invitation.ts";
import { arg } from "../args.ts";
import { CommandError } from "../problem.ts";
import { defineCommand } from "../define.ts";
import { chooseMine } from "./choose-mine.ts";

export const inviteDecline = defineCommand({
  name: ["invite", "decline"],
  title: "Decline an invitation",
  submit: "Decline",
  summary: "Decline an invitation",
  details: "With one invitation waiting, it need not be named.",
  group: "Your account",
  effect: "changes",
  who: "visitors",
  args: {
    invitation: arg.receivedInvitation("The organization that invites you", { optional: true }),
    reason: arg.lines("Why; whoever invited you sees it", { optional: true, keyed: true, label: "Reason" }),
  },
  example: "invite decline",
  moreExamples: ['invite decline "Vision Lab" reason:"I am leaving the company"'],
  tells: "Whoever invited you.",

  async run(context, { invitation, reason }) {
    if (invitation?.by === "code") {
      throw new CommandError({
        kind: "not-a-value",
        field: "invitation",
        typed: "",
        expected: "the organization's name",
      });
    }
    const choice = invitation ?? (await chooseMine(context, "decline"));
    if ("reply" in choice) return choice.reply;
    const declined = await declineInvitation(context, { invitationId: choice.id, ...(reason && { reason }) });
    return {
      tone: "success",
      title: `You declined the invitation to ${declined.organization.name}.`,
      lines: [`${declined.inviter.name} hears of it. Nothing was shared with you.`],
    };
  },
});

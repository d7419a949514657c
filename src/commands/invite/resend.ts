import { resendInvitation } from "../../domain/invitations/resend-invitation.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button, fact } from "../words.ts";

export const inviteResend = defineCommand({
  name: ["invite", "resend"],
  title: "Resend an invitation",
  submit: "Resend",
  summary: "Send an invitation again, with seven days more",
  details:
    "Also after it was declined or has expired; at most three times within 24 hours. The earlier one no longer works.",
  group: "Invite and manage people",
  effect: "changes",
  args: { invitation: arg.sentInvitation("Whom it invites: a mention, a name or an e-mail address") },
  example: "invite resend ann@example.com",
  tells: "The invited person gets a new message; the earlier one says that it was replaced.",

  async run(context, { invitation }) {
    const renewed = await resendInvitation(context, { invitationId: invitation });
    return {
      tone: "success",
      title: `Sent the invitation to ${renewed.organization.name} to ${renewed.inviteeLabel} again`,
      facts: [fact("Expires", [{ time: renewed.expiresAt }])],
      actions: [button("Revoke", "invite revoke", { invitation: renewed.id })],
    };
  },
});

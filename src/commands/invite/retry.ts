import { retryDelivery } from "../../domain/invitations/retry-delivery.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";

export const inviteRetry = defineCommand({
  name: ["invite", "retry"],
  title: "Deliver again",
  submit: "Retry",
  summary: "Try again to deliver an invitation that did not arrive",
  group: "Invite and manage people",
  effect: "changes",
  args: { invitation: arg.sentInvitation("Whom it invites: a mention, a name or an e-mail address") },
  example: "invite retry ann@example.com",
  tells: "The invited person, if the message gets through this time.",

  async run(context, { invitation }) {
    const retried = await retryDelivery(context, { invitationId: invitation });
    return {
      tone: "success",
      title: `Trying again to reach ${retried.inviteeLabel}`,
      lines: ["The message that you have about this invitation shows how it goes."],
    };
  },
});

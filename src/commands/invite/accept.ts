import { acceptInvitation } from "../../domain/invitations/accept-invitation.ts";
import type { Accepted } from "../../domain/invitations/invitation.ts";
import { redeemInvitationCode } from "../../domain/invitations/redeem-invitation-code.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import type { Reply } from "../reply.ts";
import { actions, button, fact } from "../words.ts";
import { chooseMine } from "./choose-mine.ts";

export const inviteAccept = defineCommand({
  name: ["invite", "accept"],
  title: "Accept an invitation",
  submit: "Accept",
  summary: "Accept an invitation",
  details:
    "By the organization's name, or by the code from the e-mail. With one invitation waiting, neither is needed.",
  group: "Your account",
  effect: "changes",
  who: "visitors",
  args: {
    invitation: arg.receivedInvitation("The organization that invites you, or the code from the e-mail", {
      optional: true,
      greedy: true,
    }),
  },
  example: "invite accept",
  moreExamples: ["invite accept Vision Lab", "invite accept 7KQ2-M4XR"],
  tells: "Whoever invited you.",

  async run(context, { invitation }) {
    if (invitation?.by === "code") return joined(await redeemInvitationCode(context, { code: invitation.code }));
    const choice = invitation ? { id: invitation.id } : await chooseMine(context, "accept");
    if ("reply" in choice) return choice.reply;
    return joined(await acceptInvitation(context, { invitationId: choice.id }));
  },
});

function joined({ invitation, registered }: Accepted): Reply {
  const { organization, role } = invitation;
  const waits = registered && registered.state !== "active";
  return {
    tone: "success",
    title: `You joined ${organization.name} as ${role}.`,
    lines: [
      waits
        ? "Your account waits for activation by an admin of this installation; you will hear of it."
        : `${organization.name}'s cloud account is shared with you: you need none of your own.`,
    ],
    ...(registered && { facts: [fact("Your username", registered.username)] }),
    ...actions(
      button("What may I do there?", "whoami", { org: organization.slug }),
      !waits && button("Work there", "org switch", { org: organization.slug }),
      !waits && button("Members", "member list", { org: organization.slug }),
    ),
  };
}

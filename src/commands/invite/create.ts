import { createInvitation } from "../../domain/invitations/create-invitation.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button, fact, formButton } from "../words.ts";

export const inviteCreate = defineCommand({
  name: ["invite", "create"],
  aliases: [
    ["org", "invite"],
    ["project", "invite"],
    ["member", "invite"],
    ["invite", "send"],
  ],
  title: "Invite somebody",
  submit: "Invite",
  summary: "Invite somebody to an organization or project",
  details: "The invitation is good for seven days. Nobody gets access before accepting.",
  group: "Invite and manage people",
  permission: "invitation:create",
  effect: "changes",
  args: {
    person: arg.person("Whom to invite: a mention or an e-mail address"),
    role: arg.role("What they may do there", { default: "member" }),
    org: arg.organization("Where to; your current organization, when left out", { default: "current" }),
    message: arg.lines("A word to them, shown on the invitation", { optional: true, keyed: true, label: "Message" }),
  },
  example: "invite create ann@example.com role:member",
  moreExamples: ["invite create @bob role:admin org:vision-lab"],
  tells: "The invited person, in chat or else by e-mail. You see whether it arrived, and how it ends.",

  async run(context, { person, role, org, message }) {
    const invitation = await createInvitation(context, {
      organizationId: org.organizationId,
      invitee: person.invitee,
      role,
      ...(message && { message }),
    });
    return {
      tone: "success",
      title: `Invited ${invitation.inviteeLabel} to ${invitation.organization.name} as ${invitation.role}`,
      lines: ["The invitation is on its way; a message to you shows how it fares."],
      facts: [fact("Expires", [{ time: invitation.expiresAt }])],
      actions: [
        button("Revoke", "invite revoke", { invitation: invitation.id }),
        button("Pending invitations", "invite list", { org: org.slug }),
        formButton("Invite another", "invite create", { org: org.slug }),
      ],
    };
  },
});

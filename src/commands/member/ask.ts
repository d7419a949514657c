import { askToAct } from "../../domain/memberships/ask-to-act.ts";
import { isOrganizationScoped } from "../../domain/permissions.ts";
import type { OrganizationScoped } from "../../domain/permissions.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import type { Command } from "../define.ts";
import { CommandError } from "../problem.ts";
import { listed } from "../words.ts";
import { attemptOf } from "./attempt.ts";

export const memberAsk = defineCommand({
  name: ["member", "ask"],
  title: "Ask for help",
  submit: "Ask",
  summary: "Ask those who may to do what was refused",
  group: "Invite and manage people",
  effect: "changes",
  hidden: true,
  args: {
    org: arg.organization("Where it was refused"),
    permission: arg.permission("What it takes"),
    tried: arg.refusedCall("What was refused"),
  },
  example: 'member ask org:vision-lab permission:member:remove tried:"member remove @bob"',
  tells: "Up to ten owners and admins who may do it.",

  async run(context, { org, permission, tried: call }) {
    if (!isOrganizationScoped(permission) || !takes(call.command, permission))
      throw new CommandError({ kind: "stale-call" });

    const { attempt, tried } = await attemptOf(context, call, org);
    const { organizationId } = org;
    const { outcome, asked } = await askToAct(context, { organizationId, permission, attempt, tried });
    if (outcome === "may-now") {
      return {
        tone: "neutral",
        title: `You may do that in ${org.name} yourself by now. Nobody was asked.`,
        actions: [{ label: "Do it", call: attempt }],
      };
    }
    return {
      tone: "success",
      title: `Asked ${listed(asked.map(({ name }) => name))}`,
      lines: ["They see what you tried, and can do it with a button."],
    };
  },
});

/** Nobody shall be handed another command than one that this permission is about, to send off as themselves. */
function takes(command: Command, permission: OrganizationScoped): boolean {
  if (command.permission) return command.permission === permission;

  const isAboutInvitation = Object.values(command.args).some(({ kind }) => kind === "invitation");
  return isAboutInvitation && !command.who && permission.startsWith("invitation:");
}

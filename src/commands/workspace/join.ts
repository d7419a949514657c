import { joinTenant } from "../../domain/workspaces/join-tenant.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button } from "../words.ts";

export const workspaceJoin = defineCommand({
  name: ["workspace", "join"],
  title: "Connect this workspace",
  submit: "Connect",
  summary: "Connect this Slack workspace or Discord server to an installation",
  details: "By the one-time code that a Super Admin made with workspace code.",
  group: "Run this installation",
  effect: "changes",
  who: "anyone",
  args: { code: arg.code("The code that workspace code showed", { greedy: true }) },
  example: "workspace join 7KQ2-M4XR",

  async run(context, { code }) {
    const { platform, workspace, user } = context.invocation;
    const { tenantName } = await joinTenant(context, {
      platform,
      externalId: workspace.externalId,
      name: workspace.name,
      code,
      typedBy: { externalId: user.externalId, label: user.displayName },
    });
    return {
      tone: "success",
      title: `${workspace.name} is now connected to ${tenantName}`,
      lines: ["People here can register, or link the accounts that they have."],
      actions: [button("Register", "register", {}, { style: "primary" }), button("What can I do?", "help")],
    };
  },
});

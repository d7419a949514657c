import { createJoinCode } from "../../domain/workspaces/create-join-code.ts";
import { defineCommand } from "../define.ts";
import { asTyped, fact } from "../words.ts";

export const workspaceCode = defineCommand({
  name: ["workspace", "code"],
  title: "Connect a workspace",
  summary: "Make a one-time code that connects another Slack workspace or Discord server",
  group: "Run this installation",
  permission: "workspace:connect",
  effect: "changes",
  tried: "news",
  args: {},
  example: "workspace code",

  async run(context) {
    const { code, expiresAt } = await createJoinCode(context);
    return {
      tone: "success",
      title: "Enter this code in the workspace or server to connect.",
      lines: [["There, once the app is installed: ", asTyped(context, { command: "workspace join", input: { code } })]],
      facts: [fact("Code", [{ code }]), fact("Good until", [{ time: expiresAt }])],
      footer: "Good for one use. Everybody there can then be invited or register here.",
    };
  },
});

import { refuse } from "../../domain/errors.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";

export const planEdit = defineCommand({
  name: ["plan", "edit"],
  aliases: [
    ["plan", "set"],
    ["plan", "create"],
    ["plan", "delete"],
  ],
  title: "Change a plan",
  submit: "Go on",
  summary: "Say where plans are changed: in the configuration's file, not in chat",
  group: "See and change limits",
  effect: "reads",
  args: { change: arg.text("Which plan, and how", { optional: true, greedy: true, label: "Change" }) },
  example: "plan edit large",

  async run({ configuration, configurationFile }) {
    return refuse({
      kind: "plan-not-editable",
      file: configuration.source.file ?? configurationFile?.name ?? "quartermaster.yml",
    });
  },
});

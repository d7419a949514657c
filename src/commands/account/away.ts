import { readAway, setAway } from "../../domain/requests/away.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button, formButton } from "../words.ts";

export const accountAway = defineCommand({
  name: ["account", "away"],
  title: "Be away",
  submit: "Be away",
  summary: "Have requests for quota put before others until you are back",
  details:
    "You are asked only where there is nobody else who may answer. You may still answer what you were asked. Others see only how many are away.",
  group: "Your account",
  effect: "changes",
  args: {
    until: arg.until("Until when, or for how long: monday, 2026-12-01, 3d", { keyed: true }),
  },
  example: "account away until:2w",
  moreExamples: ['account away until:"monday 9:00"'],

  async prefill(context) {
    const until = await readAway(context);
    return until ? { until: until.toISOString() } : {};
  },

  async run(context, { until }) {
    const isNew = await setAway(context, { until });
    return {
      tone: isNew ? "success" : "neutral",
      title: isNew ? "You are away" : "You are away already",
      lines: [["Until ", { time: until }, ", requests go to others who may answer them, where there are any."]],
      actions: [button("I am back", "account back"), formButton("Choose another day", "account away")],
    };
  },
});

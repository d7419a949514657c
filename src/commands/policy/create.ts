import { createPolicy } from "../../domain/policies/create-policy.ts";
import { usualWindow } from "../../domain/quotas/quota-wish.ts";
import { policyWords } from "../../notifications/compose/notice-pause.ts";
import { required } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { capitalized } from "../org/words.ts";
import { countedMeant } from "../quota/whose.ts";
import { button } from "../words.ts";
import { trigger } from "./trigger.ts";
import { actionNames, standingWords } from "./words.ts";

export const policyCreate = defineCommand({
  name: ["policy", "create"],
  aliases: [
    ["policy", "set"],
    ["policy", "new"],
  ],
  title: "Make a policy",
  submit: "Make",
  summary: "Say what is to happen once so much is used in a period: tell, pause, or pause and drain",
  details:
    "It does so once a period and looks every few seconds. What it pauses begins anew with the next period, or when somebody lifts it with quota resume. 80% means that part of the limit of the same period, with its grants and loans.",
  group: "See and change limits",
  permission: "quota:set",
  effect: "changes",
  args: {
    subject: arg.subject("For whom: an organization, @somebody, or installation"),
    meter: arg.meter("What is looked at, such as gpu_hours"),
    at: required(trigger, "From how much used on: a part of the limit such as 80%, or an amount", {
      alsoKnownAs: ["amount", "threshold"],
    }),
    window: arg.window("Over which period; a month, when left out", { optional: true }),
    action: arg.choice("What happens", actionNames)("What happens then: notify, pause or drain", { default: "notify" }),
    org: arg.place("Within which organization", { optional: true, keyed: true, unasked: true }),
    reason: arg.lines("Why; it is shown where it pauses", {
      optional: true,
      keyed: true,
      unasked: true,
      label: "Reason",
    }),
  },
  example: "policy create vision-lab gpu_hours 80% month notify",
  moreExamples: [
    "policy create vision-lab gpu_hours 100% month pause",
    "policy create @bob cost 500 month drain org:vision-lab",
  ],
  tells: "The person whom it is about; for an organization, its admins.",

  async run(context, { subject, meter, at, window = usualWindow(meter), action, org, reason }) {
    const meant = countedMeant(context, subject, org);
    const wish = { subject: meant, meter, window, trigger: at.triggerOf(meter), action, reason };
    const { named, facts, state } = await createPolicy(context, wish);
    const isReached = state.threshold !== undefined && state.used >= state.threshold;
    return {
      tone: "success",
      title: `Made a policy for ${named.name}: ${policyWords(facts)}`,
      lines: [
        `${capitalized(standingWords(context, state))}.`,
        isReached ? "That is reached already: it does so within seconds." : "It does so once a period.",
      ],
      actions: [
        button("Policies", "policy list"),
        button("Delete", "policy delete", { policy: facts.id }, { style: "danger" }),
      ],
    };
  },
});

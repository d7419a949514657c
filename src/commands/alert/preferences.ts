import { setAlertPreference, showAlertPreference } from "../../domain/alerts/set-preference.ts";
import type { PreferenceFacts } from "../../domain/alerts/routing-events.ts";
import { kindNames } from "../../domain/alerts/kinds.ts";
import type { Fact } from "../../notifications/message.ts";
import { optional } from "../arg.ts";
import { arg } from "../args.ts";
import { zoneOf } from "../args/until.ts";
import { defineCommand } from "../define.ts";
import { button, fact, formButton, listed } from "../words.ts";
import { allKinds } from "./kinds.ts";
import { quietHours, timeOfDay } from "./time-args.ts";

export const alertPreferences = defineCommand({
  name: ["alert", "preferences"],
  title: "How alerts reach you",
  submit: "Save",
  summary: "Choose your quiet hours, when the daily digest comes, and kinds not to be told of",
  details: "Critical alerts are told at once, also in quiet hours. Times are yours. What is left out stays as it is.",
  group: "Alerts and announcements",
  effect: "changes",
  formWhenBare: true,
  args: {
    quiet: optional(quietHours, "When only critical alerts come, such as 22:00-07:00, or none"),
    digest: optional(timeOfDay, "When the daily digest comes, such as 8:00", { keyed: true }),
    off: arg.several("Not told", allKinds)("Kinds not to be told of at all, or none", { optional: true, keyed: true }),
  },
  example: "alert preferences quiet:22:00-07:00 digest:8:00",
  moreExamples: ["alert preferences off:stale,idle"],

  async prefill(context) {
    const { quietHours: quiet, digestAt, off } = await showAlertPreference(context);
    return { quiet, digest: digestAt, off: off.join(",") || "none" };
  },

  async run(context, { quiet, digest, off }) {
    const { after, before, changed } = await setAlertPreference(context, { quiet, digestAt: digest, off });
    return {
      tone: changed ? "success" : "neutral",
      title: changed ? "Alerts reach you so from now on" : "Alerts reach you as before",
      facts: factsOf(after),
      actions: [
        formButton("Change it", "alert preferences"),
        ...(changed ? [button("Take that back", "alert preferences", inputOf(before))] : []),
      ],
      footer: `Times are in ${zoneOf(context.actor)}.`,
    };
  },
});

function factsOf({ quietHours: quiet, digestAt, off }: PreferenceFacts): readonly Fact[] {
  return [
    fact("Quiet hours", quiet),
    fact("Daily digest at", digestAt),
    fact("Not told", off.length === 0 ? "nothing" : listed(off.map((kind) => kindNames[kind]))),
  ];
}

function inputOf({ quietHours: quiet, digestAt: digest, off }: PreferenceFacts) {
  return { quiet, digest, off: off.join(",") || "none" };
}

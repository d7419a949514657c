import { previewSuspension, suspendPerson } from "../../domain/people/suspend-person.ts";
import type { SuspensionReach } from "../../domain/people/suspend-person.ts";
import { kindNames } from "../../domain/alerts/kinds.ts";
import { alert } from "../alert/alert-arg.ts";
import { optional } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import { at } from "../quota/words.ts";
import { button, count } from "../words.ts";

export const personSuspend = defineCommand({
  name: ["person", "suspend"],
  aliases: [
    ["user", "suspend"],
    ["user", "deactivate"],
  ],
  title: "Suspend an account",
  submit: "Suspend",
  summary: "Suspend somebody's account: they can start and change nothing until it is reinstated",
  details:
    "Nothing that runs is stopped, and all that is theirs stays. You can't suspend yourself or who ranks above you.",
  group: "Run this installation",
  permission: "person:suspend",
  effect: "changes",
  args: {
    person: arg.registered("Whose: a mention or a username"),
    reason: arg.lines("Why; kept in the audit log", { optional: true, keyed: true, label: "Reason" }),
    alert: optional(alert, "What gave cause; kept in the audit log", { keyed: true, unasked: true }),
  },
  example: "person suspend @bob",
  moreExamples: ['person suspend @bob reason:"his laptop was stolen"'],
  tells: "The person: what they can still do, and whom to ask.",

  async confirm(context, { person, reason, alert: alertId }) {
    const { person: one, because, reach } = await previewSuspension(context, { personId: person.id, reason, alertId });
    return {
      title: `Suspend ${one.name}?`,
      lines: [
        ...(because ? [`Because of: ${kindNames[because.kind].toLowerCase()}, ${because.subject}.`] : []),
        ...consequences(context, one.name, reach),
      ],
      button: "Suspend",
      pinned: { person: `@${one.username}` },
    };
  },

  async run(context, { person, reason, alert: alertId }) {
    const { person: one } = await suspendPerson(context, { personId: person.id, reason, alertId });
    return {
      tone: "success",
      title: `Suspended ${one.name}`,
      lines: [`${one.name} can look themselves up, and nothing else, until somebody reinstates the account.`],
      actions: [
        button("Undo: reinstate", "person reinstate", { person: `@${one.username}` }),
        button("People who are suspended", "user list", { state: "suspended" }),
      ],
    };
  },
});

function consequences(context: CommandContext, name: string, { keys, accounts, open, lastEnds }: SuspensionReach) {
  const ends = lastEnds ? `, the last until ${at(context, lastEnds)}` : "";
  return [
    `${name} can start and change nothing from then on, on any platform, and hears of it. All that is theirs stays.`,
    open > 0
      ? `${count(open, "reservation goes", "reservations go")} on${ends}. Nothing that runs is stopped.`
      : "Nothing is reserved for them now.",
    ...(keys > 0
      ? [`${count(keys, "API key that they made opens", "API keys that they made open")} nothing meanwhile.`]
      : []),
    ...(accounts > 0
      ? [
          `They answer for ${count(accounts, "service account", "service accounts")}, which nobody looks after meanwhile.`,
        ]
      : []),
    "You can undo it at any time.",
  ];
}

import { investigateAlert } from "../../domain/alerts/investigate-alert.ts";
import type { Investigation } from "../../domain/alerts/investigate-alert.ts";
import { isOpen } from "../../domain/alerts/alert.ts";
import { requirePerson } from "../../domain/memberships/authority-in.ts";
import { showAmount } from "../../domain/meters/amount.ts";
import { suspendUser } from "../../notifications/compose/alert-actions.ts";
import { newsOf } from "../../notifications/compose/alert-news.ts";
import { pictureOf } from "../../notifications/compose/alert-picture.ts";
import { whoOf } from "../../notifications/compose/alert-who.ts";
import type { Fact, Text } from "../../notifications/message.ts";
import { optional } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { button, fact, present } from "../words.ts";
import { alert, theOnlyAlert } from "./alert-arg.ts";
import { contributorTable, relatedLines } from "./investigate-words.ts";

export const alertInvestigate = defineCommand({
  name: ["alert", "investigate"],
  title: "Look into it",
  submit: "Look into it",
  summary: "Look into unusual activity: what is usual, what was seen, who and what used most, what else happened",
  details: "You see what you may see anyhow. What is about yourself is shown to you, and its cards name you to nobody.",
  group: "Alerts and announcements",
  effect: "changes",
  args: { alert: optional(alert, "Which: words of whose and what; the only one that is open, when left out") },
  example: "alert investigate",
  tells: "Everybody who has its card: it says who looks into it.",

  async run(context, { alert: named }) {
    const alertId = named ?? (await theOnlyAlert(context));
    const found = await investigateAlert(context, { alertId });
    const { card, rights, isMasked } = found;
    const { alert: seen } = card;
    const { id: personId } = requirePerson(context);
    const reader = { personId, rights, isMasked };
    const picture = pictureOf(card, whoOf(card, reader).name, context);
    return {
      tone: isOpen(seen) ? "warning" : "neutral",
      title: newsOf(card, reader, context),
      lines: [...investigatedLine(found), ...relatedLines(found)],
      ...picture,
      facts: [...figures(found), ...(picture.facts ?? [])],
      ...contributorTable(found),
      actions: present([
        isOpen(seen) && rights.manage && button("Expected", "alert expected", { alert: alertId }),
        isOpen(seen) && !seen.acknowledged && button("Acknowledge", "alert ack", { alert: alertId }),
        isOpen(seen) && suspendUser(card, reader),
        button("Explain", "alert explain", { alert: alertId }),
      ]),
    };
  },
});

function investigatedLine({ card: { alert: seen } }: Investigation): readonly Text[] {
  const { investigated } = seen;
  return investigated ? [[`Investigated by ${investigated.by}, since `, { time: investigated.at }, "."]] : [];
}

/** What is usual, what was seen, and how far apart they are. */
function figures({ card: { alert: seen } }: Investigation): readonly Fact[] {
  const { meter, facts } = seen;
  const amount = (units: bigint) => (meter ? showAmount(meter, units) : units.toLocaleString("en-US"));
  return present([
    facts.baseline !== undefined && fact("Usual", amount(facts.baseline)),
    facts.seen !== undefined && fact("Seen", amount(facts.seen)),
    facts.score !== undefined && fact("Score", `${facts.score.toFixed(1)}; from 3.5 on something is unusual`),
    facts.hour !== undefined && fact("Hour", [{ time: facts.hour }]),
    facts.signal !== undefined && fact("Signal", facts.signal),
  ]);
}

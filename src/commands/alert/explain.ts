import { explainAlert } from "../../domain/alerts/explain-alert.ts";
import { explainRule } from "../../domain/alerts/explain-rule.ts";
import type { LimitSeen } from "../../domain/alerts/explain-rule.ts";
import { limitLine } from "../../notifications/compose/limit-line.ts";
import { endNewsOf, newsOf } from "../../notifications/compose/alert-news.ts";
import { requirePerson } from "../../domain/memberships/authority-in.ts";
import type { Text } from "../../notifications/message.ts";
import { optional } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import type { Reply } from "../reply.ts";
import { button, fact } from "../words.ts";
import { alert, theOnlyAlert } from "./alert-arg.ts";
import { distanceLine, levelTable, printerOf, standingLines, stepLines, toldLines } from "./explain-words.ts";
import { rule } from "./rule-arg.ts";
import { countedMeant } from "./watched.ts";

const MOST_LIMITS = 6;

export const alertExplain = defineCommand({
  name: ["alert", "explain"],
  title: "Why this alert",
  summary: "Show what an alert or a rule goes by, its levels, whom it tells, and what would change that",
  group: "Alerts and announcements",
  effect: "reads",
  args: {
    alert: optional(alert, "Which alert: words of whose and what; the only one that is open, when left out"),
    rule: optional(rule, "A rule instead, whether or not it has anything open", { keyed: true }),
    subject: arg.subject("With a rule: for whom it is looked at", { optional: true, keyed: true }),
  },
  example: "alert explain",
  moreExamples: ['alert explain rule:"Limits coming near" subject:vision-lab'],

  async run(context, { alert: alertId, rule: ruleId, subject }) {
    if (ruleId !== undefined) {
      const explained = await explainRule(context, { ruleId, subject: countedMeant(context, subject) });
      return ruleReply(context, explained);
    }
    return alertReply(context, alertId ?? (await theOnlyAlert(context)));
  },
});

async function alertReply(context: CommandContext, alertId: string): Promise<Reply> {
  const explained = await explainAlert(context, { alertId });
  const { card, rule: view, steps, told } = explained;
  const { alert: shown } = card;
  const isOver = shown.phase === "resolved";
  const { id: personId } = requirePerson(context);
  const reader = {
    personId,
    rights: { see: true, manage: true, give: true, request: true, suspend: false },
    isMasked: false,
  };
  const input = { alert: alertId };
  return {
    tone: "neutral",
    title: isOver ? endNewsOf(card, reader, context) : newsOf(card, reader, context),
    lines: [
      ...standingLines(explained, context.now),
      ...headed("Whom it told", toldLines(told, shown)),
      ...headed("What happened", stepLines(shown, steps)),
    ],
    ...(!isOver && { table: levelTable(printerOf(shown), shown.value, shown.levels) }),
    facts: view ? [fact("Rule", `${view.rule.name}: tells ${view.tells}`)] : [],
    actions: [
      ...(shown.phase === "resolved" || shown.acknowledged ? [] : [button("Acknowledge", "alert ack", input)]),
      ...(view ? [button("The rule", "alert show", { rule: view.rule.id })] : []),
    ],
  };
}

function headed(heading: string, lines: readonly Text[]): readonly Text[] {
  return lines.length > 0 ? [[{ strong: heading }], ...lines] : [];
}

function ruleReply(context: CommandContext, { view, name, limits }: Awaited<ReturnType<typeof explainRule>>): Reply {
  const { rule: one, enabled, tells } = view;
  const [only, another] = limits;
  return {
    tone: "neutral",
    title: `${one.name}, for ${name}`,
    lines: [
      enabled ? `It tells ${tells}.` : "It is switched off, and tells nothing.",
      ...(limits.length === 0 ? ["It looks at no limit of theirs now."] : limitLines(context, limits)),
    ],
    ...(only && !another && { table: tableOf(context, only) }),
    actions: [button("The rule", "alert show", { rule: one.id }), button("Open alerts", "alert open")],
  };
}

function limitLines(context: CommandContext, limits: readonly LimitSeen[]): readonly Text[] {
  const { meters } = context.configuration;
  const shown = limits.slice(0, MOST_LIMITS).flatMap((limit): readonly Text[] => {
    const meter = meters.find((one) => one.name === limit.seen.meter);
    return meter
      ? [[{ strong: limit.state.subjectName }], limitLine(meter, limit.state, context), distanceLine(meter, limit)]
      : [];
  });
  const more = limits.length - MOST_LIMITS;
  return more > 0 ? [...shown, `And ${more.toLocaleString("en-US")} more limits.`] : shown;
}

function tableOf({ configuration: { meters } }: CommandContext, { seen }: LimitSeen) {
  const meter = meters.find((one) => one.name === seen.meter);
  return levelTable(printerOf({ kind: "quota", meter }), seen.value, seen.levels);
}

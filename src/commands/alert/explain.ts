import { explainAlert } from "../../domain/alerts/explain-alert.ts";
import { explainRule } from "../../domain/alerts/explain-rule.ts";
import type { LimitSeen, RuleExplained } from "../../domain/alerts/explain-rule.ts";
import type { Observation } from "../../domain/alerts/observation.ts";
import type { Meter } from "../../domain/meters/meter.ts";
import { limitLine } from "../../notifications/compose/limit-line.ts";
import { endNewsOf, newsOf } from "../../notifications/compose/alert-news.ts";
import { requirePerson } from "../../domain/memberships/authority-in.ts";
import type { Text } from "../../notifications/message.ts";
import { optional } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import type { Reply } from "../reply.ts";
import { button, count, fact } from "../words.ts";
import { alert, theOnlyAlert } from "./alert-arg.ts";
import {
  distanceLine,
  levelTable,
  nextLine,
  printerOf,
  standingLines,
  stepLines,
  toldLines,
  useLine,
} from "./explain-words.ts";
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
      const asked = { subject: subject && countedMeant(context, subject), otherwise: countedMeant(context, undefined) };
      const explained = await explainRule(context, { ruleId, ...asked });
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

function ruleReply(context: CommandContext, explained: RuleExplained): Reply {
  const { view, name, limits = [], use, open, next } = explained;
  const { rule: one, enabled, tells } = view;
  const [only, another] = limits;
  const seen = use ?? (another ? undefined : only?.seen);
  return {
    tone: "neutral",
    title: `${one.name}, for ${name}`,
    lines: [
      enabled ? `It tells ${tells}.` : "It is switched off, and tells nothing.",
      ...seenLines(context, explained),
      open > 0 ? `${count(open, "alert of it is", "alerts of it are")} open.` : "No alert of it is open.",
      ...(enabled ? [nextLine(next)] : []),
    ],
    ...(seen && { table: tableOf(context, seen) }),
    actions: [button("The rule", "alert show", { rule: one.id }), button("Open alerts", "alert open")],
  };
}

function seenLines(context: CommandContext, { view: { rule: one }, limits, use }: RuleExplained): readonly Text[] {
  if (use && one.kind === "usage") return [useLine(meterOf(context, use), use, one.spec.hours)];
  if (limits?.length === 0) return ["It looks at no limit of theirs now."];
  return limitLines(context, limits ?? []);
}

function tableOf(context: CommandContext, seen: Observation) {
  return levelTable(printerOf({ kind: "quota", meter: meterOf(context, seen) }), seen.value, seen.levels);
}

function meterOf({ configuration: { meters } }: CommandContext, { meter }: Observation): Meter | undefined {
  return meters.find(({ name }) => name === meter);
}

function limitLines(context: CommandContext, limits: readonly LimitSeen[]): readonly Text[] {
  const shown = limits.slice(0, MOST_LIMITS).flatMap(({ state, seen }): readonly Text[] => {
    const meter = meterOf(context, seen);
    return meter ? [[{ strong: state.subjectName }], limitLine(meter, state, context), distanceLine(meter, seen)] : [];
  });
  const more = limits.length - MOST_LIMITS;
  return more > 0 ? [...shown, `And ${more.toLocaleString("en-US")} more limits.`] : shown;
}

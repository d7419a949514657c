import { isOpen, isSnoozed } from "../../domain/alerts/alert.ts";
import type { AlertView } from "../../domain/alerts/alert.ts";
import type { AlertCard } from "../../domain/alerts/read-alert-card.ts";
import type { Message, Tone } from "../message.ts";
import { alertActions } from "./alert-actions.ts";
import { kindNames } from "../../domain/alerts/kinds.ts";
import { severityWords } from "./alert-kinds.ts";
import { endLines } from "./alert-end.ts";
import { openLines } from "./alert-lines.ts";
import { endNewsOf, newsOf } from "./alert-news.ts";
import { pictureOf } from "./alert-picture.ts";
import { whoOf } from "./alert-who.ts";
import type { CardReader } from "./alert-who.ts";
import type { Clock } from "./limit-line.ts";

/** The card of an alert through its life: open, raised, acknowledged, snoozed, over. It says no more than its reader may see. */
export function alertCard(card: AlertCard, reader: CardReader, clock: Clock): Message {
  const { alert } = card;
  const isOver = alert.phase === "resolved" && !alert.isSample;
  const news = isOver ? endNewsOf(card, reader, clock) : newsOf(card, reader, clock);
  const picture = isOver ? {} : pictureOf(card, whoOf(card, reader).name, clock);
  return {
    tone: toneOf(alert, clock),
    title: `${mark(alert)}${news}`,
    lines: isOver ? endLines(card) : [...sampleLines(alert), ...openLines(card, reader, clock)],
    ...picture,
    ...alertActions(card, reader),
    footer: footerOf(alert, reader),
  };
}

/** What is left of a card for whoever may no longer see what it is about. */
export const alertNoMoreYours: Message = {
  tone: "neutral",
  title: "This alert is no longer yours to see.",
  lines: ["Your role has changed since it came to you. Those who answer for it now see how it goes."],
};

function mark({ isSample }: AlertView): string {
  return isSample ? "Sample: " : "";
}

function sampleLines({ isSample }: AlertView): readonly string[] {
  return isSample ? ["This is how an alert of this rule looks. Nothing has happened; the figures are made up."] : [];
}

const tones = { info: "neutral", warning: "warning", critical: "danger" } as const satisfies Record<string, Tone>;

function toneOf(alert: AlertView, { now }: Clock): Tone {
  if (alert.isSample) return "neutral";
  if (!isOpen(alert)) return alert.resolution === "window-ended" ? "neutral" : "success";
  return isSnoozed(alert, now) ? "neutral" : tones[alert.severity];
}

/** "warning · second level of three · rule “GPU hours of Vision Lab”"; a rule's name may tell whose it is. */
function footerOf(alert: AlertView, { isMasked }: CardReader): string {
  const { severity, level, levels, rule, kind, subject } = alert;
  const words = isOpen(alert) ? severityWords(severity, level, levels.length) : alert.isSample ? "sample" : "over";
  const isUnnamed = rule.name === "" || (isMasked && "personId" in subject);
  return `${words} · ${isUnnamed ? kindNames[kind] : `rule “${rule.name}”`}`;
}

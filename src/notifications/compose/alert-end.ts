import type { AlertCard } from "../../domain/alerts/read-alert-card.ts";
import type { Text } from "../message.ts";
import { acknowledgedLines, investigatedLines } from "./alert-lines.ts";
import { beganAt, endedThere } from "./alert-source.ts";
import { byName } from "./words.ts";

const endings: Readonly<Record<string, string>> = {
  fell: "It went back by itself",
  "limit-raised": "The limit was raised",
  "window-ended": "Its window is over, and a new one has begun",
  "rule-changed": "Nothing looks at it any more: the rule was changed, switched off or deleted",
  expected: "It was expected",
  released: "It was released",
  gone: "What it was about is gone",
};

/** How it ended, by whom, and when; then who had said what meanwhile. */
export function endLines(card: AlertCard): readonly Text[] {
  const { resolution, resolvedAt, firedAt, acknowledged, investigated } = card.alert;
  const how = endedThere(card.alert, resolution) ?? endings[resolution ?? ""] ?? resolution ?? "It is over";
  return [
    resolution === "unheard"
      ? ["Not heard of since ", { time: card.alert.evaluatedAt }, ", so it counts as over."]
      : [`${how}${byName(endedBy(card))}`, ...(resolvedAt ? [", ", { time: resolvedAt }] : []), "."],
    ...(firedAt ? [["It had been open since ", { time: beganAt(card.alert) ?? firedAt }, "."] as const] : []),
    ...acknowledgedLines(acknowledged),
    ...investigatedLines(investigated),
  ];
}

function endedBy({ alert: { resolution, resolvedBy }, state }: AlertCard): string | undefined {
  if (resolvedBy !== null) return resolvedBy;
  const source = state?.limit.source;
  return resolution === "limit-raised" && source?.kind === "quota" ? source.setBy : undefined;
}

import type { AlertView } from "../../domain/alerts/alert.ts";
import type { AlertCard } from "../../domain/alerts/read-alert-card.ts";
import type { Text } from "../message.ts";
import type { Who } from "./alert-who.ts";

/** What another system says of its alert, who it is, whom it says it of, and where to look. */
export function sourceLines({ alert }: Pick<AlertCard, "alert">, { name }: Pick<Who, "name">): readonly Text[] {
  if (alert.kind !== "external") return [];
  const { description, source, link } = alert.facts;
  const about = alert.subject.scope === "tenant" ? "" : `, about ${name === "You" ? "you" : name}`;
  const there: Text = link === undefined ? [] : [" (", { link, label: "look there" }, ")"];
  return [
    ...(description?.split("\n") ?? []),
    ...(source === undefined ? [] : [[`From ${source}${about}`, ...there, "."]]),
  ];
}

/** Of what goes back by itself here, and there is said to be over. */
export function endedThere({ kind, facts }: AlertView, resolution: string | null): string | undefined {
  if (kind !== "external" || resolution !== "fell") return undefined;
  return `${facts.source ?? "The other system"} says that it is over`;
}

/** When the other system saw it begin; we may have heard of it later. */
export function beganAt({ kind, facts }: AlertView): Date | undefined {
  return kind === "external" ? facts.since : undefined;
}

import { isObject } from "../blocks/check.ts";
import type { Finding, JsonObject } from "../blocks/check.ts";
import { suggestions } from "../blocks/composition.ts";
import type { ElementRef, SuggestResult } from "../seen.ts";
import { findElement, findPlace, isRefusal, notPossible, placePayload, suggestionKey } from "./place.ts";
import type { Acting } from "./seen.ts";

/** docs.slack.dev: the bot is asked from the third character on, unless the element says otherwise. */
const defaultQueryLength = 3;

function listed(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function labelOf(group: JsonObject): { label?: string } {
  const { label } = group;
  return isObject(label) && typeof label["text"] === "string" ? { label: label["text"] } : {};
}

function groupsIn(body: JsonObject): Extract<SuggestResult, { outcome: "acknowledged" }>["groups"] {
  if (body["options"] !== undefined) return [{ options: listed(body["options"]) }];
  return listed(body["option_groups"]).map((group) => ({ ...labelOf(group), options: listed(group["options"]) }));
}

/** Asks the bot for the options of an external select. */
export async function suggest(
  acting: Acting,
  where: string,
  asked: { element: ElementRef; query: string },
): Promise<SuggestResult> {
  const place = findPlace(acting, where);
  if (isRefusal(place)) return place;
  const placed = findElement(place, asked.element);
  if (isRefusal(placed)) return placed;

  const { blockId, actionId, element } = placed;
  if (!String(element["type"]).endsWith("external_select")) return notPossible("this element has its own options");
  if (asked.query.length < Number(element["min_query_length"] ?? defaultQueryLength)) return notPossible("type more");

  const base = placePayload(acting, place);
  const payload = { type: "block_suggestion", ...base, action_id: actionId, block_id: blockId, value: asked.query };
  const { result, body } = await acting.inside.delivery.deliver({
    type: "interactive",
    label: "block_suggestion",
    payload,
  });
  if (result.outcome !== "acknowledged") return result;

  const found: Finding[] = [];
  suggestions(body, "", found);
  if (found.length > 0 || !isObject(body)) {
    return { outcome: "invalid_response", reasons: found.map(({ message, pointer }) => `${message} at ${pointer}`) };
  }
  const groups = groupsIn(body);
  acting.inside.suggestions.set(
    suggestionKey(acting, place, actionId),
    groups.flatMap(({ options }) => options),
  );
  return { outcome: "acknowledged", groups };
}

import type { SlackBlock, SlackJson } from "../seen.ts";
import { isObject } from "./check.ts";
import { allBlocks, placedElements } from "./walk.ts";

function completeText(value: unknown): void {
  if (Array.isArray(value)) return value.forEach(completeText);
  if (!isObject(value)) return;

  if (value["type"] === "plain_text" && typeof value["text"] === "string") value["emoji"] ??= true;
  if (value["type"] === "mrkdwn" && typeof value["text"] === "string") value["verbatim"] ??= false;
  Object.values(value).forEach(completeText);
}

/** A copy with what Slack adds when it stores blocks: the ids that are missing, `emoji` and `verbatim`. */
export function completeBlocks(blocks: readonly unknown[], makeId: () => string): readonly SlackBlock[] {
  // Safe: the blocks were validated, and every block gets its id below.
  const copy = structuredClone(blocks) as readonly SlackBlock[];
  completeText(copy);
  for (const { block } of allBlocks(copy)) block["block_id"] ??= makeId();
  for (const { element } of placedElements(copy)) element["action_id"] ??= makeId();
  return copy;
}

/** A text object as Slack stores it. */
export function completeTextObject(value: SlackJson): SlackJson {
  const copy = structuredClone(value);
  completeText(copy);
  return copy;
}

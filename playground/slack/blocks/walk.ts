import { isObject } from "./check.ts";
import type { JsonObject } from "./check.ts";

/** An interactive element with the block that it stands in. */
export interface PlacedElement {
  readonly block: JsonObject;
  readonly element: JsonObject;
  readonly pointer: string;
}

const notInteractive = new Set(["image", "mrkdwn", "plain_text"]);

function inList(block: JsonObject, key: string, pointer: string): PlacedElement[] {
  const list = block[key];
  if (!Array.isArray(list)) return [];
  return list.flatMap((element, index) =>
    isObject(element) ? [{ block, element, pointer: `${pointer}/${key}/${index}` }] : [],
  );
}

function inBlock(block: JsonObject, pointer: string): PlacedElement[] {
  const single = ["element", "accessory"].flatMap((key) => {
    const element = block[key];
    return isObject(element) ? [{ block, element, pointer: `${pointer}/${key}` }] : [];
  });
  if (block["type"] === "actions" || block["type"] === "context_actions") return inList(block, "elements", pointer);
  if (block["type"] === "card") return inList(block, "actions", pointer);
  if (block["type"] === "carousel") return placedElements(block["elements"], `${pointer}/elements`);
  if (block["type"] === "container") return placedElements(block["child_blocks"], `${pointer}/child_blocks`);
  return single;
}

/** Every interactive element of the blocks, in the order they are shown. */
export function placedElements(blocks: unknown, pointer = "/blocks"): PlacedElement[] {
  if (!Array.isArray(blocks)) return [];
  return blocks
    .flatMap((block, index) => (isObject(block) ? inBlock(block, `${pointer}/${index}`) : []))
    .filter(({ element }) => !notInteractive.has(String(element["type"])));
}

/** Every block with its pointer, those inside carousels and containers among them. */
export function allBlocks(
  blocks: unknown,
  pointer = "/blocks",
): { readonly block: JsonObject; readonly pointer: string }[] {
  if (!Array.isArray(blocks)) return [];
  return blocks.flatMap((block, index) => {
    if (!isObject(block)) return [];
    const at = `${pointer}/${index}`;
    const inside = block["type"] === "carousel" ? allBlocks(block["elements"], `${at}/elements`) : [];
    return [{ block, pointer: at }, ...inside, ...allBlocks(block["child_blocks"], `${at}/child_blocks`)];
  });
}

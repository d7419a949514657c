import { inMessage, inView } from "./blocks.ts";
import { array, boolean, byType, isObject, object, string } from "./check.ts";
import type { Check, Finding, Rule } from "./check.ts";
import { plainText } from "./composition.ts";
import { limits } from "./limits.ts";
import { allBlocks, placedElements } from "./walk.ts";

function checkBlockIds(blocks: unknown, pointer: string, found: Finding[]): void {
  const taken = new Set<unknown>();
  for (const { block, pointer: at } of allBlocks(blocks, pointer)) {
    const id = block["block_id"];
    if (typeof id !== "string") continue;
    if (taken.has(id)) found.push({ message: `duplicate block_id: ${id}`, pointer: `${at}/block_id` });
    taken.add(id);
  }
}

/** An action id has to be unique in its block only. */
function checkActionIds(blocks: unknown, pointer: string, found: Finding[]): void {
  const takenIn = new Map<unknown, Set<unknown>>();
  for (const { block, element, pointer: at } of placedElements(blocks, pointer)) {
    const id = element["action_id"];
    if (typeof id !== "string") continue;
    const taken = takenIn.get(block) ?? new Set();
    if (taken.has(id)) found.push({ message: `duplicate action_id: ${id}`, pointer: `${at}/action_id` });
    takenIn.set(block, taken.add(id));
  }
}

function checkFocus(blocks: unknown, pointer: string, found: Finding[]): void {
  const focused = placedElements(blocks, pointer).filter(({ element }) => element["focus_on_load"] === true);
  for (const { pointer: at } of focused.slice(1)) {
    found.push({ message: "only one element can be focused on load", pointer: `${at}/focus_on_load` });
  }
}

function checkMarkdownTotal(blocks: unknown, pointer: string, found: Finding[]): void {
  const total = allBlocks(blocks, pointer)
    .filter(({ block }) => block["type"] === "markdown")
    .reduce((sum, { block }) => sum + String(block["text"]).length, 0);
  if (total > limits.markdownTotal)
    found.push({ message: `must be less than ${limits.markdownTotal + 1} characters`, pointer });
}

function checkSingleTable(blocks: unknown, pointer: string, found: Finding[]): void {
  const tables = allBlocks(blocks, pointer).filter(({ block }) => block["type"] === "table");
  if (tables.length > 1) found.push({ message: "only_one_table_allowed", pointer });
}

/** What is wrong with a message's `blocks`; nothing when the list is empty. */
export function findingsInMessage(blocks: unknown, pointer = "/blocks"): readonly Finding[] {
  const found: Finding[] = [];
  array(inMessage, { max: limits.blocksPerMessage })(blocks, pointer, found);
  if (found.length > 0) return found;

  for (const check of [checkBlockIds, checkActionIds, checkFocus, checkMarkdownTotal, checkSingleTable]) {
    check(blocks, pointer, found);
  }
  return found;
}

const viewFields = {
  private_metadata: string({ max: limits.privateMetadata }),
  callback_id: string({ max: limits.callbackId }),
  external_id: string({ max: limits.externalId }),
};

const submitWithInputs: Rule = (view, pointer, found) => {
  const hasInput = allBlocks(view["blocks"]).some(({ block }) => block["type"] === "input");
  if (hasInput && view["submit"] === undefined) {
    found.push({ message: "missing required field: submit (an input block needs it)", pointer });
  }
};

const viewBlocks = array(inView, { max: limits.blocksPerView });

const modal = object({
  required: { blocks: viewBlocks, title: plainText(limits.modalTitle) },
  optional: {
    ...viewFields,
    close: plainText(limits.modalButton),
    submit: plainText(limits.modalButton),
    clear_on_close: boolean,
    notify_on_close: boolean,
    submit_disabled: boolean,
  },
  rules: [submitWithInputs],
});

/** Response URLs are asked for by an input of a modal, nowhere else. */
function checkResponseUrls(view: unknown, pointer: string, found: Finding[]): void {
  if (!isObject(view)) return;
  for (const { block, element, pointer: at } of placedElements(view["blocks"], `${pointer}/blocks`)) {
    if (element["response_url_enabled"] !== true) continue;
    if (block["type"] === "input" && view["type"] === "modal") continue;
    found.push({ message: "`response_url_enabled` needs an input block in a modal", pointer: at });
  }
}

/** What is wrong with a view. The total of 250 KB is told apart, as `view_too_large`. */
export function findingsInView(view: unknown, type: "modal" | "home", pointer = "/view"): readonly Finding[] {
  const checks: Readonly<Record<string, Check>> = {
    modal,
    home: object({ required: { blocks: viewBlocks }, optional: viewFields }),
  };
  const found: Finding[] = [];
  byType(Object.fromEntries(Object.entries(checks).filter(([name]) => name === type)))(view, pointer, found);
  if (found.length > 0 || !isObject(view)) return found;

  const blocks = view["blocks"];
  for (const check of [checkBlockIds, checkActionIds, checkFocus]) check(blocks, `${pointer}/blocks`, found);
  checkResponseUrls(view, pointer, found);
  return found;
}

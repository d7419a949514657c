import type { JsonObject } from "./blocks/check.ts";
import type { SlackJson } from "./seen.ts";
import { keepingOf } from "./element-state.ts";

function isEmpty(content: unknown): boolean {
  return (
    content === null || content === undefined || content === "" || (Array.isArray(content) && content.length === 0)
  );
}

/** What the client says about a field on submitting, before the bot is asked; undefined when it is in order. */
export function complaint(block: JsonObject, element: JsonObject, state: SlackJson | undefined): string | undefined {
  const keeping = keepingOf(element);
  if (keeping === undefined) return undefined;

  const content = state?.[keeping.key];
  if (isEmpty(content)) return block["optional"] === true ? undefined : "Please complete this required field.";
  return typeof content === "string" ? complaintOnText(element, content) : undefined;
}

function complaintOnText(element: JsonObject, content: string): string | undefined {
  switch (element["type"]) {
    case "plain_text_input":
      return complaintOnLength(element, content);
    case "email_text_input":
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(content) ? undefined : "Please enter a valid email address.";
    case "url_text_input":
      return URL.canParse(content) ? undefined : "Please enter a valid URL.";
    case "number_input":
      return complaintOnNumber(element, content);
    default:
      return undefined;
  }
}

function complaintOnLength(element: JsonObject, content: string): string | undefined {
  const [least, most] = [Number(element["min_length"] ?? 0), Number(element["max_length"] ?? 3_000)];
  if (content.length < least) return `Please enter at least ${least} characters.`;
  if (content.length > most) return `Please enter no more than ${most} characters.`;
  return undefined;
}

function complaintOnNumber(element: JsonObject, content: string): string | undefined {
  const entered = Number(content);
  if (Number.isNaN(entered)) return "Please enter a number.";
  if (element["is_decimal_allowed"] !== true && !Number.isInteger(entered)) return "Please enter a whole number.";

  const least = Number(element["min_value"] ?? Number.NEGATIVE_INFINITY);
  const most = Number(element["max_value"] ?? Number.POSITIVE_INFINITY);
  if (entered < least) return `Please enter a number no less than ${least}.`;
  if (entered > most) return `Please enter a number no greater than ${most}.`;
  return undefined;
}

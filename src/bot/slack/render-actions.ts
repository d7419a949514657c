import type { Button as SlackButton, KnownBlock, PlainTextOption, StaticSelect } from "@slack/types";
import type { Action, Button, Menu, Message } from "../../notifications/message.ts";
import { card, limits } from "./limits.ts";
import { isWebLink, label } from "./plain.ts";
import { isButton } from "./rendering.ts";
import type { Rendering } from "./rendering.ts";

/** Action ids only tell elements apart; what a press means is in its value. */
export const actionPrefix = "call";

/** The buttons and menus below a message. */
export function renderActions(message: Message, rendering: Rendering): KnownBlock[] {
  const buttons = (message.actions ?? [])
    .slice(0, card.buttons)
    .flatMap((action, index) => renderAction(action, `${actionPrefix}.${index}`, rendering));
  const menus = (message.menus ?? [])
    .slice(0, card.menus)
    .flatMap((menu, index) => renderMenu(menu, `${actionPrefix}.menu.${index}`, rendering));
  const elements = [...buttons, ...menus];
  return elements.length > 0 ? [{ type: "actions", elements }] : [];
}

function renderAction(action: Action, actionId: string, rendering: Rendering): SlackButton[] {
  if (isButton(action)) return renderButton(action, actionId, { rendering });
  if (!isWebLink(action.url)) return [];

  const text = { type: "plain_text", text: label(action.label, limits.buttonText), emoji: false } as const;
  return [{ type: "button", action_id: actionId, text, url: action.url }];
}

interface Around {
  readonly rendering: Rendering;
  /** The row that the button stands in, for those who hear the button alone. */
  readonly about?: string;
}

/** None when its call has no id. */
export function renderButton(button: Button, actionId: string, { rendering, about }: Around): SlackButton[] {
  const value = rendering.encode(button.call);
  if (value === undefined) return [];

  const spoken = label(`${button.label}: ${about ?? ""}`, limits.accessibilityLabel);
  const element: SlackButton = {
    type: "button",
    action_id: actionId,
    text: { type: "plain_text", text: label(button.label, limits.buttonText), emoji: false },
    value,
    ...(button.style && { style: button.style }),
    ...(about !== undefined && { accessibility_label: spoken }),
  };
  return [element];
}

/** None when it would be empty, which Slack refuses. */
export function renderMenu(menu: Menu, actionId: string, rendering: Rendering): StaticSelect[] {
  const options = renderOptions(menu.options, rendering).slice(0, limits.options);
  if (options.length === 0) return [];

  const placeholder = { type: "plain_text", text: label(menu.label, limits.placeholder), emoji: false } as const;
  return [{ type: "static_select", action_id: actionId, placeholder, options }];
}

/** Slack refuses two options of one value; the first stands for both. */
export function renderOptions(buttons: readonly Button[], rendering: Rendering): PlainTextOption[] {
  const options = buttons.flatMap((button): PlainTextOption[] => {
    const value = rendering.encode(button.call);
    const text = { type: "plain_text", text: label(button.label, limits.optionText), emoji: false } as const;
    return value === undefined ? [] : [{ text, value }];
  });
  return [...new Map(options.toReversed().map((option) => [option.value, option])).values()].toReversed();
}

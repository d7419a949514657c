import type {
  APIActionRowComponent,
  APIButtonComponent,
  APIComponentInMessageActionRow,
  APISelectMenuOption,
  APIStringSelectComponent,
} from "discord-api-types/v10";
import { ButtonStyle, ComponentType } from "discord-api-types/v10";
import type { Action, Button, Call, Menu, Message, TableRow } from "../../notifications/message.ts";
import type { Writing } from "./custom-id.ts";
import { customId } from "./custom-id.ts";
import { limits, truncate } from "./limits.ts";
import { plain, webAddress } from "./text.ts";

export type ControlRow = APIActionRowComponent<APIComponentInMessageActionRow>;

/** Every call that a message offers, in no particular order. */
export function callsIn(message: Message): readonly Call[] {
  const buttons = (message.actions ?? []).filter((action) => "call" in action);
  const menus = (message.menus ?? []).flatMap((menu) => menu.options);
  const rows = (message.table?.rows ?? []).flatMap((row) => row.actions ?? []);
  return [...buttons, ...menus, ...rows].map((button) => button.call);
}

/** Buttons, then the rows' menu, then the other menus, as many as Discord has room for. */
export function controlRows(message: Message, writing: Writing): ControlRow[] {
  return [
    ...buttonRows(message.actions ?? [], writing),
    ...rowMenus(message.table?.rows ?? [], writing),
    ...(message.menus ?? []).flatMap((menu) => optionMenus(menu, writing)),
  ]
    .slice(0, limits.rowsPerMessage)
    .map((components, index) => ({ type: ComponentType.ActionRow, components: components.map(numbered(index)) }));
}

function buttonRows(actions: readonly Action[], writing: Writing): APIComponentInMessageActionRow[][] {
  const buttons = actions.flatMap((action, index) => buttonFor(action, { ordinal: index, writing }));
  return chunks(buttons, limits.buttonsPerRow);
}

function buttonFor(action: Action, place: { ordinal: number; writing: Writing }): readonly APIButtonComponent[] {
  const label = shown(action.label, limits.buttonLabel);
  if ("url" in action) {
    const url = webAddress(action.url);
    if (url === undefined || url.length > limits.buttonUrl) return [];
    return [{ type: ComponentType.Button, style: ButtonStyle.Link, label, url }];
  }

  const encoded = place.writing.encoded(action.call);
  if (encoded === undefined) return [];
  const custom_id = customId(place.writing.purpose, place.ordinal, encoded);
  return [{ type: ComponentType.Button, style: buttonStyles[action.style ?? "plain"], label, custom_id }];
}

const buttonStyles = {
  primary: ButtonStyle.Primary,
  danger: ButtonStyle.Danger,
  plain: ButtonStyle.Secondary,
} as const;

/** A telephone has no room for a control beside each row, so one menu offers what may be done with any of them. */
function rowMenus(rows: readonly TableRow[], writing: Writing): APIComponentInMessageActionRow[][] {
  const options = rows.flatMap((row) =>
    (row.actions ?? []).map((action) => ({ ...action, label: `${action.label}: ${plain(row.cells[0] ?? "")}` })),
  );
  return optionMenus({ label: "⋯ Do something with a row", options }, writing);
}

function optionMenus(menu: Menu, writing: Writing): APIComponentInMessageActionRow[][] {
  const options = menu.options.flatMap((button, index) => optionFor(button, { ordinal: index, writing }));
  return chunks(options, limits.selectOptions).map((chunk): [APIStringSelectComponent] => [
    {
      type: ComponentType.StringSelect,
      custom_id: customId("pick", 0, ""),
      placeholder: shown(menu.label, limits.selectPlaceholder),
      options: chunk,
    },
  ]);
}

function optionFor(button: Button, place: { ordinal: number; writing: Writing }): readonly APISelectMenuOption[] {
  const encoded = place.writing.encoded(button.call);
  if (encoded === undefined) return [];
  const value = customId(place.writing.purpose, place.ordinal, encoded);
  return [{ label: shown(button.label, limits.selectOptionLabel), value }];
}

function numbered(row: number): (control: APIComponentInMessageActionRow) => APIComponentInMessageActionRow {
  return (control) =>
    control.type === ComponentType.StringSelect ? { ...control, custom_id: customId("pick", row, "") } : control;
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

/** Text that stands by itself, shown letter by letter; Discord refuses empty ones. */
export function shown(text: string, max: number): string {
  return truncate(plain(text), max) || "…";
}

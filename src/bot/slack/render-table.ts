import type { KnownBlock, RichTextSection, SectionBlock } from "@slack/types";
import type { Button, Table, TableRow } from "../../notifications/message.ts";
import { card, limits } from "./limits.ts";
import { label, oneLine, truncate } from "./plain.ts";
import { actionPrefix, renderButton, renderMenu, renderOptions } from "./render-actions.ts";
import { flatten } from "./rendering.ts";
import type { Rendering } from "./rendering.ts";

const between = " · ";

/** Rows as lines, which a narrow phone and a voice can follow; at most `room` blocks. */
export function renderTable(table: Table | undefined, rendering: Rendering, room: number): KnownBlock[] {
  if (table === undefined || table.rows.length === 0 || room < 3) return [];

  const shown = table.rows.slice(0, Math.min(card.rows, room - 2));
  const hasActions = shown.some((row) => (row.actions ?? []).length > 0);
  const rows = hasActions
    ? shown.map((row, index) => actionRow(row, index, rendering))
    : [{ type: "rich_text", elements: shown.map((row) => plainRow(row, rendering)) } as const];
  return [...headerOf(table), ...rows, ...restOf(table.rows.length - shown.length)];
}

function headerOf(table: Table): KnownBlock[] {
  const columns = table.columns.map(oneLine).filter((column) => column !== "");
  return columns.length > 0 ? [quietLine(columns.join(between))] : [];
}

function restOf(hidden: number): KnownBlock[] {
  return hidden > 0 ? [quietLine(`… and ${hidden} more`)] : [];
}

function quietLine(text: string): KnownBlock {
  return {
    type: "context",
    elements: [{ type: "plain_text", text: label(text, limits.contextText), emoji: false }],
  };
}

function cellsOf(row: TableRow, rendering: Rendering): readonly string[] {
  return row.cells.map((cell) => truncate(oneLine(flatten(cell, rendering)), card.cell));
}

function plainRow(row: TableRow, rendering: Rendering): RichTextSection {
  const [name = "", ...rest] = cellsOf(row, rendering);
  const others = rest.filter((cell) => cell !== "").map((cell) => `${between}${cell}`);
  return {
    type: "rich_text_section",
    elements: [
      { type: "text", text: name || "–", style: { bold: true } },
      ...(others.length > 0 ? [{ type: "text", text: truncate(others.join(""), card.line) } as const] : []),
    ],
  };
}

function actionRow(row: TableRow, index: number, rendering: Rendering): SectionBlock {
  const cells = cellsOf(row, rendering).filter((cell) => cell !== "");
  const text = label(cells.join(between), limits.sectionText);
  const accessory = accessoryOf(row.actions ?? [], `${actionPrefix}.row.${index}`, {
    rendering,
    about: cells[0] ?? "",
  });
  return {
    type: "section",
    text: { type: "plain_text", text, emoji: false },
    ...(accessory && { accessory }),
  };
}

interface RowContext {
  readonly rendering: Rendering;
  readonly about: string;
}

/** One action is a button, a few are a "⋯" menu, and more than that menu takes are a select. */
function accessoryOf(
  actions: readonly Button[],
  actionId: string,
  row: RowContext,
): NonNullable<SectionBlock["accessory"]> | undefined {
  const [first] = actions;
  if (first === undefined) return undefined;
  if (actions.length === 1) return renderButton(first, actionId, row)[0];
  if (actions.length > limits.overflowOptions) {
    return renderMenu({ label: "Actions", options: actions }, actionId, row.rendering)[0];
  }

  const options = renderOptions(actions, row.rendering);
  return options.length > 0 ? { type: "overflow", action_id: actionId, options } : undefined;
}

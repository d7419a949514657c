import { PAGE_SIZE } from "../domain/paging.ts";
import type { Action, Button, Call, Menu, Message, Table } from "../notifications/message.ts";
import type { CommandContext } from "./define.ts";
import type { Reply } from "./reply.ts";
import { button } from "./words.ts";

interface Listing {
  /** "People in Vision Lab". */
  readonly heading: string;
  /** What is said where there is nothing at all: "Nobody has been invited yet." */
  readonly nothing: string;
  readonly total: number;
  readonly page: number;
  readonly pages: number;
  readonly table: Table;
  /** The arguments that narrow the list. */
  readonly filters?: readonly string[];
  readonly menus?: readonly Menu[];
  readonly actions?: readonly Action[];
}

/** One page of a list, with the ways to turn it; says which filters are on when they leave nothing. */
export function listReply(context: CommandContext, listing: Listing): Reply {
  const { call } = context;
  const on = (listing.filters ?? []).filter((name) => call.input[name]);
  const filterLine = on.map((name) => `${name} ${call.input[name]}`).join(", ");
  const turning = turned(context);
  if (listing.total === 0 && on.length > 0) {
    return {
      tone: "neutral",
      title: `${listing.heading}: nothing fits.`,
      lines: [`Filters on: ${filterLine}.`],
      actions: [button("Clear the filters", call.command, { ...without(call.input, on), page: "1" })],
      ...turning,
    };
  }
  if (listing.total === 0) return { tone: "neutral", title: listing.nothing, ...shown(listing.actions), ...turning };

  return {
    tone: "neutral",
    title: titleOf(listing),
    ...(on.length > 0 && { lines: [`Filters on: ${filterLine}.`] }),
    table: listing.table,
    ...(listing.menus && { menus: listing.menus }),
    ...shown([...pageButtons(call, listing), ...clearButton(call, on), ...(listing.actions ?? [])]),
    ...turning,
  };
}

function titleOf({ heading, total, page, pages }: Listing): string {
  const all = `${heading}: ${total.toLocaleString("en-US")}`;
  const first = (page - 1) * PAGE_SIZE + 1;
  return pages > 1 ? `${all} (showing ${first} to ${Math.min(page * PAGE_SIZE, total)})` : all;
}

/** The ways to the page before and to the next. */
export function pageButtons(call: Call, { page, pages }: Pick<Listing, "page" | "pages">): readonly Button[] {
  const to = (target: number, label: string) => button(label, call.command, { ...call.input, page: String(target) });
  return [
    ...(page > 1 ? [to(page - 1, `‹ ${page - 1}`)] : []),
    ...(page < pages ? [to(page + 1, `${page + 1} ›`)] : []),
  ];
}

function clearButton(call: Call, on: readonly string[]): readonly Button[] {
  if (on.length === 0) return [];
  return [button("Clear the filters", call.command, { ...without(call.input, on), page: "1" })];
}

/** A menu that shows the same list otherwise: each option sets these arguments and goes back to the first page. */
export function listMenu(call: Call, label: string, options: Readonly<Record<string, Call["input"]>>): Menu {
  const buttons = Object.entries(options).map(([name, input]) =>
    button(name, call.command, { ...call.input, ...input, page: "1" }),
  );
  return { label, options: buttons };
}

/** A list that was turned by its own buttons takes the place of what it was; only those name a page. */
export function turned({ call, invocation }: CommandContext): Pick<Reply, "replaces"> {
  return invocation.asked.via === "button" && call.input["page"] ? { replaces: true } : {};
}

function without(input: Call["input"], names: readonly string[]): Call["input"] {
  return Object.fromEntries(Object.entries(input).filter(([name]) => !names.includes(name)));
}

function shown(actions: readonly Action[] = []): Pick<Message, "actions"> {
  return actions.length > 0 ? { actions } : {};
}

/** The same request with this said outright, so that the list's buttons stay with what the list is about. */
export function pinned(context: CommandContext, input: Call["input"]): CommandContext {
  return { ...context, call: { ...context.call, input: { ...context.call.input, ...input } } };
}

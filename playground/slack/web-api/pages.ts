import type { SlackJson } from "../seen.ts";
import { SlackProblem } from "../problem.ts";
import type { Args } from "./args.ts";

function offsetOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const [, offset] = /^next:(\d+)$/.exec(Buffer.from(cursor, "base64").toString()) ?? [];
  if (offset === undefined) throw new SlackProblem("invalid_cursor");
  return Number(offset);
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly hasMore: boolean;
  /** With an empty `next_cursor` on the last page. */
  readonly metadata: { readonly response_metadata: SlackJson };
}

/** One page of a list, by `cursor` and `limit`. */
export function pageOf<Item>(all: readonly Item[], args: Args, defaultLimit = 100): Page<Item> {
  const limit = args.integer("limit", defaultLimit);
  if (limit < 1 || limit > 1_000) throw new SlackProblem("invalid_limit");

  const offset = offsetOf(args.text("cursor"));
  const end = offset + limit;
  const hasMore = end < all.length;
  const next = hasMore ? Buffer.from(`next:${end}`).toString("base64") : "";
  return { items: all.slice(offset, end), hasMore, metadata: { response_metadata: { next_cursor: next } } };
}

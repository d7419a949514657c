/** Rows on a page of any list. */
export const PAGE_SIZE = 10;

export interface Page {
  readonly total: number;
  /** From 1. */
  readonly page: number;
  /** At least 1. */
  readonly pages: number;
  readonly offset: number;
}

/** The page asked for, or the nearest there is. */
export function pageOf(total: number, wanted = 1): Page {
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
  const page = Math.min(Math.max(1, Math.trunc(wanted) || 1), pages);
  return { total, page, pages, offset: (page - 1) * PAGE_SIZE };
}

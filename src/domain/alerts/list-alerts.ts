import type { Prisma } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { pageOf, PAGE_SIZE } from "../paging.ts";
import { alertReach, withinReach } from "./alert-reach.ts";
import type { AlertView } from "./alert.ts";
import type { AlertKind } from "./kinds.ts";
import { viewsOf } from "./read-alert.ts";
import { othersToldOf } from "./told-apart.ts";
import type { ToldApart } from "./told-apart.ts";

interface Listing {
  /** Default: those that are open. */
  readonly state?: "open" | "over" | "all" | undefined;
  readonly kind?: AlertKind | undefined;
  readonly organizationId?: string | undefined;
  readonly page?: number | undefined;
}

export interface AlertPage {
  readonly rows: readonly AlertView[];
  readonly total: number;
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  /** Who is told of an open one's limit by another alert, which is not listed; by the id of the one that is. */
  readonly apart: ReadonlyMap<string, readonly ToldApart[]>;
}

/** The alerts that the asker may see, the latest first, ten a page; of a limit whose rules tell different people the asker's. Samples are none. */
export async function listAlerts(context: Context, listing: Listing = {}): Promise<AlertPage> {
  const { db, tenantId } = context;
  const reach = await alertReach(db, context);
  const { state = "open", kind, organizationId } = listing;
  const { hidden, apart } = await othersToldOf(db, context, { reach, isOpen: state === "open" });
  const where: Prisma.AlertWhereInput = {
    tenantId,
    AND: [withinReach(reach), phases[state]],
    firedAt: { not: null },
    id: { notIn: [...hidden] },
    ...(kind && { kind }),
    ...(organizationId && { organizationId }),
  };
  const { page, pages, offset, total } = pageOf(await db.alert.count({ where }), listing.page);
  const rows = await db.alert.findMany({
    where,
    orderBy: [{ firedAt: "desc" }, { id: "desc" }],
    skip: offset,
    take: PAGE_SIZE,
  });
  return { rows: await viewsOf(db, context, rows), total, page, pages, apart };
}

const phases: Readonly<Record<"open" | "over" | "all", Prisma.AlertWhereInput>> = {
  open: { phase: { in: ["firing", "recovering"] } },
  over: { phase: "resolved" },
  all: { phase: { not: "pending" } },
};

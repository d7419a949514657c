import type { Prisma } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { pageOf, PAGE_SIZE } from "../paging.ts";
import { alertReach, withinReach } from "./alert-reach.ts";
import { EACH } from "./alert-rule.ts";
import type { AlertKind } from "./kinds.ts";
import { requireRule, ruleViews } from "./rule-view.ts";
import type { RuleView } from "./rule-view.ts";

interface Listing {
  readonly kind?: AlertKind | undefined;
  readonly text?: string | undefined;
  readonly organizationId?: string | undefined;
  readonly page?: number | undefined;
}

export interface RuleRow extends RuleView {
  /** How many alerts of it are open that the asker may see. */
  readonly open: number;
}

export interface RulePage {
  readonly rows: readonly RuleRow[];
  readonly total: number;
  /** From 1. */
  readonly page: number;
  readonly pages: number;
}

/** The rules that the asker may see, and those that look at everybody, by name, ten a page. */
export async function listAlertRules(context: Context, listing: Listing = {}): Promise<RulePage> {
  const { db, tenantId } = context;
  const reach = await alertReach(db, context);
  const mine = withinReach(reach);
  const { kind, text, organizationId } = listing;
  const where: Prisma.AlertRuleWhereInput = {
    tenantId,
    deletedAt: null,
    ...(!reach.everything && { OR: [...(mine.OR ?? []), { scope: EACH }] }),
    ...(kind && { kind }),
    ...(text && { name: { contains: text, mode: "insensitive" } }),
    ...(organizationId && { organizationId }),
  };
  const { page, pages, offset, total } = pageOf(await db.alertRule.count({ where }), listing.page);
  const rows = await db.alertRule.findMany({
    where,
    orderBy: [{ builtIn: { sort: "asc", nulls: "first" } }, { name: "asc" }],
    skip: offset,
    take: PAGE_SIZE,
  });
  const views = await ruleViews(db, context, rows);
  const open = await openOf(
    context,
    views.map(({ rule }) => rule.id),
  );
  return { rows: views.map((view) => ({ ...view, open: open.get(view.rule.id) ?? 0 })), total, page, pages };
}

/** By rule, as far as the asker may see them. */
async function openOf(context: Context, ruleIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { db, tenantId } = context;
  const counted = await db.alert.groupBy({
    by: ["ruleId"],
    where: {
      tenantId,
      ruleId: { in: [...ruleIds] },
      phase: { in: ["firing", "recovering"] },
      AND: [withinReach(await alertReach(db, context))],
    },
    _count: true,
  });
  return new Map(counted.map(({ ruleId, _count: open }) => [ruleId, open]));
}

/** One rule that the asker may see. Refuses with `not-found`, `forbidden`. */
export async function showAlertRule(context: Context, { ruleId }: { readonly ruleId: string }): Promise<RuleRow> {
  const { view } = await requireRule(context.db, context, { ruleId, right: "see" });
  const open = await openOf(context, [ruleId]);
  return { ...view, open: open.get(ruleId) ?? 0 };
}

/** Rules by name, for whoever types one: exactly so called, else all whose names have it in them. */
export async function findRules(context: Context, named: string): Promise<readonly RuleRow[]> {
  const { rows } = await listAlertRules(context, { text: named });
  const exact = rows.filter(({ rule }) => rule.name.toLowerCase() === named.toLowerCase());
  return exact.length > 0 ? exact : rows;
}

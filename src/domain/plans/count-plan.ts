import type { Transaction } from "../../storage/database.ts";
import type { Plan } from "../configuration/configuration.ts";
import type { Context } from "../context.ts";
import { countWindows } from "../usage/count-windows.ts";

/** Sees to it that what a plan limits is counted, so that it binds at once. */
export async function countPlan(tx: Transaction, context: Context, plan: Plan | null): Promise<void> {
  const wanted = (plan?.limits ?? []).map(({ meter, window }) => ({ scope: "person" as const, meter, window }));
  await countWindows(tx, context, wanted);
}

import type { World } from "../context.ts";

/** Does it for each, one after the other; what fails for one is thrown once the others are done. Returns the sum. */
export async function each<Item>(items: readonly Item[], work: (item: Item) => Promise<number>): Promise<number> {
  const failures: unknown[] = [];
  let sum = 0;
  for (const item of items) sum += await work(item).catch((error: unknown) => failures.push(error) * 0);
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, "not everything was evaluated");
  return sum;
}

export async function eachTenant(world: World, work: (tenantId: string) => Promise<number>): Promise<number> {
  const tenants = await world.db.tenant.findMany({ select: { id: true }, orderBy: { id: "asc" } });
  return each(tenants, ({ id }) => work(id));
}

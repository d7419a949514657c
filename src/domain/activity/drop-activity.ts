import type { World } from "../context.ts";
import { oldestKept } from "../usage/partitions.ts";

/** Run by the clock: forgets activity of days that the configuration no longer keeps. Returns how much. */
export async function dropActivity({ db, now, configuration }: World): Promise<number> {
  const { count } = await db.activity.deleteMany({
    where: { at: { lt: new Date(oldestKept(now, configuration.keepEventsDays)) } },
  });
  return count;
}

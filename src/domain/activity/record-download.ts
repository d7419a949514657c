import { hash } from "node:crypto";
import type { Context } from "../context.ts";

/** Notes that somebody took data out of here, beside what platforms tell of. */
export async function recordDownload(context: Context): Promise<void> {
  const { db, tenantId, actor, now } = context;
  if (actor.kind !== "person") return;
  const id = context.newId();
  await db.activity.create({
    data: {
      tenantId,
      key: keyOf(id),
      at: now,
      kind: "download",
      personId: actor.id,
      data: { count: 1 },
      receivedAt: now,
    },
  });
}

/** As of an event of the program's own with this id. */
function keyOf(id: string): string {
  const hex = hash("sha256", `quartermaster\0${id}`, "hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}

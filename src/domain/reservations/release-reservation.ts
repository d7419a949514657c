import type { World } from "../context.ts";
import { layOut } from "./batch.ts";
import { decideBatch } from "./decide-batch.ts";
import { releasedOf } from "./end-answers.ts";
import type { Released } from "./reservations.ts";

/**
 * Frees what a reservation holds, outside of the queue that platforms are answered from: for people and the clock. The same
 * again gets the same answer. Refuses with `not-found` and `reservation-ended`.
 */
export async function releaseReservation(world: World, tenantId: string, reservationId: string): Promise<Released> {
  const { db, now, configuration } = world;
  const release = { kind: "release", id: reservationId, used: null, at: null, expiresAt: null } as const;
  const { ended } = await decideBatch(db, { ...NOTHING, tenantId, now, configuration, ends: [release] });
  const [result] = ended;
  if (!result) throw new Error("qm_decide left an operation out");
  return releasedOf(release, result);
}

const NOTHING = { version: "0", windows: [], mayLackRows: false, reserves: [], laidOut: layOut([]) };

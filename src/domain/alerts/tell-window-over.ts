import type { Transaction } from "../../storage/database.ts";
import type { Alert } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { nextTimeOfDay } from "./day-span.ts";
import type { DigestKind, Hearer } from "./decide-telling.ts";
import { gather } from "./gather.ts";
import { levelTold } from "./level-told.ts";
import { mutedUntil } from "./mute-window.ts";
import { quietUntil } from "./quiet-hours.ts";
import { hearersOf } from "./recipients.ts";
import { routingOf } from "./routing.ts";

/**
 * A window is over, and with it an alert: whoever has its card reads so once, in one message with all others that ended
 * then. People in their daily digest, channels as soon as those that end together are known.
 */
export async function noteWindowOver(tx: Transaction, context: Context, alert: Alert): Promise<void> {
  const told = await tx.alertTold.findMany({
    where: { alertId: alert.id, how: "card", digestId: null },
    orderBy: { level: "desc" },
  });
  if (told.length === 0) return;
  const routing = await routingOf(tx, context);
  for (const hearer of await hearersOf(tx, context, { routing, alert, level: levelTold(alert, alert.level) })) {
    const highest = told.find(({ recipient }) => recipient === hearer.recipient);
    if (!highest) continue;
    const { recipient } = hearer;
    const digestId = await gather(tx, context, { recipient, groupKey: "", ...whenTold(hearer, context) });
    await tx.alertTold.update({ where: { id: highest.id }, data: { digestId } });
  }
}

function whenTold(
  hearer: Hearer,
  { now, configuration }: Context,
): { readonly kind: DigestKind; readonly dueAt: Date } {
  const { digestAt, groupWaitMs } = configuration.alerts;
  const { timeZone } = hearer;
  if (hearer.kind === "channel") {
    const soon = new Date(now.getTime() + groupWaitMs);
    return { kind: "window", dueAt: mutedUntil(hearer.muted, soon, timeZone) ?? soon };
  }
  const dueAt = nextTimeOfDay(hearer.digestAt ?? digestAt, now, timeZone);
  return { kind: "daily", dueAt: quietUntil(hearer.quiet, dueAt, timeZone) ?? dueAt };
}

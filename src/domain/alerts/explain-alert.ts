import type { AlertStep, AlertTold } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import type { Units } from "../meters/meter.ts";
import { chainOf } from "../organizations/tree.ts";
import { personNames } from "../usage/names.ts";
import { hasAlertRight, isOnlyOwn, requireAlertRight } from "./alert-access.ts";
import type { AlertView } from "./alert.ts";
import { isOpen } from "./alert.ts";
import { toldAlready } from "./explained.ts";
import type { ToldAlready } from "./explained.ts";
import { readAlertCard } from "./read-alert-card.ts";
import type { AlertCard } from "./read-alert-card.ts";
import { requireRule } from "./rule-view.ts";
import type { RuleView } from "./rule-view.ts";

/** Whom a level was told, or why not yet, or not at all. */
export interface ToldView {
  /** "Bob Ekman", "#ops on Slack". */
  readonly who: string;
  readonly isChannel: boolean;
  /** Index into the alert's levels. */
  readonly level: number;
  /** "card", "thread", "digest", "silenced", "snoozed", "inhibited", "off", "dropped". */
  readonly how: string;
  readonly at: Date;
  /** When it is looked at again whether it may be told. */
  readonly heldUntil: Date | null;
  /** By which alerts they hear of the same cause, where that holds it back. */
  readonly already?: ToldAlready;
}

/** What would change how an alert stands; values as the alert's own. */
export interface Flip {
  /** It is over when less than this is used. */
  readonly below?: Units;
  /** … or when the limit is at least this. */
  readonly limit?: Units;
  /** The next level, and how much more reaches it. */
  readonly next?: { readonly name: string; readonly more: Units };
}

export interface AlertExplained {
  readonly card: AlertCard;
  /** undefined: deleted, or not theirs to see. */
  readonly rule: RuleView | undefined;
  /** Oldest first. */
  readonly steps: readonly AlertStep[];
  readonly told: readonly ToldView[];
  readonly flip: Flip;
}

const MOST_STEPS = 20;

/** Everything that an alert was decided by. Refuses with `not-found`, `forbidden`. */
export async function explainAlert(
  context: Context,
  { alertId }: { readonly alertId: string },
): Promise<AlertExplained> {
  const { db, tenantId } = context;
  requirePerson(context);
  const card = await readAlertCard(db, context, alertId);
  if (!card || card.alert.phase === "pending") return refuse({ kind: "not-found", thing: "alert" });
  const { alert } = card;
  await requireAlertRight(context, db, { watched: alert.subject, right: "see" });

  const [steps, told, rule] = await Promise.all([
    db.alertStep.findMany({
      where: { tenantId, alertId },
      orderBy: [{ at: "desc" }, { id: "desc" }],
      take: MOST_STEPS,
    }),
    db.alertTold.findMany({ where: { tenantId, alertId }, orderBy: [{ at: "asc" }, { id: "asc" }] }),
    requireRule(db, context, { ruleId: alert.rule.id, right: "see" }).catch(() => undefined),
  ]);
  return {
    card,
    rule: rule?.view,
    steps: steps.toReversed(),
    told: await toldViews(context, alert, await tellable(context, alert, told)),
    flip: flipOf(alert),
  };
}

/** Who else is told, and in which channels, is for those who manage that; others see about themselves. */
async function tellable(context: Context, alert: AlertView, told: readonly AlertTold[]): Promise<readonly AlertTold[]> {
  const { db } = context;
  const { id: personId } = requirePerson(context);
  const { subject: watched } = alert;
  const isTheirs =
    (await hasAlertRight(db, context, { personId, watched, right: "manage" })) &&
    !(await isOnlyOwn(db, context, { personId, watched }));
  return isTheirs ? told : told.filter(({ recipient }) => recipient === `person:${personId}`);
}

async function toldViews(context: Context, alert: AlertView, rows: readonly AlertTold[]): Promise<readonly ToldView[]> {
  const { db, tenantId } = context;
  const idsOf = (kind: string) =>
    rows.flatMap(({ recipient }) => (recipient.startsWith(kind) ? [recipient.slice(kind.length)] : []));
  const [people, channels] = await Promise.all([
    personNames(db, tenantId, idsOf("person:")),
    db.alertSubscription.findMany({ where: { tenantId, id: { in: idsOf("channel:") } } }),
  ]);
  const names = new Map<string, string>([
    ...[...people].map(([id, name]) => [`person:${id}`, name] as const),
    ...channels.map(
      ({ id, channelName, platform }) =>
        [`channel:${id}`, `#${channelName} on ${platform === "slack" ? "Slack" : "Discord"}`] as const,
    ),
  ]);
  const views: ToldView[] = [];
  for (const { recipient, level, how, at, heldUntil } of rows) {
    const already = how === "inhibited" ? await alreadyBy(context, alert, recipient) : undefined;
    const who = names.get(recipient) ?? "somebody who is gone";
    const isChannel = recipient.startsWith("channel:");
    views.push({ who, isChannel, level, how, at, heldUntil, ...(already && { already }) });
  }
  return views;
}

async function alreadyBy({ db, tenantId }: Context, { id }: AlertView, recipient: string) {
  const chain = async (organizationId: string | null) =>
    organizationId === null ? [] : (await chainOf(db, { tenantId, organizationId })).map((one) => one.id);
  const alert = await db.alert.findFirst({ where: { id, tenantId } });
  return alert ? toldAlready(db, { alert, recipient, chain }) : undefined;
}

/** The smallest changes that flip it (demand D-01). Pure. */
export function flipOf(alert: Pick<AlertView, "phase" | "levels" | "level" | "value" | "limit">): Flip {
  const { levels, level, value } = alert;
  if (!isOpen(alert)) return {};
  const [lowest] = levels;
  const above = levels.find(({ at }, index) => index > level && at > value);
  const limit = limitThatEnds(alert);
  return {
    ...(lowest?.clearAt !== undefined && { below: lowest.clearAt }),
    ...(limit !== undefined && { limit }),
    ...(above && { next: { name: above.name, more: above.at - value } }),
  };
}

const WHOLE = 100;
const CLEAR_PERCENT = 2;

/** Of percents: the smallest limit of which the value is below the lowest level, less what keeps it from flapping. */
function limitThatEnds({ levels, value, limit }: Pick<AlertView, "levels" | "value" | "limit">): Units | undefined {
  const percent = levels[0]?.percent;
  if (limit === null || percent === undefined || percent <= CLEAR_PERCENT) return undefined;
  const thousandths = BigInt(Math.round((percent - CLEAR_PERCENT) * 1_000));
  return (value * BigInt(WHOLE) * 1_000n) / thousandths + 1n;
}

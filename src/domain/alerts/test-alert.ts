import type { Transaction } from "../../storage/database.ts";
import type { Alert } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { record, toJson } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { plan } from "../deliveries/plan.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { personNames } from "../usage/names.ts";
import { nameSubject } from "../quotas/subject-name.ts";
import { columnsOf } from "../quotas/subject-row.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { levelTold } from "./level-told.ts";
import { hearersOf } from "./recipients.ts";
import { routingOf } from "./routing.ts";
import { requireRule, ruleFacts, whoseRule } from "./rule-view.ts";
import type { RuleView } from "./rule-view.ts";
import { sampleOf } from "./sample.ts";
import { levelsKept } from "./standing.ts";

export interface AlertTested {
  readonly view: RuleView;
  readonly alertId: string;
  /** Channels that the sample went to, without a mark before them. */
  readonly channels: readonly string[];
  /** Channels that would hear of it, and cannot be posted to now. */
  readonly degraded: readonly string[];
  /** People who would hear of it, whom a sample does not disturb. */
  readonly people: readonly string[];
}

/**
 * Sends a marked sample of a rule's alert to whoever asks and to every channel that would hear of it, the way that its
 * alerts go. Refuses with `not-found`, `forbidden`.
 */
export async function testAlert(context: Context, { ruleId }: { readonly ruleId: string }): Promise<AlertTested> {
  const { id: personId } = requirePerson(context);
  return transaction(context.db, async (tx) => {
    const { view } = await requireRule(tx, context, { ruleId, right: "manage" });
    const alert = await writeSample(tx, context, view);
    const routing = await routingOf(tx, context);
    const level = levelTold(alert, alert.level);
    const hearers = await hearersOf(tx, context, { routing, alert, level });

    const channels = hearers.filter((one) => one.kind === "channel");
    const reached = channels.filter(({ isDegraded }) => !isDegraded);
    for (const recipient of [`person:${personId}`, ...reached.map((one) => one.recipient)])
      await plan(tx, context, { subject: "alert", subjectId: alert.id, recipient });

    const names = new Map(routing.subscriptions.map((one) => [`channel:${one.id}`, one.channelName]));
    const nameOf = ({ recipient }: { readonly recipient: string }) => names.get(recipient) ?? "";
    const told = reached.map(nameOf);
    await record(tx, context, { kind: "alert-rule-tested", rule: ruleFacts(view), told, ...whoseRule(view) });
    return {
      view,
      alertId: alert.id,
      channels: told,
      degraded: channels.filter(({ isDegraded }) => isDegraded).map(nameOf),
      people: await othersAmong(tx, context, hearers),
    };
  });
}

async function othersAmong(
  tx: Transaction,
  context: Context,
  hearers: readonly { readonly recipient: string }[],
): Promise<readonly string[]> {
  const { id: self } = requirePerson(context);
  const ids = hearers.flatMap(({ recipient }) => (recipient.startsWith("person:") ? [recipient.slice(7)] : []));
  const others = ids.filter((id) => id !== self);
  return [...(await personNames(tx, context.tenantId, others)).values()];
}

/** An alert that is over from the first, so that nothing looks at it again. */
async function writeSample(tx: Transaction, context: Context, { rule, watched }: RuleView): Promise<Alert> {
  const { tenantId, now } = context;
  const subject = watched === "each" ? ownSubject(context) : watched;
  const { name } = await nameSubject(tx, tenantId, subject);
  const { organizationId, personId, subjectKey } = columnsOf(subject);
  const { levels, facts, ...sample } = sampleOf(rule, context.configuration);
  const id = context.newId();
  return tx.alert.create({
    data: {
      ...sample,
      id,
      tenantId,
      ruleId: rule.id,
      kind: rule.kind,
      subjectKey,
      organizationId,
      personId,
      subjectName: name,
      // No real window begins at such an instant.
      windowStart: now,
      windowEnd: null,
      // Two asked for at one instant are two.
      episode: -Number.parseInt(id.slice(-7), 16),
      phase: "resolved",
      levels: levelsKept(levels),
      severity: levels[sample.level]?.severity ?? "info",
      peak: sample.value,
      facts: toJson({ ...facts, sample: true }),
      cause: "usage",
      pendingSince: now,
      evaluatedAt: now,
      resolvedAt: now,
      resolution: "sample",
    },
  });
}

/** What looks at everybody looks at whoever asks, too. */
function ownSubject(context: Context): CountedSubject {
  return { scope: "person", personId: requirePerson(context).id };
}

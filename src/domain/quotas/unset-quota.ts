import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Meter } from "../meters/meter.ts";
import { whatIf } from "../what-if.ts";
import type { QuotaFacts } from "./events.ts";
import { quotaFacts } from "./facts.ts";
import { requireGiver } from "./giver.ts";
import { impactOf } from "./impact.ts";
import type { Impact } from "./impact.ts";
import { lockLimits } from "./lock-limits.ts";
import { affectedBy } from "./over.ts";
import { requireOwnPool } from "./own-pool.ts";
import { withoutOwnRaise } from "./own-raise.ts";
import { nameSubject } from "./subject-name.ts";
import type { NamedSubject } from "./subject-name.ts";
import { subjectKey } from "./subject.ts";
import type { Subject } from "./subject.ts";

export interface UnsetWish {
  readonly subject: Subject;
  readonly meter: Meter;
  /** Left out: those over every window. */
  readonly window?: string | undefined;
  readonly reason?: string | undefined;
}

export interface QuotasUnset {
  readonly named: NamedSubject;
  readonly quotas: readonly QuotaFacts[];
}

/**
 * Takes away what was set by command, so that what comes next in line applies: a role's limit, or the plan's. Refuses
 * as setting does, and with `quota-not-set`.
 */
export async function unsetQuota(context: Context, wish: UnsetWish): Promise<QuotasUnset> {
  return transaction(context.db, (tx) => unsetIn(tx, context, wish));
}

/** What unsetting it would do, refused as the unsetting itself would be; nothing is changed. */
export async function previewUnset(
  context: Context,
  wish: UnsetWish,
): Promise<QuotasUnset & { readonly impact: Impact }> {
  return whatIf(context.db, async (tx) => {
    const whose = await affectedBy(tx, context, wish.subject);
    let unset: QuotasUnset | undefined;
    const impact = await impactOf(tx, context, {
      whose,
      meter: wish.meter.name,
      work: async () => (unset = await unsetIn(tx, context, wish)),
    });
    if (!unset) throw new Error("the work was not done");
    return { ...unset, impact };
  });
}

async function unsetIn(tx: Transaction, context: Context, wish: UnsetWish): Promise<QuotasUnset> {
  const { configuration, tenantId } = context;
  const { subject, meter, window, reason } = wish;
  await lockLimits(tx, context, subject);
  const giver = await requireGiver(tx, context, subject);
  const named = await nameSubject(tx, tenantId, subject);
  const found = await tx.quota.findMany({
    where: { tenantId, subjectKey: subjectKey(subject), meter: meter.name, ...(window && { window }) },
    orderBy: { window: "asc" },
  });
  if (found.length === 0) refuse({ kind: "quota-not-set", subject: named.name, meter: meter.label });

  const { person, organization } = named;
  const quotas = found.map((quota) => quotaFacts(configuration, quota, named.name));
  const loosening = { subject, name: named.name, meter: meter.name, amount: null, old: found };
  await requireOwnPool(tx, context, giver, loosening);
  const change = { subject, meter: meter.name, setByIds: found.map(({ setById }) => setById) };
  const ids = found.map(({ id }) => id);
  await withoutOwnRaise(tx, context, change, () => tx.quota.deleteMany({ where: { tenantId, id: { in: ids } } }));
  for (const quota of quotas) {
    const about = { ...(person && { person }), ...(organization && { organization }) };
    await record(tx, context, { kind: "quota-unset", quota, ...about }, { reason });
  }
  return { named, quotas };
}

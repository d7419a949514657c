import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import type { Quota } from "../../storage/generated/client.ts";
import type { QuotaAuthority } from "../../storage/generated/enums.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { countWindows } from "../usage/count-windows.ts";
import { requireCountable } from "../usage/require-countable.ts";
import { whatIf } from "../what-if.ts";
import type { QuotaFacts } from "./events.ts";
import { quotaFacts } from "./facts.ts";
import { giverIdOf, requireGiver } from "./giver.ts";
import type { Giver } from "./giver.ts";
import { impactOf } from "./impact.ts";
import type { Impact, OverCommitment } from "./impact.ts";
import { lockLimits } from "./lock-limits.ts";
import { affectedBy } from "./over.ts";
import { overCommitmentOf } from "./over-commitment.ts";
import { withoutOwnRaise } from "./own-raise.ts";
import { authorityOf, isLoosened, requireOwnPool } from "./own-pool.ts";
import { requireWithinPool } from "./pool.ts";
import { requireBelonging } from "./require-belonging.ts";
import { definitionOf, requireSound, sameDefinition } from "./quota-wish.ts";
import type { Definition, QuotaWish } from "./quota-wish.ts";
import { columnsOf } from "./subject-row.ts";
import { nameSubject } from "./subject-name.ts";
import type { NamedSubject } from "./subject-name.ts";
import type { CountedScope, Subject } from "./subject.ts";

export interface QuotaSet {
  readonly named: NamedSubject;
  readonly quota: QuotaFacts;
  readonly before: QuotaFacts | null;
  /** False when it was so already: nothing is written. */
  readonly changed: boolean;
  /** Parts of the pool add up to more than it: allowed, but said. */
  readonly overCommitment?: OverCommitment;
}

/**
 * Sets a limit, in the place of the one that this subject had of the same meter and window. Nothing running is stopped.
 * Refuses with `forbidden`, `quota-of-oneself`, `quota-above-pool`, `window-of-other-kind`, `window-limit`,
 * `until-passed`, `only-pools-lend`, `not-found`.
 */
export async function setQuota(context: Context, wish: QuotaWish): Promise<QuotaSet> {
  return transaction(context.db, (tx) => setIn(tx, context, wish));
}

/** What setting it would do, refused as the setting itself would be; nothing is changed. */
export async function previewQuota(context: Context, wish: QuotaWish): Promise<QuotaSet & { readonly impact: Impact }> {
  return whatIf(context.db, async (tx) => {
    const whose = await affectedBy(tx, context, wish.subject);
    let set: QuotaSet | undefined;
    const impact = await impactOf(tx, context, {
      whose,
      meter: wish.meter.name,
      work: async () => (set = await setIn(tx, context, wish)),
    });
    if (!set) throw new Error("the work was not done");
    return { ...set, impact };
  });
}

async function setIn(tx: Transaction, context: Context, wish: QuotaWish): Promise<QuotaSet> {
  const { tenantId, configuration } = context;
  const { subject, meter, reason } = wish;
  requireSound(context, wish);
  await lockLimits(tx, context, subject);
  const giver = await requireGiver(tx, context, subject);
  await requireBelonging(tx, giverIdOf(giver), subject);
  const named = await nameSubject(tx, tenantId, subject);
  const old = await findQuota(tx, context, wish);
  const definition = definitionOf(wish, old);
  await requireGivable(tx, context, giver, { wish, definition, old, named });

  const setWith = authorityOf(giver, { subject, before: old, after: definition });
  const before = old && quotaFacts(configuration, old, named.name);
  if (before && old && sameDefinition(old, definition) && !isTakenOver(old, setWith))
    return { named, quota: before, before, changed: false };
  const counted = { scope: countedScopeOf(subject), window: definition.window };
  await requireCountable(tx, { ...counted, tenantId, meter, giverId: giverIdOf(giver) });
  await countWindows(tx, context, [{ ...counted, meter: meter.name }]);
  const change = { subject, meter: meter.name, setByIds: old ? [old.setById] : [] };
  const written = await withoutOwnRaise(tx, context, change, () =>
    write(tx, context, { wish, definition, old, setWith }),
  );
  const quota = quotaFacts(configuration, written, named.name);
  const { person, organization } = named;
  const about = { ...(person && { person }), ...(organization && { organization }) };
  await record(tx, context, { kind: "quota-set", quota, before, ...about }, { reason });
  const overCommitment = await overCommitmentOf(tx, context, { ...definition, subject, meter: meter.name });
  return { named, quota, before, changed: true, ...(overCommitment && { overCommitment }) };
}

/** The same as before, and yet from now on the installation's. */
function isTakenOver(old: Quota, setWith: QuotaAuthority): boolean {
  return setWith === "installation" && old.setWith !== setWith;
}

interface Giving extends Pick<Writing, "wish" | "definition" | "old"> {
  readonly named: NamedSubject;
}

/** No more than the giver's pool, and no more than the installation has set where there is none. */
async function requireGivable(
  tx: Transaction,
  context: Context,
  giver: Giver,
  { wish: { subject, amount, meter }, definition, old, named: { name } }: Giving,
): Promise<void> {
  await requireWithinPool(tx, context, giver, { meter: meter.name, window: definition.window, amount });
  if (old && isLoosened(old, definition))
    await requireOwnPool(tx, context, giver, { subject, name, meter: meter.name, amount, old: [old] });
}

/** The scope in which those to whom it applies are counted. */
export function countedScopeOf(subject: Subject): CountedScope {
  if (subject.scope !== "role") return subject.scope;
  return "organizationId" in subject ? "member" : "person";
}

async function findQuota(tx: Transaction, { tenantId }: Context, { subject, meter, window }: QuotaWish) {
  const { subjectKey } = columnsOf(subject);
  return tx.quota.findUnique({
    where: { tenantId_subjectKey_meter_window: { tenantId, subjectKey, meter: meter.name, window } },
  });
}

interface Writing {
  readonly wish: QuotaWish;
  readonly definition: Definition;
  readonly old: Quota | null;
  readonly setWith: QuotaAuthority;
}

async function write(tx: Transaction, context: Context, { wish, definition, old, setWith }: Writing): Promise<Quota> {
  const { actor, now, tenantId } = context;
  const data = {
    ...definition,
    reason: wish.reason ?? null,
    setById: actor.kind === "person" ? actor.id : tenantId,
    setByName: actor.label,
    setAt: now,
    setWith,
  };
  if (old) return tx.quota.update({ where: { id: old.id }, data });
  return tx.quota.create({
    data: {
      ...data,
      ...columnsOf(wish.subject),
      id: context.newId(),
      tenantId,
      meter: wish.meter.name,
    },
  });
}

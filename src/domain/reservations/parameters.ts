import type { Units } from "../meters/meter.ts";
import { NOBODY } from "../quotas/subject.ts";
import type { Batch } from "./batch.ts";
import { plainArray, textArray, uuidArray } from "./literals.ts";
import { remember } from "./remembered.ts";
import type { EndOperation, PlacedReserve, ReserveOperation } from "./operation.ts";

/** Parameters of qm_decide by name, as text. */
export type Parameters = Readonly<Record<string, string>>;

/** The rows to be locked, the sums to be read, and the cohorts. */
export function placeParameters({ nodes, sums, cohorts }: Batch): Parameters {
  const heldPlace = ({ nodePlace, isSafe }: Batch["sums"][number]) => nodePlace + 1 + (isSafe ? nodes.length : 0);
  return {
    node_organizations: uuidArray(nodes.map(({ organizationId }) => organizationId)),
    node_people: uuidArray(nodes.map(({ personId }) => personId)),
    node_meters: textArray(nodes.map(({ meter }) => meter)),
    limit_organizations: uuidArray(sums.map(({ node }) => node.organizationId)),
    limit_people: uuidArray(sums.map(({ node }) => node.personId)),
    limit_meters: textArray(sums.map(({ node }) => node.meter)),
    limit_windows: textArray(sums.map(({ window }) => window)),
    limit_from: plainArray(sums.map(({ from }) => from)),
    limit_to: plainArray(sums.map(({ to }) => to)),
    limit_held: plainArray(sums.map(heldPlace)),
    limit_most: plainArray(sums.map(({ most }) => most)),
    cohort_ends: plainArray(cohorts.map(({ firstMember, memberPlaces }) => firstMember + memberPlaces.length)),
    cohort_capacities: plainArray(cohorts.map(({ capacity }) => capacity)),
    member_limits: plainArray(cohorts.flatMap(({ memberPlaces }) => memberPlaces.map((place) => place + 1))),
    member_guaranteed: plainArray(cohorts.flatMap(({ members }) => members.map(({ guaranteed }) => guaranteed))),
  };
}

/** What is reserved, for whom and until when. */
export function reserveParameters(reserves: readonly PlacedReserve[]): Parameters {
  const operations = reserves.map(({ operation }) => operation);
  return {
    op_ids: uuidArray(operations.map(({ id }) => id)),
    op_people: uuidArray(reserves.map(({ path }) => path.path.personId ?? NOBODY)),
    op_organizations: uuidArray(reserves.map(({ path }) => path.path.organizationId ?? NOBODY)),
    op_expiries: plainArray(operations.map(({ expiresAt }) => expiresAt.toISOString())),
    op_jobs: textArray(operations.map(({ job }) => job)),
    op_subject_organizations: textArray(reserves.map(({ path }) => path.subjectOrganizations)),
    op_subject_people: textArray(reserves.map(({ path }) => path.subjectPeople)),
    op_meters: textArray(operations.map(({ ready }) => textArray(ready.wanted.map(({ meter }) => meter)))),
    op_amounts: textArray(operations.map(({ ready }) => plainArray(ready.wanted.map(({ amount }) => heldOf(amount))))),
    op_mosts: textArray(operations.map(({ ready }) => plainArray(ready.wanted.map(({ most }) => heldOf(most))))),
    op_implied_costs: plainArray(operations.map(({ ready }) => heldOf(ready.cost.amount))),
    op_implied_mosts: plainArray(operations.map(({ ready }) => heldOf(ready.cost.most))),
    ...keyParameters(operations),
  };
}

/** What takes away from use holds nothing, and gives nothing back when it ends. */
function heldOf(amount: Units): Units {
  return amount > 0n ? amount : 0n;
}

function keyParameters(operations: readonly ReserveOperation[]): Parameters {
  const isKeyed = operations.some(({ key }) => key !== null);
  return {
    op_keys: isKeyed ? textArray(operations.map(({ key }) => key)) : "{}",
    op_hashes: isKeyed ? textArray(operations.map(({ hash }) => hash)) : "{}",
  };
}

/** What the reserves ask, share and hold. */
export function planParameters({ plans, nodes, cohorts }: Batch): Parameters {
  const asks = plans.flatMap(({ asks: all }) => all);
  const shares = plans.flatMap(({ shares: all }) => all);
  const holds = plans.flatMap(({ holds: all }) => all);
  return {
    op_ask_ends: ends(plans.map(({ asks: all }) => all.length)),
    ask_limits: plainArray(asks.map(({ place }) => place + 1)),
    ask_amounts: plainArray(asks.map(({ asked }) => asked)),
    op_share_ends: ends(plans.map(({ shares: all }) => all.length)),
    share_cohorts: plainArray(shares.map(({ cohort }) => cohort + 1)),
    share_members: plainArray(shares.map(({ cohort, member }) => (cohorts[cohort]?.firstMember ?? 0) + member + 1)),
    share_amounts: plainArray(shares.map(({ asked }) => asked)),
    op_hold_ends: ends(plans.map(({ holds: all }) => 2 * all.length)),
    hold_places: plainArray(holds.flatMap(({ node }) => [node + 1, node + 1 + nodes.length])),
    hold_amounts: plainArray(holds.flatMap(({ amount, most }) => [amount, most])),
  };
}

/** What is remembered of keyed reserves: how every limit stood. */
export function seenParameters(reserves: readonly PlacedReserve[], { plans }: Batch): Parameters {
  const keys = reserves.map(({ operation }) => operation.key);
  const seen = plans.map(({ meetings }, index) => (keys[index] ? meetings : []));
  return {
    op_limits: textArray(keys.map((key, index) => key && remember(plans[index]))),
    op_seen_ends: ends(seen.map(({ length }) => length)),
    seen_limits: plainArray(seen.flatMap((meetings) => meetings.map(({ place }) => place + 1))),
  };
}

export function endParameters(
  operations: readonly EndOperation[],
  slotOf: (operation: EndOperation) => number,
  now: Date,
): Parameters {
  return {
    end_ids: uuidArray(operations.map(({ id }) => id)),
    end_kinds: textArray(operations.map(({ kind }) => kind)),
    end_times: plainArray(operations.map(({ at }) => (at ?? now).toISOString())),
    end_slots: plainArray(operations.map(slotOf)),
    end_expiries: plainArray(operations.map(({ expiresAt }) => expiresAt?.toISOString())),
    end_meters: textArray(operations.map(({ used }) => used && textArray(used.map(({ meter }) => meter)))),
    end_amounts: textArray(operations.map(({ used }) => used && plainArray(used.map(({ amount }) => amount)))),
  };
}

/** Where the part of each ends in the array of all parts. */
function ends(lengths: readonly number[]): string {
  let end = 0;
  return plainArray(lengths.map((length) => (end += length)));
}

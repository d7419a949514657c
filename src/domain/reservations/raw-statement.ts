import { hasRates } from "../rates/rating.ts";
import type { BatchToDecide } from "./decide-batch.ts";
import { plainArray, textArray } from "./literals.ts";
import type { RatedUse } from "./operation.ts";
import type { Parameters } from "./parameters.ts";

interface Statement {
  readonly text: string;
  readonly values: readonly string[];
}

/** Where nothing counts otherwise than it is reported, the database is asked for no more than the decision. */
export function keepsRaws({ configuration }: Pick<BatchToDecide, "configuration">): boolean {
  return hasRates(configuration);
}

/** The statement that decides, and in the same transaction keeps what was asked for and used before rates. */
export function withRaws(
  { text, values }: Statement,
  { reserves, ends }: Pick<BatchToDecide, "reserves" | "ends">,
  parameters: Parameters,
): Statement {
  const wanted = reserves.map(({ operation }) =>
    operation.ready.wanted.some(isRated) ? operation.ready.wanted : null,
  );
  const used = ends.map((end) => (end.used?.some(isRated) ? end.used : null));
  const more: Parameters = {
    op_meters: textArray(wanted.map((all) => all && textArray(all.map(({ meter }) => meter)))),
    op_raws: textArray(wanted.map(rawsOf)),
    op_accelerators: textArray(wanted.map(acceleratorsOf)),
    end_raws: textArray(used.map(rawsOf)),
    end_accelerators: textArray(used.map(acceleratorsOf)),
  };
  return {
    text: rawText(text, Object.keys(parameters), Object.keys(more)),
    values: [...values, ...Object.values(more)],
  };
}

type Rated = Pick<RatedUse, "amount" | "raw" | "accelerator">;

function isRated({ amount, raw, accelerator }: Rated): boolean {
  return amount !== raw || accelerator !== null;
}

function rawsOf(all: readonly Rated[] | null): string | null {
  return all && plainArray(all.map(({ raw }) => raw));
}

function acceleratorsOf(all: readonly Rated[] | null): string | null {
  return all && textArray(all.map(({ accelerator }) => accelerator));
}

let kept: string | undefined;

/** Its parameters have the same names each time and in the same order. */
function rawText(text: string, names: readonly string[], more: readonly string[]): string {
  if (kept !== undefined) return kept;
  const own = more.map((name, index) => `${name} => $${names.length + index + 1}`);
  const shared = ["p_tenant", "p_now", "op_ids", "end_ids", "end_kinds", "end_times", "end_meters"].map(
    (name) => `${name} => $${names.indexOf(name) + 1}`,
  );
  const [tenant, ends] = ["p_tenant", "end_ids"].map((name) => `$${names.indexOf(name) + 1}`);
  // As the statement began: by the time that what was used is kept, the reservations have gone.
  const whose = `(SELECT json_object_agg(r.id, json_build_object('organization_id', r.organization_id, 'person_id', r.person_id, 'job', r.job))
    FROM reservation r WHERE r.tenant_id = ${tenant}::uuid AND r.id = ANY (${ends}::uuid[]))`;
  const given = ["p_allowed => d.allowed::boolean[]", "p_ended => d.ended", `p_whose => ${whose}`];
  const all = [...shared, ...own, ...given].join(", ");
  kept = `SELECT d.*, k.raws FROM (${text}) d, LATERAL (SELECT qm_keep_raws(${all}) AS raws) k`;
  return kept;
}

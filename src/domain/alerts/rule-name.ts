import type { Transaction } from "../../storage/database.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { firstFreeName, lineOf } from "../organizations/naming.ts";

interface Wish {
  /** As typed; none: `usual`, or that with the next number that is free. */
  readonly name: string | undefined;
  readonly usual: string;
  /** The rule that is renamed. */
  readonly ruleId?: string;
}

const LONGEST = 80;
const FIELD = "name";

/** A name that no other rule has, in any case. Under the tenant's lock. Refuses with `alert-rule-name-taken`, `text-invalid`. */
export async function freeName(tx: Transaction, { tenantId }: Context, { name, usual, ruleId }: Wish): Promise<string> {
  const read = lineOf(name ?? [...usual].slice(0, LONGEST).join(""), LONGEST);
  if ("reason" in read) return refuse({ kind: "text-invalid", field: FIELD, ...read });

  const rows = await tx.alertRule.findMany({
    where: { tenantId, deletedAt: null, ...(ruleId && { id: { not: ruleId } }) },
    select: { name: true },
  });
  const taken = new Set(rows.map((row) => row.name.toLowerCase()));
  const { line } = read;
  const free = firstFreeName({ name: line, slug: "" }, (candidate) => taken.has(candidate.name.toLowerCase()));
  if (name === undefined || !free.numbered) return free.name;

  return refuse({ kind: "alert-rule-name-taken", name: line, suggestion: free.name, field: FIELD });
}

import { findRules } from "../../domain/alerts/list-rules.ts";
import { refuse } from "../../domain/errors.ts";
import { isId } from "../../domain/id.ts";
import { given } from "../arg.ts";
import type { Kind } from "../arg.ts";
import { CommandError } from "../problem.ts";
import type { Choice } from "../reply.ts";

const MOST_SUGGESTIONS = 25;

/** A rule by its name or a part of it; buttons give its id. */
export const rule: Kind<string> = {
  kind: "text",
  label: "Rule",
  field: "suggested",
  alsoKnownAs: ["id"],
  read(typed, field) {
    if (isId(typed)) return given(typed);
    return {
      ok: true,
      async resolve(context) {
        const rows = await findRules(context, typed);
        const [first, another] = rows;
        if (!first) return refuse({ kind: "not-found", thing: "alert_rule", named: typed, field });
        if (!another) return first.rule.id;
        throw new CommandError({ kind: "ambiguous", field, typed, things: "rules", candidates: rows.map(choiceOf) });
      },
    };
  },
  async suggest(context, query) {
    const rows = await findRules(context, query);
    return rows.slice(0, MOST_SUGGESTIONS).map(choiceOf);
  },
};

function choiceOf({ rule: { id, name } }: { readonly rule: { readonly id: string; readonly name: string } }): Choice {
  return { value: id, label: name };
}

import type { Context } from "../context.ts";
import { codeOf } from "../errors.ts";
import type { Problem } from "../errors.ts";
import { isId } from "../id.ts";
import { storable, toJson, whoAndWhere } from "./record.ts";
import { redact } from "./redact.ts";

/** Writes down that something was refused, after the refusing transaction is undone. */
export async function recordRefusal(context: Context, problem: Problem): Promise<void> {
  await context.db.auditEntry.create({
    data: {
      ...whoAndWhere(context),
      id: context.newId(),
      outcome: "refused",
      kind: codeOf(problem),
      subject: textOf(subjectOf(problem)),
      data: toJson(problem, textOf),
    },
  });
}

/** A refusal quotes what was typed, which may be a secret that went into the wrong place. */
function textOf<Value extends string | null>(text: Value): Value | string {
  return text === null || isId(text) ? text : redact(storable(text));
}

function subjectOf(problem: Problem): string | null {
  if ("organization" in problem && problem.organization !== undefined) return problem.organization;

  return "name" in problem ? problem.name : null;
}

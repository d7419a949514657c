import type { Context } from "../context.ts";
import type { Problem } from "../errors.ts";
import { toJson, whoAndWhere } from "./record.ts";

/** Writes down that something was refused, after the refusing transaction is undone. */
export async function recordRefusal(context: Context, problem: Problem): Promise<void> {
  await context.db.auditEntry.create({
    data: {
      ...whoAndWhere(context),
      id: context.newId(),
      outcome: "refused",
      kind: problem.kind,
      subject: subjectOf(problem),
      data: toJson(problem),
    },
  });
}

function subjectOf(problem: Problem): string | null {
  if ("organization" in problem && problem.organization !== undefined) return problem.organization;

  return "name" in problem ? problem.name : null;
}

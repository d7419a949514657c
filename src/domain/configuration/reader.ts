import type { z } from "zod";
import type { Path } from "./yaml.ts";

/** Something wrong, and where. */
export interface Finding {
  readonly path: Path;
  /** The end of "plans[1].limits.gpu_hours.window …". */
  readonly says: string;
}

/** Reads parts of a file one after the other and keeps all that is wrong with any. */
export interface Reader {
  /** undefined where it does not fit, which is found then, or is not there. */
  read<Schema extends z.ZodType>(schema: Schema, value: unknown, path: Path): z.output<Schema> | undefined;
  fault(path: Path, says: string): void;
  /** Allowed, and yet likely a mistake. */
  warn(path: Path, says: string): void;
  readonly faults: readonly Finding[];
  readonly warnings: readonly Finding[];
}

export function createReader(): Reader {
  const faults: Finding[] = [];
  const warnings: Finding[] = [];
  return {
    faults,
    warnings,
    read(schema, value, path) {
      const result = schema.safeParse(value);
      if (result.success) return result.data;
      faults.push(...result.error.issues.flatMap((issue) => findingsOf(issue, path)));
      return undefined;
    },
    fault: (path, says) => void faults.push({ path, says }),
    warn: (path, says) => void warnings.push({ path, says }),
  };
}

/** Unknown keys come as one issue, with a line for each. */
function findingsOf(issue: z.core.$ZodIssue, around: Path): readonly Finding[] {
  const path = [...around, ...issue.path];
  if (issue.code !== "unrecognized_keys") return [{ path, says: issue.message }];
  const lines = issue.message.split("\n");
  return issue.keys.map((key, index) => ({ path: [...path, key], says: lines[index] ?? "is not known" }));
}

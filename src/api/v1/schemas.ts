import { z } from "zod";
import { codes } from "./codes.ts";

// Safe: the table has at least one code.
const allCodes = Object.keys(codes) as [string, ...string[]];

export const problemSchema = z
  .looseObject({
    type: z.string().meta({ description: "The code's page", examples: ["/v1/problems/quota_exceeded"] }),
    title: z.string(),
    status: z.int(),
    code: z.enum(allCodes).meta({ description: "Stable: act on it, not on the words." }),
    detail: z.string().optional(),
    errors: z
      .array(
        z.object({
          pointer: z.string().meta({ description: "JSON Pointer into the body, as a URI fragment" }),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: "Problem", description: "A problem of RFC 9457." });

const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: problemSchema } },
});

/** What every path may answer besides what it is for. */
export const problems = {
  "4xx": problem("Refused. /v1/problems lists every code."),
  "5xx": problem("Something went wrong here. 503 is worth sending again after Retry-After seconds."),
};

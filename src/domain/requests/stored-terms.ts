import { z } from "zod";
import type { Prisma } from "../../storage/generated/client.ts";
import type { Ref } from "../events.ts";
import type { RequestTerms } from "./terms.ts";

const instant = z.iso.datetime().transform((text) => new Date(text));
const termsSchema = z.object({
  amount: z.string().transform((digits) => BigInt(digits)),
  until: instant.nullable(),
  lengthMs: z.number().optional(),
  from: instant.nullable(),
  by: z.object({ id: z.string(), name: z.string() }),
});

/** What an approver wants to grant instead. */
interface ChangedTerms extends RequestTerms {
  readonly by: Ref;
}

/** As they are kept with the request. */
export function writeTerms({ amount, until, lengthMs, from }: RequestTerms, { id, name }: Ref): Prisma.InputJsonObject {
  return {
    amount: amount.toString(),
    until: until?.toISOString() ?? null,
    ...(lengthMs !== undefined && { lengthMs }),
    from: from?.toISOString() ?? null,
    by: { id, name },
  };
}

export function readTerms(kept: Prisma.JsonValue): ChangedTerms {
  return termsSchema.parse(kept);
}

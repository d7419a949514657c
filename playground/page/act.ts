import * as z from "zod";

/** A file's content as the page sends it. */
export const base64 = z.base64().transform((text) => new Uint8Array(Buffer.from(text, "base64")));

/** Something a person can do: what it takes, and what it does in their client. */
export interface Act<Person, Schema extends z.ZodType, Result> {
  readonly schema: Schema;
  readonly run: (person: Person, input: z.output<Schema>) => Result;
  /** Parses, then runs. `issue` is where and why the input was not understood. */
  readonly perform: (
    person: Person,
    input: unknown,
  ) => Promise<{ readonly result: Awaited<Result> } | { readonly issue: string }>;
}

export function act<Person, Schema extends z.ZodType, Result>(
  schema: Schema,
  run: (person: Person, input: z.output<Schema>) => Result,
): Act<Person, Schema, Result> {
  return {
    schema,
    run,
    perform: async (person, input) => {
      const parsed = schema.safeParse(input);
      if (!parsed.success) return { issue: z.prettifyError(parsed.error) };
      return { result: await run(person, parsed.data) };
    },
  };
}

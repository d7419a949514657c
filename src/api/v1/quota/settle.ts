import { DomainError } from "../../../domain/errors.ts";
import { ApiError, problemBody } from "../api-error.ts";
import { apiErrorOf } from "../domain-problem.ts";

/** What became of one item of a request. */
export type Settled = { readonly ok: true; readonly body: object } | { readonly ok: false; readonly error: unknown };

/** Does the work for one item; what it throws is that item's outcome and nobody else's. */
export async function settle(work: () => Promise<object>): Promise<Settled> {
  try {
    return { ok: true, body: await work() };
  } catch (error) {
    return { ok: false, error };
  }
}

type Attempt<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: unknown };

/** What a reading gives or throws, as a value. */
export function attempt<Value>(read: () => Value): Attempt<Value> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    return { ok: false, error };
  }
}

/** Does it for each by itself, all at once. */
export function each<Input, Body>(work: (input: Input, body: Body) => Promise<object>) {
  return (input: Input, bodies: readonly Body[]): Promise<readonly Settled[]> =>
    Promise.all(bodies.map((body) => settle(() => work(input, body))));
}

/** One of many answers: what the item would have been answered by itself, with its status. */
export function itemOf(settled: Settled): object {
  if (settled.ok) return { status: 200, ...settled.body };
  const refused = refusalIn(settled.error);
  return problemBody(refused?.code ?? "internal", refused?.facts);
}

/** The refusal that an error stands for; undefined for a fault of ours. */
function refusalIn(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  return error instanceof DomainError ? apiErrorOf(error.problem) : undefined;
}

/** What went wrong that no request is to blame for. */
export function faultsIn(settled: readonly Settled[]): readonly unknown[] {
  return settled.flatMap((one) => (one.ok || refusalIn(one.error) ? [] : [one.error]));
}

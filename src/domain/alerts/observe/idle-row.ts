import { NOBODY } from "../../quotas/subject.ts";

/** The latest of these; long ago where there is none. */
export function latest(instants: readonly (Date | null)[]): Date {
  return new Date(Math.max(...instants.map((at) => at?.getTime() ?? 0)));
}

export function orNull(id: string): string | null {
  return id === NOBODY ? null : id;
}

import { findMeter } from "../../domain/meters/find-meter.ts";
import type { Meter } from "../../domain/meters/meter.ts";
import type { CountedSubject } from "../../domain/quotas/subject.ts";
import { requirePerson } from "../../domain/memberships/authority-in.ts";
import type { Kind } from "../arg.ts";
import { subject } from "../args/subject.ts";
import type { TypedSubject } from "../args/subject.ts";
import type { CommandContext } from "../define.ts";
import { CommandError } from "../problem.ts";

/** A person in a button, where names would have to be looked up first. */
const BY_ID = /^person:([0-9a-f-]{36})$/u;

/** Whose usage is meant. A meter in its place means one's own usage of it: "usage gpu_hours". */
export type Whose =
  | { readonly kind: "subject"; readonly typed: string; readonly subject: TypedSubject }
  | { readonly kind: "meter"; readonly meter: Meter };

export const whose: Kind<Whose> = {
  ...subject,
  kind: "subject",
  label: "Whose",
  read: (typed, field) => ({
    ok: true,
    async resolve(context) {
      const id = BY_ID.exec(typed)?.[1];
      if (id) return { kind: "subject", typed, subject: { kind: "person", person: { id, label: "" } } };
      const meter = findMeter(context.configuration, typed);
      if (meter) return { kind: "meter", meter };
      const reading = subject.read(typed, field);
      if (!reading.ok) throw new CommandError(reading.problem);
      return { kind: "subject", typed, subject: await reading.resolve(context) };
    },
  }),
};

/** What is counted for it: of a person beside an organization, what they used there. */
export function countedSubject(
  context: CommandContext,
  meant: Whose | undefined,
  org: { readonly id: string } | undefined,
): CountedSubject {
  const own = { kind: "person", person: { id: requirePerson(context).id } } as const;
  const typed = meant?.kind === "subject" ? meant.subject : own;
  switch (typed.kind) {
    case "installation":
      return { scope: "tenant" };
    case "organization":
      return { scope: "organization", organizationId: typed.organization.id };
    case "person": {
      const { id: personId } = typed.person;
      return org ? { scope: "member", organizationId: org.id, personId } : { scope: "person", personId };
    }
    case "role":
      throw new CommandError({
        kind: "not-a-value",
        field: "whose",
        typed: `role:${typed.role}`,
        expected: "a person, an organization, or installation",
      });
  }
}

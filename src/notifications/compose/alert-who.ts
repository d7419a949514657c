import type { AlertCard, AlertRights } from "../../domain/alerts/read-alert-card.ts";
import type { Meter } from "../../domain/meters/meter.ts";

/** Who reads a card about an alert, and what they may do about it. */
export interface CardReader {
  /** undefined: everybody in a channel. */
  readonly personId: string | undefined;
  readonly rights: AlertRights;
  /** What a member does is not for everybody here to see: names are left out. */
  readonly isMasked: boolean;
}

/** Whose alert it is, as the subject of a sentence. */
export interface Who {
  /** "Vision Lab", "You", "A member of Vision Lab". */
  readonly name: string;
  readonly has: "has" | "have";
  readonly its: "its" | "your" | "their";
  /** " in Vision Lab" behind what is said of oneself there. */
  readonly place: string;
  /** "s" of a verb, where it takes one. */
  readonly s: "s" | "";
}

export function whoOf(
  { alert, person, organization }: Pick<AlertCard, "alert" | "person" | "organization">,
  { personId, isMasked }: Pick<CardReader, "personId" | "isMasked">,
): Who {
  const place = organization ? ` in ${organization.name}` : "";
  const { subject, subjectName } = alert;
  if (!("personId" in subject)) {
    const name = subject.scope === "tenant" ? "The installation" : (organization?.name ?? subjectName);
    return { name, has: "has", its: "its", place: "", s: "s" };
  }
  if (subject.personId === personId) return { name: "You", has: "have", its: "your", place, s: "" };
  const member = organization ? `A member of ${organization.name}` : "Somebody";
  const name = isMasked ? member : person ? `${person.name}${place}` : subjectName;
  return { name, has: "has", its: "their", place: "", s: "s" };
}

/** "GPU hours", "storage": a meter within a sentence. */
export function labelWithin({ label }: Pick<Meter, "label">): string {
  return /^.\p{Lu}/u.test(label) ? label : `${label.charAt(0).toLowerCase()}${label.slice(1)}`;
}

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
  /** The same within a sentence: "Vision Lab", "you", "a member of Vision Lab", "the installation". */
  readonly within: string;
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
  if (subject.scope === "tenant")
    return { name: "The installation", within: "the installation", has: "has", its: "its", place: "", s: "s" };
  if (!("personId" in subject)) {
    const name = organization?.name ?? subjectName;
    return { name, within: name, has: "has", its: "its", place: "", s: "s" };
  }
  if (subject.personId === personId) return { name: "You", within: "you", has: "have", its: "your", place, s: "" };
  return { ...somebody({ alert, person, organization }, isMasked), has: "has", its: "their", place: "", s: "s" };
}

function somebody(
  { alert, person, organization }: Pick<AlertCard, "alert" | "person" | "organization">,
  isMasked: boolean,
): Pick<Who, "name" | "within"> {
  if (!isMasked) {
    const name = person ? `${person.name}${organization ? ` in ${organization.name}` : ""}` : alert.subjectName;
    return { name, within: name };
  }
  if (!organization) return { name: "Somebody", within: "somebody" };
  return { name: `A member of ${organization.name}`, within: `a member of ${organization.name}` };
}

/** "GPU hours", "storage": a meter within a sentence. */
export function labelWithin({ label }: Pick<Meter, "label">): string {
  return /^.\p{Lu}/u.test(label) ? label : `${label.charAt(0).toLowerCase()}${label.slice(1)}`;
}

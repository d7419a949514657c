import type { Limit } from "./limit.ts";

const planWords = {
  personal: "a plan of one's own",
  organization: "an organization's plan",
  default: "the default plan",
} as const;

/** What kind of definition it is, in words: "a limit set for the person here". */
export function kindOfSource({ source }: Pick<Limit, "source">): string {
  if (source.kind === "plan") return planWords[source.through];
  const { subject } = source;
  switch (subject.scope) {
    case "tenant":
      return "the installation's own limit";
    case "organization":
      return "the organization's own limit";
    case "member":
      return "a limit set for the person in this organization";
    case "person":
      return "a limit set for the person everywhere";
    case "role":
      if (!("organizationId" in subject)) return "a limit of the role in the installation";
      return subject.role === "everyone" ? "a limit of everyone in this organization" : "a limit of the role here";
  }
}

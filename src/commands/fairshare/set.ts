import { MOST_SHARES, setFairShare } from "../../domain/fairshare/set-fairshare.ts";
import type { Sharing } from "../../domain/fairshare/set-fairshare.ts";
import { refuse } from "../../domain/errors.ts";
import type { OrganizationFound } from "../../domain/quotas/find-organization.ts";
import { given, notA, required } from "../arg.ts";
import type { Kind } from "../arg.ts";
import { arg } from "../args.ts";
import { currentOrganization } from "../args/organization.ts";
import type { TypedSubject } from "../args/subject.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import { CommandError } from "../problem.ts";
import { button, fact } from "../words.ts";

const shares: Kind<number> = {
  kind: "integer",
  label: "Shares",
  field: "line",
  read(typed, field) {
    const number = /^\d{1,7}$/u.test(typed) ? Number(typed) : 0;
    return number >= 1 && number <= MOST_SHARES
      ? given(number)
      : notA(field, typed, `a whole number from 1 to ${MOST_SHARES.toLocaleString("en-US")}`);
  },
};

export const fairshareSet = defineCommand({
  name: ["fairshare", "set"],
  title: "Set a fair share",
  submit: "Set",
  summary: "Set how much an organization, or a person in one, counts beside the others",
  details:
    "Only the proportion to those beside it matters: 20 beside 10 gets two thirds. Everybody has 1 of whom nothing is said.",
  group: "See and change limits",
  permission: "fairshare:set",
  effect: "changes",
  args: {
    subject: arg.subject("Whose: an organization, or a person in one"),
    shares: required(shares, "How many shares; 1 is what everybody has"),
    org: arg.place("Of a person: in which organization; the current one, when left out", {
      optional: true,
      keyed: true,
    }),
    reason: arg.lines("Why; kept in the audit log", { optional: true, keyed: true, label: "Reason" }),
  },
  example: "fairshare set @bob 20 org:vision-lab",
  moreExamples: ["fairshare set vision-lab 40"],
  tells: "The admins of the organization, and the person whose share it is.",

  async run(context, { subject, shares, org, reason }) {
    const meant = sharingOf(context, subject, org);
    const { name, before, after, changed } = await setFairShare(context, { subject: meant, shares, reason });
    const words = after === 1 ? "1 share" : `${after.toLocaleString("en-US")} shares`;
    if (!changed) return { tone: "neutral", title: `${name} has ${words} already.` };
    return {
      tone: "success",
      title: `${name} has ${words} from now on`,
      facts: [fact("Before", before.toLocaleString("en-US"))],
      actions: [button("Show the shares", "fairshare show", { whose: shownAfter(meant) })],
    };
  },
});

function sharingOf(context: CommandContext, typed: TypedSubject, org: OrganizationFound | undefined): Sharing {
  if (typed.kind === "organization") return { scope: "organization", organizationId: typed.organization.id };
  if (typed.kind === "person") {
    const organizationId =
      org?.id ?? currentOrganization(context)?.organizationId ?? refuse({ kind: "no-current-organization" });
    return { scope: "member", organizationId, personId: typed.person.id };
  }
  const word = typed.kind === "role" ? `role:${typed.role}` : "installation";
  throw new CommandError({
    kind: "not-a-value",
    field: "subject",
    typed: word,
    expected: "a person or an organization",
  });
}

/** Where it stands beside the others. */
function shownAfter(subject: Sharing): string {
  return subject.scope === "member" ? subject.organizationId : "installation";
}

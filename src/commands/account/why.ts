import { explainPermission } from "../../domain/explaining/explain-permission.ts";
import { permissions } from "../../domain/permissions.ts";
import { arg } from "../args.ts";
import { currentOrganization } from "../args/organization.ts";
import { defineCommand } from "../define.ts";
import { wordsOfAnswer } from "./why-words.ts";

export const why = defineCommand({
  name: ["why"],
  title: "Why may they, or not?",
  submit: "Explain",
  summary: "Explain why somebody may or may not do something",
  details: "Says which rule, role and setting decide, and the smallest change that would turn the answer round.",
  group: "See who may do what",
  effect: "reads",
  args: {
    person: arg.registered("Whom it is about: a mention, a username, or me"),
    permission: arg.permission("What about, such as cluster:create"),
    org: arg.organization("Where; your current organization, when left out", { optional: true }),
  },
  example: "why @bob cluster:create",
  moreExamples: ["why me invitation:create org:vision-lab"],

  async run(context, { person, permission, org }) {
    const isAboutOrganization = permissions[permission].scope === "organization";
    const where = isAboutOrganization ? (org ?? currentOrganization(context)) : undefined;
    const answer = await explainPermission(context, {
      personId: person.id,
      permission,
      ...(where && { organizationId: where.organizationId }),
    });
    return wordsOfAnswer(answer, { isAsker: context.actor.kind === "person" && context.actor.id === person.id });
  },
});

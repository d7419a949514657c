import { PAGE_SIZE, pageOf } from "../../domain/paging.ts";
import { listServiceAccounts } from "../../domain/service-accounts/list-service-accounts.ts";
import type { ServiceAccount } from "../../domain/service-accounts/service-account.ts";
import type { TableRow } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { listReply } from "../list.ts";
import { actions, button, formButton } from "../words.ts";
import { responsibleWords } from "./words.ts";

export const serviceList = defineCommand({
  name: ["service", "list"],
  aliases: [["services"], ["service-account", "list"]],
  title: "Service accounts",
  submit: "List",
  summary: "List the accounts of programs: where they belong, and who answers for them",
  group: "Invite and manage people",
  permission: "service:list",
  effect: "reads",
  args: {
    org: arg.place("Only those of this organization; all that you may see, when left out", { optional: true }),
    page: arg.page("Which page of ten", { default: "1", keyed: true, unasked: true }),
  },
  example: "service list",
  moreExamples: ["service list vision-lab"],

  async run(context, { org, page: asked }) {
    const accounts = await listServiceAccounts(context, { organizationId: org?.id });
    const { offset, ...place } = pageOf(accounts.length, asked);
    return listReply(context, {
      heading: org ? `Service accounts of ${org.name}` : "Service accounts",
      nothing: org ? `${org.name} has no service account.` : "There is no service account that you may see.",
      ...place,
      table: {
        columns: ["Name", "Belongs to", "Who answers for it", "Made"],
        rows: accounts.slice(offset, offset + PAGE_SIZE).map(rowOf),
      },
      ...actions(formButton("Make one", "service create", org ? { org: org.slug } : {})),
    });
  },
});

function rowOf(account: ServiceAccount): TableRow {
  const { name, organization, createdAt } = account;
  return {
    cells: [name, organization.name, responsibleWords(account), [{ time: createdAt }]],
    actions: [button("Show", "service show", { name })],
  };
}

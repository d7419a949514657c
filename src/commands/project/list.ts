import { listOrganizations } from "../../domain/organizations/list-organizations.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { organizationsReply } from "../org/list.ts";

export const projectList = defineCommand({
  name: ["project", "list"],
  aliases: [["projects"]],
  title: "My projects",
  summary: "List the projects you belong to",
  group: "Organizations and projects",
  effect: "reads",
  args: {
    text: arg.text("Only those whose name has this in it", { optional: true, label: "Search" }),
    sort: arg.choice("Sort by", { name: "Name", role: "Your role", members: "Members" })("What to sort by", {
      default: "name",
      keyed: true,
    }),
    page: arg.page("Which page of ten", { default: "1", keyed: true, unasked: true }),
  },
  example: "project list",

  async run(context, { text, sort, page }) {
    const found = await listOrganizations(context, { kind: "project", ...(text && { text }) });
    return organizationsReply(context, found, { sort, page, heading: "Your projects" });
  },
});

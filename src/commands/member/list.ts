import { listMembers } from "../../domain/memberships/list-members.ts";
import { arg } from "../args.ts";
import { roleNames } from "../args/access.ts";
import { mayIn } from "../access.ts";
import { defineCommand } from "../define.ts";
import { listMenu, listReply, pinned } from "../list.ts";
import { actions, formButton } from "../words.ts";
import { memberRow } from "./words.ts";

export const memberList = defineCommand({
  name: ["member", "list"],
  aliases: [["org", "members"], ["project", "members"], ["members"]],
  title: "Members",
  summary: "List who belongs to an organization or project, and who is invited",
  group: "Invite and manage people",
  permission: "member:list",
  effect: "reads",
  args: {
    org: arg.organization("Where; your current organization, when left out", { default: "current" }),
    text: arg.text("Only people whose name has this in it", { optional: true, keyed: true, label: "Search" }),
    role: arg.choice("Role", roleNames)("Only people with this role", { optional: true, keyed: true }),
    state: arg.choice("State", { active: "Active", invited: "Invited" })("Only members, or only the invited", {
      optional: true,
      keyed: true,
    }),
    sort: arg.choice("Sort by", { name: "Name", role: "Role", state: "State", joined: "Joined" })("What to sort by", {
      default: "name",
      keyed: true,
    }),
    descending: arg.flag("From the end of the list", { default: "no", keyed: true, unasked: true }),
    page: arg.page("Which page of ten", { default: "1", keyed: true, unasked: true }),
  },
  example: "member list",
  moreExamples: ["member list vision-lab role:admin", "member list state:invited sort:joined"],

  async run(context, { org, text, role, state, sort, descending, page }) {
    const found = await listMembers(context, {
      organizationId: org.organizationId,
      sort,
      descending,
      page,
      ...(text && { text }),
      ...(role && { role }),
      ...(state && { state }),
    });
    const here = pinned(context, { org: org.slug });
    return listReply(here, {
      ...found,
      heading: `People in ${org.name}`,
      nothing: `Nobody belongs to ${org.name}.`,
      table: {
        columns: ["Name", "Role", "State", "Joined, or expires"],
        rows: found.rows.map((row) => memberRow(row, org.slug)),
      },
      filters: ["text", "role", "state"],
      menus: [
        listMenu(here.call, "Sort", {
          "By name": { sort: "name" },
          "By role": { sort: "role" },
          "By state": { sort: "state" },
          "Joined first": { sort: "joined", descending: "no" },
          "Joined last": { sort: "joined", descending: "yes" },
        }),
        listMenu(here.call, "Filter", {
          "Only admins": { role: "admin" },
          "Only members": { role: "member" },
          "Only invited": { state: "invited" },
          "Only active": { state: "active" },
        }),
      ],
      ...actions(
        mayIn(context.standing, org, "invitation:create") &&
          formButton("Invite somebody", "invite create", { org: org.slug }),
      ),
    });
  },
});

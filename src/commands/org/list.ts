import { listOrganizations } from "../../domain/organizations/list-organizations.ts";
import { isAtLeast } from "../../domain/memberships/authority.ts";
import type { OrganizationView } from "../../domain/organizations/organization.ts";
import { PAGE_SIZE, pageOf } from "../../domain/paging.ts";
import type { Button, TableRow } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import { listMenu, listReply } from "../list.ts";
import type { Reply } from "../reply.ts";
import { button, count, formButton } from "../words.ts";

export const orgList = defineCommand({
  name: ["org", "list"],
  aliases: [["organization", "list"], ["orgs"]],
  title: "My organizations",
  summary: "List the organizations and projects you belong to",
  group: "Organizations and projects",
  effect: "reads",
  args: {
    text: arg.text("Only those whose name has this in it", { optional: true, label: "Search" }),
    kind: arg.choice("Kind", { organization: "Organizations", project: "Projects" })(
      "Only organizations, or only projects",
      {
        optional: true,
        keyed: true,
      },
    ),
    sort: arg.choice("Sort by", { name: "Name", role: "Your role", members: "Members" })("What to sort by", {
      default: "name",
      keyed: true,
    }),
    page: arg.page("Which page of ten", { default: "1", keyed: true, unasked: true }),
  },
  example: "org list",
  moreExamples: ["org list kind:project"],

  async run(context, { text, kind, sort, page }) {
    const found = await listOrganizations(context, { ...(text && { text }), ...(kind && { kind }) });
    return organizationsReply(context, found, { sort, page, heading: "Your organizations and projects" });
  },
});

interface Shown {
  readonly sort: keyof typeof orders;
  readonly page: number;
  readonly heading: string;
}

const orders = {
  name: (one: OrganizationView, other: OrganizationView) => one.name.localeCompare(other.name),
  role: (one: OrganizationView, other: OrganizationView) =>
    Number(isAtLeast(other.role, one.role)) - Number(isAtLeast(one.role, other.role)),
  members: (one: OrganizationView, other: OrganizationView) => other.memberCount - one.memberCount,
};

/** Ten of these organizations, with what the asker may do about each. */
export function organizationsReply(context: CommandContext, found: readonly OrganizationView[], shown: Shown): Reply {
  const { offset, ...place } = pageOf(found.length, shown.page);
  const sorted = found.toSorted(orders[shown.sort]);
  return listReply(context, {
    heading: shown.heading,
    nothing: "You belong to no organization or project yet.",
    ...place,
    table: {
      columns: ["Name", "Kind", "Your role", "People"],
      rows: sorted.slice(offset, offset + PAGE_SIZE).map(rowOf),
    },
    filters: ["text", "kind"],
    menus: [
      listMenu(context.call, "Sort", {
        "By name": { sort: "name" },
        "By your role": { sort: "role" },
        "Most people first": { sort: "members" },
      }),
    ],
    actions: [formButton("Found an organization", "org create"), formButton("Start a project", "project create")],
  });
}

function rowOf(one: OrganizationView): TableRow {
  const invited = one.pendingCount > 0 ? `, ${count(one.pendingCount, "invited", "invited")}` : "";
  return {
    cells: [
      one.current ? `${one.name} (you work here)` : one.name,
      one.kind,
      one.role,
      `${count(one.memberCount, "member", "members")}${invited}`,
    ],
    actions: rowActions(one),
  };
}

function rowActions({ slug, current }: OrganizationView): readonly Button[] {
  return [
    button("Show", "org show", { org: slug }),
    ...(current ? [] : [button("Work here", "org switch", { org: slug })]),
    button("Members", "member list", { org: slug }),
    button("Leave", "member leave", { org: slug }),
  ];
}

import { holds } from "../../domain/memberships/authority.ts";
import { memberSettings } from "../../domain/organizations/organization.ts";
import { showOrganization } from "../../domain/organizations/show-organization.ts";
import { pausesOver } from "../../domain/pauses/pauses-over.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { pauseLine } from "../quota/pause-lines.ts";
import { actions, button, count, fact, formButton, listed, settingNames } from "../words.ts";
import { admissionNames, capitalized, needed, onOff } from "./words.ts";

export const orgShow = defineCommand({
  name: ["org", "show"],
  aliases: [
    ["organization", "show"],
    ["project", "show"],
  ],
  title: "An organization",
  submit: "Show",
  summary: "Show an organization or project: its people, settings and your role",
  group: "Organizations and projects",
  permission: "organization:view",
  effect: "reads",
  args: {
    org: arg.organization("Which; your current organization, when left out", { default: "current", greedy: true }),
  },
  example: "org show",
  moreExamples: ["org show Vision Lab"],

  async run(context, { org }) {
    const view = await showOrganization(context, { organizationId: org.organizationId });
    const pauses = await pausesOver(context.db, context, {
      scope: "organization",
      organizationId: org.organizationId,
    });
    const mayConfigure = holds(view.role, view, "organization:configure");
    const mayInvite = holds(view.role, view, "invitation:create");
    return {
      tone: pauses.length > 0 ? "warning" : "neutral",
      title: `${view.name}, ${view.kind === "project" ? "a project" : "an organization"} where you are ${view.role}`,
      ...(pauses.length > 0 && { lines: pauses.map(pauseLine) }),
      facts: [
        fact("Short name", [{ code: view.slug }]),
        fact("People", `${count(view.memberCount, "member", "members")}, ${view.pendingCount} invited`),
        ...(view.serviceCount > 0 ? [fact("Service accounts", String(view.serviceCount))] : []),
        ...memberSettings.map((name) => fact(capitalized(settingNames[name]), onOff(view.settings[name]))),
        fact("Who can come in", admissionNames[view.admission]),
        fact("What they need first", needed(view.prerequisites)),
        ...(view.parent ? [fact("Stands below", view.parent)] : []),
        ...(view.children.length > 0 ? [fact("Below it", listed(view.children))] : []),
        fact("Founded", [{ time: view.createdAt }]),
      ],
      ...actions(
        button("Members", "member list", { org: view.slug }),
        button("Limits", "quota show", { subject: view.slug }),
        mayInvite && formButton("Invite somebody", "invite create", { org: view.slug }),
        mayConfigure && formButton("Settings", "org settings", { org: view.slug }),
        !view.current && button("Work here", "org switch", { org: view.slug }),
      ),
    };
  },
});

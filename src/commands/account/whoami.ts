import { capabilities } from "../../domain/explaining/capabilities.ts";
import type { Capability } from "../../domain/explaining/capabilities.ts";
import type { PersonStanding, StandingMembership } from "../../domain/people/standing.ts";
import type { Fact } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { currentOrganization, membershipsOf } from "../args/organization.ts";
import { defineCommand } from "../define.ts";
import type { Reply } from "../reply.ts";
import { actions, button, fact, formButton, platformNames, platformRoleNames, present, stateNames } from "../words.ts";

export const whoami = defineCommand({
  name: ["whoami"],
  title: "Who am I here?",
  summary: "Show who you are here, and what you may do",
  details: "For one organization or project, every capability is listed, of the control plane and of the data plane.",
  group: "Your account",
  effect: "reads",
  who: "visitors",
  args: { org: arg.organization("An organization or project of yours", { optional: true }) },
  example: "whoami",
  moreExamples: ["whoami project:llava"],

  async run(context, { org }) {
    const { standing } = context;
    if (standing.kind !== "person") return visitorCard(context.actor.label);
    const where = org ?? currentOrganization(context);
    return personCard(standing, where, membershipsOf(context).length);
  },
});

function visitorCard(name: string): Reply {
  return {
    tone: "neutral",
    title: `${name}, you have no account here yet.`,
    lines: ["Register to get one, or link the account that you have on the other platform."],
    actions: [button("Register", "register", {}, { style: "primary" }), formButton("Link my account", "link accept")],
  };
}

function personCard(standing: PersonStanding, where: StandingMembership | undefined, memberships: number): Reply {
  const { person } = standing;
  const matrix = where && person.state === "active" ? capabilities(standing, where.organizationId) : [];
  return {
    tone: "neutral",
    title: present([person.displayName, person.username, addressOf(person)]).join(" · "),
    ...(person.role === "super_admin" && { lines: ["Super Admin: all permissions of this installation."] }),
    facts: [...factsOf(standing, where, memberships), ...matrixOf(matrix)],
    ...actions(
      button("My organizations", "org list"),
      person.state === "active" &&
        formButton("Why can't I …?", "why", { person: "me", ...(where && { org: where.slug }) }),
    ),
  };
}

function addressOf(person: PersonStanding["person"]): string | undefined {
  if (!person.email) return undefined;
  return `${person.email} (${person.emailVerified ? "verified" : "not verified"})`;
}

function factsOf(
  { person }: PersonStanding,
  where: StandingMembership | undefined,
  memberships: number,
): readonly Fact[] {
  return [
    ...person.identities.map((identity) => fact(platformNames[identity.platform], identity.handle)),
    fact("State", [`${stateNames[person.state]}, since `, { time: person.createdAt }]),
    fact("In this installation", person.type === "viewer" ? "viewer" : platformRoleNames[person.role]),
    ...(where ? [fact(where.kind === "project" ? "Project" : "Organization", `${where.name} (${where.role})`)] : []),
    ...(memberships > 1 ? [fact("Organizations and projects", String(memberships))] : []),
  ];
}

const planes = { control: "Control plane", data: "Data plane" } as const;

/** ✓ and ✗ never stand alone: the words beside them are what is read aloud. */
function matrixOf(matrix: readonly Capability[]): readonly Fact[] {
  return (["control", "data"] as const).flatMap((plane) => {
    const here = matrix.filter((capability) => capability.plane === plane);
    const allowed = sentencesOf(here.filter((capability) => capability.allowed));
    const denied = sentencesOf(here.filter((capability) => !capability.allowed));
    return [
      ...(allowed ? [fact(`${planes[plane]}, you may`, `✓ ${allowed}`)] : []),
      ...(denied ? [fact(`${planes[plane]}, you may not`, `✗ ${denied}`)] : []),
    ];
  });
}

function sentencesOf(matrix: readonly Capability[]): string {
  return matrix.map(({ sentence }) => sentence).join(" · ");
}

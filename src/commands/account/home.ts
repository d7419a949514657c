import { capabilities } from "../../domain/explaining/capabilities.ts";
import type { InvitationRow } from "../../domain/invitations/invitation.ts";
import { listMyInvitations } from "../../domain/invitations/list-invitations.ts";
import type { PersonStanding, StandingMembership } from "../../domain/people/standing.ts";
import type { Action, Fact, Table, Text } from "../../notifications/message.ts";
import { mayIn } from "../access.ts";
import { currentOrganization } from "../args/organization.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import type { Reply } from "../reply.ts";
import { gaugeFacts } from "../quota/gauges.ts";
import { alertActions, alertLines, openAlerts } from "./open-alerts.ts";
import type { OpenAlerts } from "./open-alerts.ts";
import { requestActions, requestLines, waitingRequests } from "./waiting-requests.ts";
import type { WaitingRequests } from "./waiting-requests.ts";
import { aRole, button, count, fact, formButton, listed, present } from "../words.ts";

/** With all other buttons as many as a message on any platform has room for. */
const MOST_INVITATIONS = 4;
const MOST_ORGANIZATIONS = 10;
const MOST_CAPABILITIES = 6;

export const home = defineCommand({
  name: ["home"],
  title: "Home",
  summary: "Show what waits for you, where you belong, and what you may do there",
  group: "Your account",
  effect: "reads",
  who: "visitors",
  args: {},
  example: "home",

  async run(context) {
    const invitations = await listMyInvitations(context);
    if (context.standing.kind !== "person") return visitorHome(context, invitations);

    const [requests, alerts] = await Promise.all([waitingRequests(context), openAlerts(context)]);
    const waiting = { invitations, requests, alerts };
    return withGauges(personHome(context, context.standing, waiting), await gaugeFacts(context));
  },
});

function withGauges(reply: Reply, gauges: readonly Fact[]): Reply {
  if (gauges.length === 0) return reply;
  const limits = button("My limits", "quota show");
  return { ...reply, facts: [...gauges, ...(reply.facts ?? [])], actions: [...(reply.actions ?? []), limits] };
}

interface Waiting {
  readonly invitations: readonly InvitationRow[];
  readonly requests: WaitingRequests;
  readonly alerts: OpenAlerts;
}

function visitorHome(context: CommandContext, invitations: readonly InvitationRow[]): Reply {
  return {
    tone: "neutral",
    title: titleOf(context.actor.label, { invitations: invitations.length, requests: 0, alerts: 0 }),
    lines: [
      ...invitationLines(invitations),
      "You have no account here yet. Accepting an invitation or registering makes one.",
    ],
    actions: [
      ...invitationActions(invitations),
      button("Register", "register"),
      formButton("Link my account", "link accept"),
    ],
  };
}

function personHome(
  context: CommandContext,
  standing: PersonStanding,
  { invitations, requests, alerts }: Waiting,
): Reply {
  const { person, memberships } = standing;
  const current = currentOrganization(context);
  const isActive = person.state === "active";
  return {
    tone: "neutral",
    title: titleOf(person.displayName, {
      invitations: invitations.length,
      requests: requests.total,
      alerts: alerts.total,
    }),
    lines: [
      ...invitationLines(invitations),
      ...requestLines(requests),
      ...alertLines(alerts),
      ...(person.state === "pending_activation"
        ? ["Your account waits for activation by an admin of this installation."]
        : []),
      ...(current && isActive ? [`You work in ${current.name}, as ${aRole(current.role)}.`] : []),
    ],
    ...(current && isActive && { facts: capabilityFacts(standing, current) }),
    ...(memberships.length > 0 && { table: organizationTable(memberships, current) }),
    actions: [
      ...invitationActions(invitations),
      ...requestActions(requests),
      ...alertActions(alerts),
      ...personActions(standing, current),
    ],
  };
}

function personActions(standing: PersonStanding, current: StandingMembership | undefined): readonly Action[] {
  const isActive = standing.person.state === "active";
  const mayInvite = isActive && current !== undefined && mayIn(standing, current, "invitation:create");
  return present([
    mayInvite && formButton("Invite somebody", "invite create"),
    isActive && button("My organizations", "org list"),
    button("Who am I here?", "whoami"),
    button("What can I do?", "help"),
  ]);
}

interface Waits {
  readonly invitations: number;
  readonly requests: number;
  readonly alerts: number;
}

function titleOf(name: string, { invitations, requests, alerts }: Waits): string {
  const waiting = present([
    invitations > 0 && count(invitations, "invitation", "invitations"),
    requests > 0 && count(requests, "request", "requests"),
  ]);
  if (waiting.length === 0 && alerts > 0) return `Welcome, ${name}. ${count(alerts, "alert is", "alerts are")} open.`;
  if (waiting.length === 0) return `Welcome, ${name}. Nothing waits for you.`;
  return `${name}, ${listed(waiting)} ${invitations + requests === 1 ? "waits" : "wait"} for you.`;
}

function invitationLines(waiting: readonly InvitationRow[]): readonly Text[] {
  return waiting
    .slice(0, MOST_INVITATIONS)
    .map((row): Text => [
      { strong: `${row.inviter.name} invites you to ${row.organization.name} as ${row.role}` },
      ". Expires ",
      { time: row.expiresAt },
      ".",
    ]);
}

function invitationActions(waiting: readonly InvitationRow[]): readonly Action[] {
  return waiting
    .slice(0, MOST_INVITATIONS)
    .flatMap(({ id, organization }) => [
      button(`Accept ${organization.name}`, "invite accept", { invitation: id }, { style: "primary" }),
      button(`Decline ${organization.name}`, "invite decline", { invitation: id }),
    ]);
}

/** The first ones; “What can I do?” beside them lists all. */
function firstOf(sentences: readonly string[]): readonly string[] {
  const more = sentences.length - MOST_CAPABILITIES;
  if (more < 2) return sentences;
  return [...sentences.slice(0, MOST_CAPABILITIES), `${more.toLocaleString("en-US")} other things`];
}

function capabilityFacts(standing: PersonStanding, current: StandingMembership): readonly Fact[] {
  const all = capabilities(standing, current.organizationId);
  const may = all.filter(({ allowed }) => allowed).map(({ sentence }) => sentence);
  const mayNot = all.filter(({ allowed }) => !allowed).map(({ sentence }) => sentence);
  return [
    ...(may.length > 0 ? [fact("✓ You may", listed(firstOf(may)))] : []),
    ...(mayNot.length > 0 ? [fact("✗ You may not", listed(firstOf(mayNot), "or"))] : []),
  ];
}

function organizationTable(memberships: readonly StandingMembership[], current: StandingMembership | undefined): Table {
  const rows = memberships.slice(0, MOST_ORGANIZATIONS).map((one) => ({
    cells: [one === current ? `${one.name} (you work here)` : one.name, one.kind, one.role],
    actions: [
      button("Show", "org show", { org: one.slug }),
      ...(one === current ? [] : [button("Work here", "org switch", { org: one.slug })]),
      button("Members", "member list", { org: one.slug }),
    ],
  }));
  return { columns: ["Your organizations and projects", "Kind", "Your role"], rows };
}

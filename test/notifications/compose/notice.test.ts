import { describe, expect, it } from "vitest";
import type { DomainEvent, EventKind, EventOf, InvitationFacts } from "../../../src/domain/events.ts";
import type { LoanFacts } from "../../../src/domain/quotas/events.ts";
import type { RequestFacts } from "../../../src/domain/requests/events.ts";
import { notice } from "../../../src/notifications/compose/notice.ts";
import { readable } from "./readable.ts";

const bob = { id: "bob", name: "Bob Ekman" };
const runner = { id: "ci", name: "ci-runner" };
const lab = { id: "lab", name: "Vision Lab" };
const soon = "2026-11-28T17:00:00.000Z";
const invitation: InvitationFacts = {
  id: "i1",
  organization: lab,
  inviter: { id: "alice", name: "Alice Moreau" },
  inviteeKey: "person:bob",
  inviteeLabel: "Bob Ekman",
  role: "member",
  expiresAt: soon,
};

const quota = {
  subject: "Bob Ekman",
  subjectKey: "person:bob",
  meter: "gpu_hours",
  window: "month",
  amount: "50",
  shown: "50 GPU hours a month",
  model: "hard",
  until: soon,
};
const grant = {
  id: "g",
  subject: "Bob Ekman in Vision Lab",
  subjectKey: "member:lab:bob",
  meter: "gpu_hours",
  amount: "200",
  shown: "200 GPU hours",
  from: soon,
  until: soon,
};

const request: RequestFacts = {
  id: "r1",
  requester: bob,
  subject: "Bob Ekman in Vision Lab",
  subjectKey: "member:lab:bob",
  meter: "gpu_hours",
  amount: "200",
  shown: "200 GPU hours",
  until: soon,
  organization: lab,
};
const announcement = {
  id: "a1",
  title: "Maintenance",
  audience: "everyone in Vision Lab and below",
  via: "direct",
  createdBy: bob,
} as const;
const loan: LoanFacts = {
  id: "l1",
  meter: "gpu_hours",
  amount: "40",
  shown: "40 GPU hours",
  lender: lab,
  borrower: { id: "optics", name: "Optics" },
  until: soon,
  proposer: bob,
  askedFor: false,
};

const report = {
  id: "r",
  what: "usage",
  subject: "Vision Lab",
  every: "every Monday at 09:00",
  timeZone: "Europe/Paris",
  channel: "#vision-alerts",
  by: { id: "a", name: "Alice Moreau" },
} as const;
const subscription = {
  id: "s",
  platform: "slack",
  channel: "vision-alerts",
  purpose: "alerts",
  kinds: ["quota", "overage"],
  subject: "Vision Lab and all below it",
  meterLabel: "GPU hours",
  leastSeverity: "warning",
  leastPercent: 80,
  muted: ["weekdays 22:00-07:00"],
} as const;
const silence = { id: "q", shown: "all about Vision Lab", until: soon };
const webhook = {
  id: "w",
  name: "pager",
  format: "standard",
  host: "hooks.example.com",
  kinds: ["quota", "overage"],
} as const;
const alert = { id: "a", kind: "quota", subject: "Vision Lab" } as const;

const pause = {
  id: "p",
  subject: "Vision Lab",
  subjectKey: "organization:lab",
  mode: "hold",
  until: soon,
  setBy: { id: "alice", name: "Alice Moreau" },
  byPolicy: false,
} as const;
const policy = {
  id: "y",
  subject: "Vision Lab",
  subjectKey: "organization:lab",
  meter: "gpu_hours",
  window: "month",
  action: "pause",
  shown: "80 % of its GPU hours a month",
  createdBy: { id: "alice", name: "Alice Moreau" },
} as const;

const rule = {
  id: "u",
  name: "GPU hours of Vision Lab",
  kind: "quota",
  subject: "Vision Lab",
  shown: "from 80, 95 and 100 % of GPU hours",
  createdBy: bob,
} as const;

const events: { readonly [Kind in EventKind]: EventOf<Kind> } = {
  "api-key-created": {
    kind: "api-key-created",
    key: { id: "k", name: "slurm" },
    scopes: ["usage:write", "quota:reserve"],
    expiresAt: soon,
  },
  "api-key-revoked": { kind: "api-key-revoked", key: { id: "k", name: "slurm" } },
  "service-account-created": { kind: "service-account-created", person: runner, organization: lab, responsible: bob },
  "service-account-assigned": {
    kind: "service-account-assigned",
    person: runner,
    organization: lab,
    responsible: bob,
    before: { id: "alice", name: "Alice Moreau" },
  },
  "service-account-removed": { kind: "service-account-removed", person: runner, organization: lab, responsible: bob },
  "person-plan-changed": { kind: "person-plan-changed", person: bob, before: null, after: "large" },
  "organization-plan-changed": {
    kind: "organization-plan-changed",
    organization: lab,
    told: [bob],
    before: "small",
    after: null,
  },
  "configuration-loaded": {
    kind: "configuration-loaded",
    file: "quartermaster.yml",
    hash: "abc",
    changes: ["plan large, GPU hours a month: 1,000 GPU hours → 800 GPU hours"],
    settings: {},
    meters: {},
  },
  "configuration-refused": {
    kind: "configuration-refused",
    file: "quartermaster.yml",
    hash: "def",
    problems: ["quartermaster.yml:14:7 plans[1].limits.gpu_hours.window: should be a window, such as month"],
  },
  "quota-set": { kind: "quota-set", quota, before: { ...quota, shown: "20 GPU hours a month" }, person: bob },
  "quota-unset": { kind: "quota-unset", quota, person: bob },
  "quota-ended": { kind: "quota-ended", quota, person: bob },
  "quota-requested": { kind: "quota-requested", request, asked: [bob] },
  "quota-request-voted": {
    kind: "quota-request-voted",
    request,
    by: { id: "p1", name: "Alice Moreau" },
    verdict: "approve",
    lapsed: [bob],
  },
  "person-away-set": { kind: "person-away-set", person: bob, until: "2026-12-01T08:00:00.000Z" },
  "quota-request-escalated": { kind: "quota-request-escalated", request, asked: [bob] },
  "quota-request-approved": {
    kind: "quota-request-approved",
    request,
    granted: { amount: "100", shown: "100 GPU hours", from: soon, until: soon },
  },
  "quota-request-denied": { kind: "quota-request-denied", request },
  "quota-request-cancelled": { kind: "quota-request-cancelled", request },
  "quota-request-expired": { kind: "quota-request-expired", request },
  "loan-offered": { kind: "loan-offered", loan, asked: [bob] },
  "loan-accepted": { kind: "loan-accepted", loan },
  "loan-declined": { kind: "loan-declined", loan },
  "loan-cancelled": { kind: "loan-cancelled", loan },
  "loan-expired": { kind: "loan-expired", loan },
  "loan-ending": { kind: "loan-ending", loan },
  "loan-returned": { kind: "loan-returned", loan, used: "12", usedShown: "12 GPU hours", early: true },
  "quota-paused": { kind: "quota-paused", pause, organization: lab },
  "quota-resumed": { kind: "quota-resumed", pause, organization: lab },
  "quota-pause-ended": {
    kind: "quota-pause-ended",
    pause: { ...pause, subject: "Bob Ekman in Vision Lab" },
    person: bob,
    organization: lab,
  },
  "webhook-created": { kind: "webhook-created", webhook, organization: lab },
  "webhook-deleted": { kind: "webhook-deleted", webhook },
  "webhook-secret-rotated": { kind: "webhook-secret-rotated", webhook, oldUntil: soon },
  "webhook-tested": { kind: "webhook-tested", webhook },
  "webhook-retried": { kind: "webhook-retried", webhook, count: 3 },
  "webhook-degraded": { kind: "webhook-degraded", webhook, because: "It answered 500.", told: [bob] },
  "webhook-recovered": { kind: "webhook-recovered", webhook, told: [bob] },
  "alert-rule-created": { kind: "alert-rule-created", rule, organization: lab },
  "alert-rule-changed": { kind: "alert-rule-changed", rule, before: "from 50 % of GPU hours", organization: lab },
  "alert-rule-switched": { kind: "alert-rule-switched", rule, enabled: false, organization: lab },
  "alert-rule-deleted": { kind: "alert-rule-deleted", rule, organization: lab },
  "alert-rule-tested": { kind: "alert-rule-tested", rule, told: ["Bob Ekman"], organization: lab },
  "report-scheduled": { kind: "report-scheduled", report, before: null, organization: lab },
  "report-stopped": { kind: "report-stopped", report, because: "not-theirs", organization: lab },
  "report-posted": { kind: "report-posted", report, organization: lab },
  "alert-channel-subscribed": {
    kind: "alert-channel-subscribed",
    subscription,
    before: null,
    organization: lab,
  },
  "alert-channel-unsubscribed": { kind: "alert-channel-unsubscribed", subscription, organization: lab },
  "alert-channel-degraded": {
    kind: "alert-channel-degraded",
    subscription,
    because: "I am not in this channel: /invite @quartermaster",
    told: [bob],
    organization: lab,
  },
  "alert-channel-recovered": { kind: "alert-channel-recovered", subscription, told: [bob], organization: lab },
  "announcement-scheduled": { kind: "announcement-scheduled", announcement, sendAt: soon, organization: lab },
  "announcement-started": { kind: "announcement-started", announcement, recipients: 1200, organization: lab },
  "announcement-finished": { kind: "announcement-finished", announcement, sent: 1190, notSent: 10, organization: lab },
  "announcement-corrected": {
    kind: "announcement-corrected",
    announcement,
    before: { title: "Maintenance", body: "On Friday." },
    organization: lab,
  },
  "announcement-recalled": { kind: "announcement-recalled", announcement, organization: lab },
  "announcement-cancelled": { kind: "announcement-cancelled", announcement, because: "author", organization: lab },
  "announcement-retried": { kind: "announcement-retried", announcement, count: 10, organization: lab },
  "alert-silenced": { kind: "alert-silenced", silence, organization: lab },
  "alert-silence-ended": { kind: "alert-silence-ended", silence, organization: lab },
  "alert-acknowledged": { kind: "alert-acknowledged", alert, organization: lab },
  "alert-snoozed": { kind: "alert-snoozed", alert, until: soon, organization: lab },
  "alert-investigated": { kind: "alert-investigated", alert, organization: lab },
  "alert-expected": { kind: "alert-expected", alert, until: soon, organization: lab },
  "alert-idle-released": { kind: "alert-idle-released", alert, holds: "8 GPUs for train-1", organization: lab },
  "alert-idle-kept": { kind: "alert-idle-kept", alert, until: soon, organization: lab },
  "alert-preference-set": {
    kind: "alert-preference-set",
    person: bob,
    before: { quietHours: "none", digestAt: "08:00", off: [] },
    after: { quietHours: "22:00-07:00", digestAt: "09:00", off: ["idle"] },
  },
  "policy-created": { kind: "policy-created", policy, organization: lab },
  "policy-deleted": { kind: "policy-deleted", policy, lifted: true, organization: lab },
  "policy-fired": {
    kind: "policy-fired",
    policy,
    used: "320 GPU hours",
    limit: "400 GPU hours",
    until: soon,
    organization: lab,
  },
  "grant-created": { kind: "grant-created", grant, person: bob, organization: lab },
  "grant-voided": { kind: "grant-voided", grant, person: bob, organization: lab },
  "grant-ending": { kind: "grant-ending", grant, person: bob, organization: lab },
  "grant-ended": { kind: "grant-ended", grant, person: bob, organization: lab },
  "organization-moved": {
    kind: "organization-moved",
    organization: lab,
    before: null,
    after: { id: "physics", name: "Physics" },
  },
  "fair-share-set": {
    kind: "fair-share-set",
    subject: "Bob Ekman in Vision Lab",
    before: 1,
    after: 20,
    organization: lab,
    person: bob,
  },
  "tenant-founded": { kind: "tenant-founded", tenant: { id: "t", name: "Northwind" } },
  "workspace-connected": {
    kind: "workspace-connected",
    workspace: { id: "w", name: "Northwind" },
    platform: "discord",
  },
  "join-code-created": { kind: "join-code-created", expiresAt: soon },
  "registration-changed": { kind: "registration-changed", before: "open", after: "restricted" },
  "person-registered": {
    kind: "person-registered",
    person: bob,
    username: "bob",
    state: "pending_activation",
    platformRole: "regular",
  },
  "person-activated": { kind: "person-activated", person: bob, before: "pending_activation" },
  "person-suspended": {
    kind: "person-suspended",
    person: bob,
    alert: { id: "a1", kind: "unusual", subject: "Bob Ekman" },
  },
  "person-reinstated": { kind: "person-reinstated", person: bob },
  "link-code-created": { kind: "link-code-created", person: bob, expiresAt: soon },
  "identity-linked": { kind: "identity-linked", person: bob, platform: "discord", handle: "bob_e", by: "code" },
  "email-verified": { kind: "email-verified", person: bob, by: "code" },
  "ssh-key-added": {
    kind: "ssh-key-added",
    person: bob,
    key: { id: "k", name: "laptop" },
    fingerprint: "SHA256:abc",
  },
  "ssh-key-removed": {
    kind: "ssh-key-removed",
    person: bob,
    key: { id: "k", name: "laptop" },
    fingerprint: "SHA256:abc",
  },
  "organization-created": {
    kind: "organization-created",
    organization: lab,
    organizationKind: "organization",
    personal: false,
  },
  "organization-configured": {
    kind: "organization-configured",
    organization: lab,
    before: { settings: { membersCanInvite: false }, admission: "invite_any", prerequisites: [] },
    after: { settings: { membersCanInvite: true }, admission: "existing_only", prerequisites: ["account", "ssh_key"] },
  },
  "organization-deleted": {
    kind: "organization-deleted",
    organization: lab,
    organizationKind: "organization",
    members: [bob],
    memberCount: 1,
    invitationCount: 2,
  },
  "organization-switched": { kind: "organization-switched", person: bob, organization: lab },
  "member-added": { kind: "member-added", organization: lab, person: bob, role: "admin", how: "added" },
  "member-addition-prevented": {
    kind: "member-addition-prevented",
    organization: lab,
    personKey: "slack:U1",
    personLabel: "Bob Ekman",
    missing: ["account", "ssh_key"],
  },
  "member-removed": { kind: "member-removed", organization: lab, person: bob, role: "member" },
  "member-left": { kind: "member-left", organization: lab, person: bob, role: "member" },
  "member-role-changed": {
    kind: "member-role-changed",
    organization: lab,
    person: bob,
    before: "member",
    after: "admin",
  },
  "help-requested": {
    kind: "help-requested",
    organization: lab,
    person: { ...bob, username: "bob" },
    permission: "member:remove",
    attempt: { command: "member remove", input: { person: "@dana", org: "vision-lab" } },
    tried: "member remove person:@dana org:vision-lab",
    asked: [{ id: "alice", name: "Alice Moreau" }],
  },
  "invitation-created": { kind: "invitation-created", invitation },
  "invitation-accepted": { kind: "invitation-accepted", invitation, person: bob },
  "invitation-declined": { kind: "invitation-declined", invitation },
  "invitation-revoked": { kind: "invitation-revoked", invitation },
  "invitation-superseded": { kind: "invitation-superseded", invitation, successorId: "i2" },
  "invitation-resent": { kind: "invitation-resent", invitation, predecessorId: "i0" },
  "invitation-expired": { kind: "invitation-expired", invitation },
  "invitation-requested": { kind: "invitation-requested", invitation },
  "invitee-reminded": { kind: "invitee-reminded", invitation },
  "delivery-retried": { kind: "delivery-retried", invitation },
};

function worded(event: DomainEvent, readerId: string): string {
  return readable(notice({ event, readerId, actor: "Alice Moreau", reason: null, at: new Date("2026-11-21T17:00Z") }));
}

function allWorded(readerId: string): string {
  return Object.values(events)
    .map((event) => `${event.kind}\n${worded(event, readerId).split("\n").slice(0, -1).join("\n")}`)
    .join("\n\n");
}

describe("notice", () => {
  it("has words for every event, for somebody else", () => {
    expect(allWorded("dana")).toMatchInlineSnapshot(`
      "api-key-created
      (neutral) The API key slurm was made
      It may usage:write, quota:reserve.
      It expires <2026-11-28T17:00>.

      api-key-revoked
      (neutral) The API key slurm was revoked

      service-account-created
      (neutral) Bob Ekman answers for the service account ci-runner of Vision Lab
      What is told of it, such as limits that are near, is told to who answers for it.
      [Show it] service show {"name":"ci-runner"}

      service-account-assigned
      (neutral) Bob Ekman answers for the service account ci-runner of Vision Lab now
      What is told of it, such as limits that are near, is told to who answers for it.
      Before: Alice Moreau.
      [Show it] service show {"name":"ci-runner"}

      service-account-removed
      (neutral) The service account ci-runner of Vision Lab was removed
      It starts nothing more. What runs goes on, and what it used stays counted.

      person-plan-changed
      (neutral) Bob Ekman's own plan is now large
      It goes before the plans of all groups, until another one is given. What is running goes on.
      Before: none
      [How is my plan chosen?] plan explain {}

      organization-plan-changed
      (neutral) The plan of Vision Lab was taken away
      Its members get the plan of another group, or the default.
      Before: small
      [How is my plan chosen?] plan explain {}

      configuration-loaded
      (neutral) quartermaster.yml was loaded
      plan large, GPU hours a month: 1,000 GPU hours → 800 GPU hours
      [Plans] plan list {}

      configuration-refused
      (warning) quartermaster.yml has a mistake and was not loaded
      quartermaster.yml:14:7 plans[1].limits.gpu_hours.window: should be a window, such as month
      The configuration from before stays in use.
      [Plans] plan list {}

      quota-set
      (neutral) The limit of Bob Ekman is now 50 GPU hours a month
      It was 20 GPU hours a month.
      It ends by itself <2026-11-28T17:00>.
      [My limits] quota show {}

      quota-unset
      (neutral) The limit of Bob Ekman, 50 GPU hours a month, was taken away
      What comes next in line applies: a role's limit, or the plan's.
      [My limits] quota show {}

      quota-ended
      (neutral) The limit of Bob Ekman, 50 GPU hours a month, has ended
      It was set until now. What comes next in line applies: a role's limit, or the plan's.
      [My limits] quota show {}

      quota-requested
      (neutral) Bob Ekman asked for 200 GPU hours more

      quota-request-voted
      (warning) Alice Moreau changed what Bob Ekman would be granted
      [Requests] quota requests {}

      person-away-set
      (neutral) Bob Ekman is away
      Until <2026-12-01T08:00>.

      quota-request-escalated
      (neutral) Bob Ekman’s request for 200 GPU hours waits for an answer
      Nobody has answered it, so that the admins of the installation were asked, too.

      quota-request-approved
      (success) You were granted 100 GPU hours more
      For Bob Ekman in Vision Lab, until <2026-11-28T17:00>. It ends by itself.
      [My limits] quota show {}

      quota-request-denied
      (warning) Your request for 200 GPU hours was denied
      It was for Bob Ekman in Vision Lab.
      [My requests] quota requests {}

      quota-request-cancelled
      (warning) Your request for 200 GPU hours was taken back
      It was for Bob Ekman in Vision Lab.
      [My requests] quota requests {}

      quota-request-expired
      (warning) Your request for 200 GPU hours expired
      It was for Bob Ekman in Vision Lab. Nobody has answered it; you can ask again.
      [My requests] quota requests {}

      loan-offered
      (neutral) The loan of 40 GPU hours from Vision Lab to Optics is offered
      [Loans] quota loans {}

      loan-accepted
      (success) The loan of 40 GPU hours from Vision Lab to Optics was accepted
      It counts from now on, and goes back by itself <2026-11-28T17:00>.
      [Loans] quota loans {}

      loan-declined
      (warning) The loan of 40 GPU hours from Vision Lab to Optics was declined
      [Loans] quota loans {}

      loan-cancelled
      (neutral) The loan of 40 GPU hours from Vision Lab to Optics was taken back
      [Loans] quota loans {}

      loan-expired
      (warning) The loan of 40 GPU hours from Vision Lab to Optics expired
      Nobody at Optics answered in time.
      [Loans] quota loans {}

      loan-ending
      (warning) The loan of 40 GPU hours from Vision Lab to Optics goes back soon
      It goes back by itself <2026-11-28T17:00>.
      What Optics has used of it by then stays used; nothing that runs is stopped.
      [Loans] quota loans {}
      [Request more] quota request {}

      loan-returned
      (neutral) The loan of 40 GPU hours from Vision Lab to Optics was returned early
      12 GPU hours of it were used; the rest went back.
      [Loans] quota loans {}

      quota-paused
      (warning) Vision Lab is paused: nothing new starts
      It ends by itself <2026-11-28T17:00>.
      Nothing that runs is stopped, and what is reserved may be extended.
      [Show the limits] quota show {"subject":"lab"}
      [Resume] quota resume {"subject":"lab"}

      quota-resumed
      (success) Vision Lab is resumed
      Work may start again, as far as the limits let it and nothing else is paused.
      [Show the limits] quota show {"subject":"lab"}

      quota-pause-ended
      (neutral) The pause of Bob Ekman in Vision Lab has ended
      It was set until now. Work may start again, as far as the limits let it and nothing else is paused.
      [Show the limits] quota show {"subject":"lab"}

      webhook-created
      (neutral) The webhook pager was made
      hooks.example.com is told of the alerts of Vision Lab.
      Limit coming near and limit passed.
      [Show the webhook] webhook show {"name":"pager"}

      webhook-deleted
      (neutral) The webhook pager was deleted
      hooks.example.com is told of nothing any more.

      webhook-secret-rotated
      (neutral) The webhook pager has a new secret
      The old one is signed with as well until <2026-11-28T17:00>.

      webhook-tested
      (neutral) A test was sent to the webhook pager
      [Log] webhook log {"name":"pager"}

      webhook-retried
      (neutral) 3 messages to the webhook pager were sent again
      [Log] webhook log {"name":"pager"}

      webhook-degraded
      (warning) Nothing arrives at the webhook pager
      hooks.example.com: It answered 500.
      The webhook is kept. Once it answers, send a test, or again what was missed.
      [Log] webhook log {"name":"pager"}
      [Show the webhook] webhook show {"name":"pager"}

      webhook-recovered
      (success) Alerts arrive at the webhook pager again
      [Show the webhook] webhook show {"name":"pager"}

      alert-rule-created
      (success) New alert rule “GPU hours of Vision Lab” for Vision Lab
      It tells from 80, 95 and 100 % of GPU hours.
      [Show the rule] alert show {"rule":"u"}

      alert-rule-changed
      (neutral) The alert rule “GPU hours of Vision Lab” for Vision Lab was changed
      It told from 50 % of GPU hours.
      Now it tells from 80, 95 and 100 % of GPU hours.
      [Show the rule] alert show {"rule":"u"}

      alert-rule-switched
      (warning) The alert rule “GPU hours of Vision Lab” for Vision Lab was switched off
      Nothing is told by it until it is switched on again.
      [Show the rule] alert show {"rule":"u"}

      alert-rule-deleted
      (warning) The alert rule “GPU hours of Vision Lab” for Vision Lab was deleted
      It told from 80, 95 and 100 % of GPU hours.
      What it had open is over.
      [Alert rules] alert list {}

      alert-rule-tested
      (neutral) A sample of the alert rule “GPU hours of Vision Lab” was sent
      [Show the rule] alert show {"rule":"u"}

      report-scheduled
      (neutral) The usage report of Vision Lab is posted here from now on
      Every Monday at 09:00, Europe/Paris.

      report-stopped
      (neutral) The usage report of Vision Lab is no longer posted in #vision-alerts
      It tells of what you may no longer see.
      It came every Monday at 09:00, Europe/Paris.
      [Reports] report list {}

      report-posted
      (neutral) The usage report of Vision Lab was posted at once in #vision-alerts

      alert-channel-subscribed
      (neutral) Alerts about Vision Lab and all below it are posted in this channel from now on
      Limit coming near and limit passed; only GPU hours, from 80 %, warning or worse.
      Only what is critical: weekdays 22:00-07:00.

      alert-channel-unsubscribed
      (neutral) Alerts about Vision Lab and all below it are no longer posted in this channel

      alert-channel-degraded
      (warning) Alerts about Vision Lab and all below it cannot be posted in #vision-alerts
      I am not in this channel: /invite @quartermaster.
      The subscription is kept. It is tried again by itself and as soon as I am let in; what was missed comes as one message.
      [Subscriptions] alert subscriptions {}

      alert-channel-recovered
      (success) Alerts about Vision Lab and all below it arrive in #vision-alerts again

      announcement-scheduled
      (neutral) Your announcement “Maintenance” was scheduled
      It goes to everyone in Vision Lab and below on <2026-11-28T17:00>.
      [Show it] announce show {"announcement":"a1"}

      announcement-started
      (neutral) Your announcement “Maintenance” is going out
      To everyone in Vision Lab and below: 1,200 recipients.
      [Show it] announce show {"announcement":"a1"}

      announcement-finished
      (warning) Your announcement “Maintenance” was sent to 1,190 recipients
      It could not be delivered to 10.
      [Show it] announce show {"announcement":"a1"}

      announcement-corrected
      (neutral) Your announcement “Maintenance” was corrected
      Whoever has it sees the new text in the same message.
      [Show it] announce show {"announcement":"a1"}

      announcement-recalled
      (warning) Your announcement “Maintenance” was withdrawn
      Its text is taken out of the messages, and nobody else gets it.
      [Show it] announce show {"announcement":"a1"}

      announcement-cancelled
      (warning) Your announcement “Maintenance” was not sent
      At its time, you could no longer send announcements to these people.
      [Show it] announce show {"announcement":"a1"}

      announcement-retried
      (neutral) Your announcement “Maintenance” is tried again
      10 recipients could not be reached before.
      [Show it] announce show {"announcement":"a1"}

      alert-silenced
      (neutral) Alerts were silenced: all about Vision Lab
      Until <2026-11-28T17:00>. What fires meanwhile is recorded.

      alert-silence-ended
      (neutral) A silence was ended: all about Vision Lab
      [Open alerts] alert open {}

      alert-acknowledged
      (neutral) The alert about Vision Lab was acknowledged

      alert-snoozed
      (neutral) The alert about Vision Lab was snoozed
      Until <2026-11-28T17:00>.

      alert-investigated
      (neutral) Somebody looks into the unusual activity of Vision Lab

      alert-expected
      (neutral) The unusual activity of Vision Lab is expected
      Nothing is told of it until <2026-11-28T17:00>.

      alert-idle-released
      (neutral) What Vision Lab held and did not use was released
      8 GPUs for train-1.

      alert-idle-kept
      (neutral) What Vision Lab holds and does not use is kept
      Nobody is asked about it until <2026-11-28T17:00>.

      alert-preference-set
      (neutral) How you are told of alerts was changed
      Quiet hours: 22:00-07:00. Daily digest: 09:00.
      Not told: Held and idle.

      policy-created
      (neutral) New policy for Vision Lab: pause at 80 % of its GPU hours a month
      It does so once a period, and looks every few seconds.
      [Show the limits] quota show {"subject":"lab"}

      policy-deleted
      (neutral) The policy for Vision Lab was deleted: pause at 80 % of its GPU hours a month
      What it had paused may start again.
      [Show the limits] quota show {"subject":"lab"}

      policy-fired
      (warning) Vision Lab: 320 GPU hours of 400 GPU hours used, and paused: nothing new starts
      A policy of Alice Moreau: pause at 80 % of its GPU hours a month.
      It ends by itself <2026-11-28T17:00>.
      Nothing that runs is stopped, and what is reserved may be extended.
      [Show the limits] quota show {"subject":"lab"}
      [Resume] quota resume {"subject":"lab"}

      grant-created
      (success) Bob Ekman in Vision Lab was given 200 GPU hours on top of the limit
      From <2026-11-28T17:00> on. It ends by itself <2026-11-28T17:00>.
      [Show the limits] quota show {"subject":"lab"}

      grant-voided
      (warning) 200 GPU hours on top of the limit of Bob Ekman in Vision Lab were taken back
      What was used of them stays used; nothing that runs is stopped.
      [Show the limits] quota show {"subject":"lab"}

      grant-ending
      (warning) 200 GPU hours on top of the limit of Bob Ekman in Vision Lab end soon
      It ends by itself <2026-11-28T17:00>. What is left of them is lost then; nothing that runs is stopped.
      [Request more] quota request {}
      [Show the limits] quota show {"subject":"lab"}

      grant-ended
      (neutral) 200 GPU hours on top of the limit of Bob Ekman in Vision Lab have ended
      The limit is what it was before. Nothing that runs is stopped.
      [Show the limits] quota show {"subject":"lab"}
      [Request more] quota request {}

      organization-moved
      (neutral) Vision Lab now stands below Physics
      What is used there counts for Physics, too, from now on, and the limits of Physics bind it.

      fair-share-set
      (neutral) Bob Ekman in Vision Lab: the fair share is now 20
      It was 1. It says how much counts beside the others, not how much may be used.
      [Fair share] fairshare show {}

      tenant-founded
      (success) Northwind is set up

      workspace-connected
      (success) Northwind (Discord) was connected

      join-code-created
      (neutral) A code to connect another workspace was made
      It works once, until <2026-11-28T17:00>.

      registration-changed
      (neutral) Registration is now restricted; it was open

      person-registered
      (neutral) Bob Ekman registered as bob and waits to be activated
      [Activate] person activate {"person":"bob"}

      person-activated
      (success) The account of Bob Ekman is active

      person-suspended
      (warning) The account of Bob Ekman is suspended

      person-reinstated
      (success) The account of Bob Ekman is active again

      link-code-created
      (neutral) A code to link another chat account to yours was made
      It ends <2026-11-28T17:00>. If that was not you, give it to nobody.

      identity-linked
      (success) bob_e on Discord is now linked to your account
      If that was not you, tell an administrator.

      email-verified
      (success) Your e-mail address is confirmed

      ssh-key-added
      (success) SSH key laptop was added to your account
      \`SHA256:abc\`
      If that was not you, tell an administrator.

      ssh-key-removed
      (neutral) SSH key laptop was removed from your account
      \`SHA256:abc\`
      If that was not you, tell an administrator.

      organization-created
      (success) Vision Lab was founded

      organization-configured
      (neutral) The settings of Vision Lab changed
      Members can invite: off → on
      Who may come in: anybody invited → people with an account
      Needed first: nothing → an account and an SSH key

      organization-deleted
      (warning) Vision Lab was deleted
      The organization is gone for good, and with it all that it shared with you.
      [My organizations] org list {}

      organization-switched
      (neutral) Commands now apply to Vision Lab

      member-added
      (success) Bob Ekman is now in Vision Lab as admin

      member-addition-prevented
      (warning) You could not be added to Vision Lab yet
      It takes only people who have an account and an SSH key.
      Register, then add your SSH key with ssh-key add; after that you can be added.
      [Register] register {}

      member-removed
      (neutral) Bob Ekman was removed from Vision Lab

      member-left
      (neutral) Bob Ekman left Vision Lab

      member-role-changed
      (neutral) Bob Ekman is now admin of Vision Lab (was member)

      help-requested
      (neutral) Bob Ekman asks for help in Vision Lab
      This is what they tried and may not do: \`member remove person:@dana org:vision-lab\`
      [Do it] member remove {"person":"@dana","org":"vision-lab"}
      [Show Bob Ekman] member show {"person":"@bob","org":"lab"}

      invitation-created
      (neutral) Bob Ekman was invited to Vision Lab as member

      invitation-accepted
      (success) Bob Ekman joined Vision Lab as member

      invitation-declined
      (warning) Bob Ekman declined the invitation to Vision Lab

      invitation-revoked
      (neutral) The invitation of Bob Ekman to Vision Lab was revoked

      invitation-superseded
      (neutral) The invitation of Bob Ekman to Vision Lab was sent anew

      invitation-resent
      (neutral) The invitation of Bob Ekman to Vision Lab was sent anew

      invitation-expired
      (warning) The invitation of Bob Ekman to Vision Lab expired
      Bob Ekman did not answer in time.
      [Invite again] invite resend {"invitation":"i1"}

      invitation-requested
      (neutral) Bob Ekman asks for a new invitation to Vision Lab
      The earlier one has ended.
      [Invite again] invite resend {"invitation":"i1"}

      invitee-reminded
      (warning) The invitation to Vision Lab ends soon
      Alice Moreau invited you; it expires <2026-11-28T17:00>.
      [Accept] invite accept {"invitation":"i1"}
      [Decline] invite decline {"invitation":"i1"}

      delivery-retried
      (neutral) The invitation of Bob Ekman to Vision Lab is on its way again"
    `);
  });

  it("speaks to the person concerned", () => {
    const own: readonly EventKind[] = [
      "person-registered",
      "person-activated",
      "person-suspended",
      "person-reinstated",
      "member-added",
      "member-removed",
      "member-left",
      "member-role-changed",
    ];

    expect(own.map((kind) => worded(events[kind], "bob").split("\n", 1)[0])).toMatchInlineSnapshot(`
      [
        "(neutral) Your account waits for an administrator to activate it",
        "(success) Your account is active",
        "(warning) Your account is suspended",
        "(success) Your account is active again",
        "(success) You are now in Vision Lab as admin",
        "(warning) You were removed from Vision Lab",
        "(neutral) You left Vision Lab",
        "(neutral) You are now admin of Vision Lab; you were member",
      ]
    `);
  });

  it("ends with the reason, who and when", () => {
    const event = events["member-removed"];

    expect(
      readable(
        notice({
          event,
          readerId: "bob",
          actor: "Alice Moreau",
          reason: "Left the team",
          at: new Date("2026-11-21T17:00Z"),
        }),
      ),
    ).toMatchInlineSnapshot(`
      "(warning) You were removed from Vision Lab
      Its clusters and its cloud account are no longer shared with you.
      Reason: Left the team
      — By Alice Moreau, <2026-11-21T17:00>"
    `);
  });
});

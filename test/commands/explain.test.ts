import { describe, expect, it } from "vitest";
import { refusal } from "../../src/commands/explain.ts";
import type { AnyProblem } from "../../src/commands/explain.ts";
import { later, NOON } from "../support/builders.ts";
import { read } from "./asking.ts";

const organization = "Vision Lab";
const whoMay = ["Alice", "Chen"];
const ended = { invitationId: "i", organization, at: NOON, by: "Alice" };

type Samples = { readonly [Kind in AnyProblem["kind"]]: Omit<Extract<AnyProblem, { kind: Kind }>, "kind"> };

/** One of each kind: a new problem does not compile before it has a sample here. */
const samples: Samples = {
  "not-found": { thing: "organization", named: "Vision Lab" },
  "workspace-unconnected": {},
  "not-registered": {},
  "not-active": { state: "suspended" },
  forbidden: { permission: "invitation:create", role: "member", organization, setting: "membersCanInvite", whoMay },
  "role-above-yours": { role: "admin", yours: "member", grantable: ["member"], organization, whoMay },
  "member-above-you": { name: "Alice", role: "owner", yours: "admin", organization, whoMay: ["Chen"] },
  "self-grant": { role: "owner", organization, whoMay },
  "ask-limit": { because: "same", limit: 1, again: NOON, organization },
  "role-not-offered": { role: "owner", offered: ["admin", "member"], organization },
  "last-keeper": { change: "leave", name: "Alice", role: "owner", organization },
  "already-registered": { username: "bob" },
  "username-invalid": { username: "bob#1", character: "#", field: "username" },
  "username-taken": { username: "bob", suggestion: "bob2", field: "username" },
  "email-taken": { email: "bob@example.com" },
  "registration-closed": {},
  "claim-code-required": { field: "claim" },
  "code-invalid": { purpose: "link_identity", reason: "expired", field: "code" },
  "too-many-tries": { purpose: "link_identity", until: later(600_000) },
  "identity-has-account": { platform: "discord", username: "bob" },
  "account-has-identity": { platform: "discord", handle: "bob_e" },
  "already-activated": { name: "Bob", by: "Alice", at: NOON },
  "not-awaiting-activation": { name: "Bob", state: "suspended" },
  "person-not-suspendable": { because: "ranks-above", name: "Rita", state: "active" },
  "person-not-suspended": { name: "Bob", state: "active" },
  "person-ambiguous": { query: "Bob", field: "person", candidates: [{ id: "1", username: "bob", name: "Bob Ekman" }] },
  "workspace-connected": { name: "Acme" },
  "announcement-secret": { field: "text" },
  "announcement-nobody": { audience: "everyone in Vision Lab and below", via: "direct" },
  "announcement-without-channels": { audience: "admins of Vision Lab", field: "via" },
  "cluster-unknown": { typed: "alpha", known: ["slurm-alpha", "slurm-beta"], field: "to" },
  "announcement-under-way": { title: "Maintenance", by: "Alice" },
  "announcement-not-now": { title: "Maintenance", state: "sent", by: "Alice", at: NOON },
  "announcement-draft-limit": { limit: 50 },
  "announcement-too-far": { limitDays: 366, field: "when" },
  "api-key-name-taken": { name: "slurm" },
  "api-key-revoked": { name: "slurm" },
  "api-key-limit": { limit: 200 },
  "webhook-url-invalid": { because: "inner-address", host: "10.0.0.7", field: "url" },
  "webhook-name-taken": { name: "pager", field: "name" },
  "webhook-limit": { limit: 50 },
  "webhook-kinds-missing": { field: "kinds" },
  "webhook-nothing-to-retry": { name: "pager" },
  "service-name-invalid": { name: "CI Runner", field: "name" },
  "service-name-taken": { name: "ci-runner", suggestion: "ci-runner-2", field: "name" },
  "service-account-limit": { limit: 50, organization },
  "responsible-not-member": { name: "Bob", organization, field: "responsible" },
  "responsible-gave": { account: "ci-runner", name: "Bob" },
  "service-account-refused": { account: "ci-runner", wanted: "invited" },
  "meter-unknown": { typed: "gpu", known: ["gpu_hours", "storage"], field: "meter" },
  "accelerator-unknown": { typed: "h1000", known: ["a100", "h100"], field: "what" },
  "amount-invalid": {
    typed: "-1",
    meter: "gpu_hours",
    label: "GPU hours",
    because: "negative",
    decimals: 6,
    field: "amount",
  },
  "no-current-organization": {},
  "organization-name-taken": { name: organization, suggestion: "Vision Lab 2", field: "name" },
  "text-invalid": { field: "name", reason: "too-long", limit: 80 },
  "personal-organization": { organization: "Alice Moreau" },
  "organization-deleted": { organization, by: "Alice", at: NOON },
  "must-be-invited": { name: "Bob", organization },
  "already-member": { name: "Bob", role: "member", organization },
  "prerequisites-missing": { name: "Bob", missing: ["account", "ssh_key"], organization, organizationKind: "project" },
  "organization-limit": { limit: 50 },
  "membership-limit": { limit: 100, organization },
  "email-invalid": { email: "bob@", field: "person" },
  "self-invite": { organization },
  "already-invited": { invitationId: "i", name: "Bob", inviter: "Alice", expiresAt: NOON, organization },
  "must-register-first": { name: "Bob", organization },
  "pending-limit": { limit: 100, organization },
  "invitation-not-yours": {},
  "invitation-accepted": ended,
  "invitation-declined": ended,
  "invitation-revoked": ended,
  "invitation-expired": { ...ended },
  "invitation-superseded": ended,
  "invitation-needs-approval": { invitationId: "i", inviter: "Alice", role: "admin", organization, whoMay: ["Chen"] },
  "resend-limit": { limit: 3, again: NOON, name: "Bob", organization },
  "nothing-to-retry": { name: "Bob", state: "sent" },
  "ssh-key-private": { field: "key" },
  "ssh-key-malformed": { reason: "damaged", field: "key" },
  "ssh-key-type-refused": { type: "ssh-dss", allowed: ["ssh-ed25519", "ssh-rsa"], field: "key" },
  "ssh-key-too-short": { bits: 1024, minimum: 2048, field: "key" },
  "ssh-key-present": { name: "laptop", field: "key" },
  "ssh-key-in-use": { field: "key" },
  "ssh-key-name-taken": { name: "laptop", field: "name" },
  "ssh-key-limit": { limit: 50 },
  "reservation-ended": { state: "expired" },
  "reservation-too-long": { mostSeconds: 2_592_000 },
  "usage-time-invalid": { at: "2031-01-01T00:00:00.000Z", from: "2025-10-17T12:00:00.000Z", to: NOON.toISOString() },
  "idempotency-mismatch": {},
  "decisions-busy": { waitedSeconds: 5 },
  "plan-unknown": { typed: "larg", known: ["free", "large"] },
  "plan-not-editable": { file: "quartermaster.yml" },
  "plan-above-yours": { plan: "gpu", whoMay },
  "plan-of-oneself": { whoMay },
  "configuration-invalid": {
    file: "quartermaster.yml",
    problems: ["quartermaster.yml:14:7 plans[1].limits.gpu_hours.window: should be a window, such as month"],
  },
  "configuration-absent": { file: "quartermaster.yml" },
  "configuration-changed-meanwhile": { file: "quartermaster.yml" },
  "window-invalid": { typed: "fortnight", field: "window" },
  "window-of-other-kind": { meter: "Storage", meterKind: "gauge" },
  "quota-not-set": { subject: "Bob Ekman in Vision Lab", meter: "GPU hours" },
  "quota-of-oneself": {},
  "quota-above-pool": { asked: "600 GPU hours", pool: "400 GPU hours", owner: organization },
  "only-pools-lend": { field: "borrow" },
  "until-passed": { until: "2026-11-20T17:00:00.000Z", field: "until" },
  "not-paused": { subject: "Vision Lab" },
  "paused-from-above": { subject: "Vision Lab", by: "Alice", owner: "the installation" },
  "person-above-you": { name: "Root" },
  draining: { subject: "Vision Lab", by: "Alice", until: later(3_600_000).toISOString(), reason: "maintenance" },
  "policy-without-period": { meter: "Storage", field: "window" },
  "policy-exists": { subject: "Vision Lab", policy: "80 % of its GPU hours a month" },
  "alert-levels-invalid": { because: "out-of-order", typed: "95, 80", field: "at" },
  "alert-rule-name-taken": { name: "GPU hours", suggestion: "GPU hours 2", field: "name" },
  "alert-span-too-long": { days: 31, field: "over" },
  "alert-rule-exists": { ruleId: "r", name: "GPU hours of Vision Lab, limit" },
  "alert-rule-limit": { limit: 10_000, of: "installation" },
  "channel-needed": {},
  "channel-unreachable": {
    channel: "#vision-alerts",
    reason: "I am not in this channel.",
    howTo: "Invite me: /invite @quartermaster",
  },
  "alert-kinds-missing": { field: "kinds" },
  "mute-window-invalid": { typed: "someday", field: "mute" },
  "quiet-hours-invalid": { typed: "25-7", field: "quiet" },
  "digest-time-invalid": { typed: "25", field: "digest" },
  "alert-acknowledged": { subject: "Vision Lab", by: "Alice", at: NOON },
  "alert-over": { subject: "Vision Lab", at: NOON },
  "alert-not-unusual": { subject: "Vision Lab" },
  "alert-not-idle": { subject: "Vision Lab" },
  "idle-held-outside": { holder: "Bob", holds: "2 clusters" },
  "idle-reason-missing": { mostHours: 24, field: "reason" },
  "silence-too-long": { limitDays: 90, field: "until" },
  "silence-limit": { limit: 100 },
  "silence-over": { by: "Alice", at: NOON },
  "schedule-invalid": { typed: "every blue moon", field: "every" },
  "report-limit": { limit: 20 },
  "subscription-limit": { channel: "#vision-alerts", limit: 50 },
  "alert-rule-unfit": { alertKind: "stale", because: "installation-only", field: "subject" },
  "policy-limit": { subject: "Vision Lab", limit: 20 },
  "policy-from-above": { subject: "Vision Lab", by: "Alice", owner: "the installation" },
  "grant-ended": { how: "voided" },
  "organization-loop": { organization, under: "Optics" },
  "organization-too-deep": { limit: 8 },
  "window-limit": { meter: "GPU hours", limit: 5, field: "window" },
  "nothing-limited": { subject: "Bob Ekman", meter: "GPU hours" },
  "request-of-oneself": {},
  "request-pending": { meter: "GPU hours", requestId: "r" },
  "request-unanswerable": { subject: "Bob Ekman" },
  "request-changed": { by: "Chen Li" },
  "away-too-long": { limitDays: 365, field: "until" },
  "request-not-yours": { requester: "Bob Ekman" },
  "request-ended": { state: "approved", by: "Alice", at: "2026-11-21T12:00:00.000Z" },
  "grant-too-long": { days: 365 },
  "loan-exceeds-unused": { lender: organization, unused: "12 GPU hours" },
  "loan-exceeds-bounds": { lender: organization, most: "40 GPU hours", lent: "30 GPU hours" },
  "loan-within-one": { lender: organization, borrower: "Optics" },
  "loan-out-of-pool": { lender: organization, borrower: "Optics", pool: "Faculty" },
  "loan-windows-differ": { lender: organization, borrower: "Optics", window: "month" },
  "loan-not-yours": { organization: "Optics" },
  "loan-ended": { state: "declined", by: "Alice", at: "2026-11-21T12:00:00.000Z" },
  "unknown-command": {
    typed: "invit creat",
    nearest: [{ name: "invite create", example: "invite create ann@example.com" }],
  },
  "unknown-argument": { command: "invite create", key: "rle", known: ["person", "role", "org"] },
  "repeated-argument": { command: "invite create", key: "role" },
  "too-many-words": { command: "invite create", rest: "and more", example: "invite create ann@example.com" },
  "unbalanced-quote": { near: "“Bob" },
  "too-long": { limit: 4_000 },
  "stale-call": {},
  missing: { field: "person", label: "Person" },
  "not-a-value": { field: "role", typed: "boss", expected: "owner, admin or member" },
  "name-mistyped": { field: "typed", typed: "Vison Lab", name: organization },
  "secret-typed": { field: "key" },
  "person-unregistered": { field: "person", label: "Bob" },
  "person-is-bot": { field: "person", label: "Deploy Bot" },
  ambiguous: { field: "invitation", typed: "bob", things: "invitations", candidates: [{ value: "i", label: "Bob" }] },
};

// Safe: samples holds, under each kind, the rest of a problem of that kind.
const problems = Object.entries(samples).map(([kind, rest]) => ({ kind, ...rest }) as AnyProblem);
const asking = {
  platform: "slack",
  call: { command: "invite create", input: { person: "@bob", role: "admin" } },
} as const;

function worded(problem: AnyProblem): string {
  const reply = refusal(problem, asking);
  const buttons = (reply.actions ?? []).map(({ label }) => `[ ${label} ]`).join(" ");
  return [`${reply.code}`, read(reply), ...(buttons ? [buttons] : [])].join("\n");
}

describe("explain", () => {
  it("has three lines for every problem: what, the rule, what next", () => {
    expect(`\n${problems.map(worded).join("\n\n")}\n`).toMatchInlineSnapshot(`
      "
      not_found
      No organization or project called “Vision Lab” was found.
      Only what you may see can be found.
      See which ones are yours.
      [ My organizations ]

      workspace_unconnected
      This workspace is not connected yet.
      Each Slack workspace and Discord server belongs to one installation, and joins it by a one-time code.
      A Super Admin makes the code where the installation is already connected, by workspace code. Enter it here.
      [ Enter the code ]

      not_registered
      You have no account here yet.
      Only people with an account may do that.
      Register, or link this account to one that you have on the other platform.
      [ Register ] [ Link my account ]

      not_active
      Your account is suspended.
      People with a suspended account can look themselves up, and nothing else.
      Ask an admin of this installation what it would take to lift that.
      [ Who am I here? ]

      forbidden
      You may not invite people in Vision Lab.
      Only owners and admins may; you are a member there (the setting “members can invite” is off).
      Ask Alice or Chen, who can also switch on “members can invite”.
      [ What may I do? ]

      role_above_yours
      You can't invite people to Vision Lab as admin.
      Nobody gives a role above their own; you are a member there.
      Ask Alice or Chen.
      [ Invite as member ]

      member_above_you
      You can't change what Alice is in Vision Lab.
      Alice is an owner there, you are an admin: nobody acts on people above them.
      Ask Chen.

      self_grant
      You can't make yourself owner of Vision Lab.
      Nobody raises their own role.
      Ask Alice or Chen.

      ask_limit
      You have asked for that in Vision Lab already.
      The same is asked for once within 24 hours.
      It can be asked for again from 2026-11-21 12:00.

      role_not_offered
      Vision Lab has no owners.
      The roles there are admin and member.
      Choose admin or member.
      [ Invite as admin ]

      last_keeper
      You can't leave Vision Lab: you are its last owner.
      Every organization keeps at least one active owner.
      Make somebody else owner first, then try again.
      [ Members ]

      already_registered
      You already have an account: bob.
      One person has one account in an installation.
      There is nothing more to do.
      [ Who am I here? ]

      username_invalid
      “bob#1” can't be a username.
      “#” is not allowed: usernames have letters, digits and underscores.
      Choose another one.
      [ Choose another ]

      username_taken
      The username bob is taken.
      A username belongs to one person in an installation.
      bob2 is free.
      [ Use bob2 ] [ Choose another ]

      email_taken
      Somebody here already has the address bob@example.com.
      A verified address belongs to one person in an installation.
      If that is you on the other platform, link your accounts.
      [ Link my account ]

      registration_closed
      You can't register here.
      Registration is closed in this installation: accounts are made by invitation.
      Ask somebody here to invite you, or link an account that you already have.
      [ Link my account ]

      claim_code_required
      Registering first takes the claim code.
      The first person here becomes Super Admin and proves it by the claim code in the server's log.
      It is in the log of the server's first start, after “Claim code”, unless QM_CLAIM_CODE sets it. Or ask whoever runs the server.
      [ Enter the code ]

      code_invalid
      That code has expired.
      A link code is good for ten minutes and for one use.
      Make a new one on the other platform, by link code.
      [ Try another code ]

      too_many_tries
      Too many wrong codes.
      After five wrong ones within ten minutes, no code is read.
      Try again on 2026-11-21 12:10.

      identity_has_account
      This Discord account already belongs to bob.
      A Discord account belongs to one person here.
      Use the account it belongs to.
      [ Who am I here? ]

      account_has_identity
      That account already has a Discord account: bob_e.
      A person has at most one Discord account here.
      Use bob_e, or ask an admin of the installation.

      already_activated
      Bob is already active.
      Alice activated the account on 2026-11-21 12:00.
      There is nothing more to do.

      not_awaiting_activation
      Bob can't be activated.
      Only accounts that wait for activation can be; this one is suspended.
      Check that you meant this person.

      person_not_suspendable
      Rita can't be suspended by you.
      Nobody suspends or reinstates who ranks above them.
      Ask a Super Admin.

      person_not_suspended
      Bob is not suspended.
      Only suspended accounts are reinstated; this one is active.
      There is nothing more to do.

      person_ambiguous
      “Bob” could be several people.
      A name has to fit one person alone.
      Choose whom you mean, or give the username.
      [ Bob Ekman (@bob) ]

      workspace_connected
      Acme is already connected.
      A Slack workspace or Discord server belongs to exactly one installation.
      There is nothing more to do.

      announcement_secret
      There seems to be a password or a key in the text.
      What is announced is read by many, kept by the platforms, and can't be taken back from e-mail.
      Take it out, and say where it can be found instead.
      [ Change it ]

      announcement_nobody
      There is nobody to tell among everyone in Vision Lab and below.
      Announcements go to people with an active account; service accounts and suspended people get none.
      Choose another audience.
      [ Change it ]

      announcement_without_channels
      There are no channels of admins of Vision Lab.
      Only everyone, and an organization, can be told in channels.
      Choose direct messages.
      [ Change it ]

      cluster_unknown
      Nothing was used on “alpha” lately.
      Usage was reported in the last days by slurm-alpha and slurm-beta.
      Give a cluster by the name that its usage is reported under.
      [ Change it ]

      announcement_under_way
      Another announcement is going out now.
      One at a time, so that the platforms' limits are kept: Maintenance, by Alice.
      Send this one when that is done, or schedule it: it then waits by itself.
      [ Announcements ]

      announcement_not_now
      “Maintenance” was sent already.
      Alice, 2026-11-21 12:00.
      Correct it or withdraw it: messages that were sent are edited in place.
      [ Announcements ]

      announcement_draft_limit
      You have 50 drafts of announcements already.
      Each person keeps so many that were not sent; after 30 days they are deleted.
      Send or cancel one, or edit it instead.
      [ Announcements ]

      announcement_too_far
      That is too far ahead.
      An announcement can be scheduled for at most 366 days from now.
      Choose an earlier time.
      [ Change it ]

      api_key_name_taken
      There is an API key named slurm already.
      Each key that works has a name of its own.
      Give another name, or revoke that one first.
      [ API keys ] [ Make an API key ]

      api_key_revoked
      The API key slurm is revoked already.
      A key is revoked for good.
      There is nothing more to do.
      [ API keys ]

      api_key_limit
      There are too many API keys.
      At most 200 keys in one installation.
      Revoke one that is no longer used.
      [ API keys ]

      webhook_url_invalid
      Nothing can be sent to 10.0.0.7 by that address.
      It leads to this machine or into an inner network. Those may be reached only where webhooks.allow in quartermaster.yml names them.
      Give another address, or ask who runs this installation to allow it.
      [ Make a webhook ]

      webhook_name_taken
      There is a webhook called pager already.
      Each has a name of its own.
      Give another name, or delete that one first.
      [ Webhooks ] [ Make a webhook ]

      webhook_limit
      There are too many webhooks.
      At most 50 webhooks in one installation.
      Delete one that is no longer used.
      [ Webhooks ]

      webhook_kinds_missing
      It was not said which kinds of alerts.
      A webhook hears of at least one kind. An Alertmanager hears of none that come from another system.
      Name some, or leave them out for all.
      [ Make a webhook ]

      webhook_nothing_to_retry
      Nothing waits to be sent to pager again.
      Everything has arrived, or is on its way.
      The log shows what was sent.
      [ Log ]

      service_name_invalid
      “CI Runner” can't be the name of a service account.
      Its name has 2 to 40 small letters, digits, hyphens and underscores, and begins with a letter.
      Choose another one, such as ci-runner.
      [ Correct it in a form ]

      service_name_taken
      The name ci-runner is taken.
      People, organizations and service accounts have names of their own, removed service accounts among them.
      ci-runner-2 is free.
      [ Use ci-runner-2 ] [ Correct it in a form ]

      service_account_limit
      Vision Lab has as many service accounts as it may.
      At most 50 service accounts in one organization.
      Remove one that is no longer used.
      [ Service accounts ]

      responsible_not_member
      Bob can't answer for a service account of Vision Lab.
      Who answers for one is an active member of its organization, and no viewer.
      Name somebody else.
      [ Correct it in a form ]

      responsible_gave
      Bob can't answer for ci-runner.
      Bob gave it quota that it still has, and nobody gives to themselves.
      Take that quota back first, or let somebody else answer for it.
      [ Its limits ]

      service_account_refused
      ci-runner is a service account: it can't be invited or added anywhere.
      A service account belongs to the organization that it was made for, as a plain member; nobody signs in with it.
      Make one where it is needed, or invite a person.
      [ Service accounts ]

      meter_unknown
      Nothing called “gpu” is counted here.
      What is counted: gpu_hours and storage.
      Choose one of these.
      [ Correct it in a form ]

      accelerator_unknown
      No accelerator called “h1000” is known here.
      What is known: a100 and h100.
      Did you mean h100? A plain gpu counts 1.
      [ Correct it in a form ]

      amount_invalid
      “-1” is no amount of GPU hours.
      It takes zero or more.
      Change it and try again.
      [ Correct it in a form ]

      no_current_organization
      It is not clear which organization you mean.
      You have not chosen the one you work in.
      Name it with org:, or choose one.
      [ My organizations ] [ Found one ]

      organization_name_taken
      There is already something called Vision Lab.
      Names of organizations and projects are used once in an installation.
      Vision Lab 2 is free.
      [ Use Vision Lab 2 ] [ Choose another ]

      text_invalid
      That name can't be used.
      It is longer than 80 characters.
      Change it and try again.
      [ Change it ]

      personal_organization
      Alice Moreau can't be deleted.
      It came with an account, and is where that person works who belongs nowhere else.
      Remove people from it instead, or delete another one.
      [ My organizations ]

      organization_deleted
      Vision Lab is not there any more.
      Alice deleted it on 2026-11-21 12:00; that can't be undone.
      See which organizations and projects are yours.
      [ My organizations ]

      must_be_invited
      Bob can't be added to Vision Lab directly.
      People are added directly to projects; into organizations they are invited, and accept.
      Invite Bob instead.
      [ Invite instead ]

      already_member
      Bob already belongs to Vision Lab.
      Bob is a member there; nobody belongs twice.
      To give another role, change it.
      [ Members ]

      prerequisites_missing
      Bob was not added to Vision Lab, for lack of an account and an SSH key.
      The project takes only people who have an account and an SSH key.
      Bob can put that right with register, then ssh-key add. Then try again.
      [ Retry ]

      organization_limit
      You can't found another organization or project.
      Whoever is owner or admin of 50 organizations and projects founds no more.
      Delete one that is not needed any more, or ask an admin of the installation.
      [ My organizations ]

      membership_limit
      Vision Lab is full.
      It has 100 members, the most there can be.
      Remove somebody first.
      [ Members ]

      email_invalid
      “bob@” is no e-mail address.
      An address looks like ann@example.com.
      Check the spelling, or mention the person.
      [ Change it ]

      self_invite
      You can't invite yourself to Vision Lab.
      Invitations are for other people; you belong there already.
      Invite somebody else.
      [ Invite somebody ]

      already_invited
      Bob has already been invited to Vision Lab.
      Alice's invitation is waiting for an answer; it expires on 2026-11-21 12:00.
      Wait for the answer, or send it again.
      [ Send it again ]

      must_register_first
      Bob must register first.
      Vision Lab takes only people who have an account here.
      Ask Bob to register, then invite again.
      [ Retry ]

      pending_limit
      Vision Lab has too many invitations waiting.
      At most 100 invitations wait at a time.
      Revoke some, or wait until they are answered.
      [ Pending invitations ]

      invitation_not_yours
      This invitation is for someone else.
      Only the person it was sent to can answer it.
      See the invitations that are waiting for you.
      [ My invitations ]

      invitation_accepted
      The invitation to Vision Lab was accepted.
      That was on 2026-11-21 12:00 by Alice; an invitation ends once.
      There is nothing more to do.
      [ My invitations ]

      invitation_declined
      The invitation to Vision Lab was declined.
      That was on 2026-11-21 12:00 by Alice; an invitation ends once.
      It can be sent again by whoever invited.
      [ Ask for a new one ] [ My invitations ]

      invitation_revoked
      The invitation to Vision Lab was revoked.
      That was on 2026-11-21 12:00 by Alice; an invitation ends once.
      Ask whoever invited you for a new one.
      [ My invitations ]

      invitation_expired
      The invitation to Vision Lab has expired.
      That was on 2026-11-21 12:00 by Alice; an invitation ends once.
      Ask whoever invited you for a new one.
      [ Ask for a new one ] [ My invitations ]

      invitation_superseded
      The invitation to Vision Lab was replaced by a newer one.
      That was on 2026-11-21 12:00 by Alice; an invitation ends once.
      Answer the newer one.
      [ My invitations ]

      invitation_needs_approval
      This invitation to Vision Lab needs approving again.
      Alice, who sent it, may no longer invite people as admin. It stays open.
      Ask Chen.

      resend_limit
      Bob has been reminded enough for now.
      An invitation is sent again at most 3 times within 24 hours.
      It can be sent again from 2026-11-21 12:00.

      nothing_to_retry
      There is nothing to retry.
      The invitation has reached Bob.
      Wait for the answer.

      ssh_key_private
      That is a private key. It was not kept.
      A private key must never leave the machine it was made on; here only public keys are used.
      Make a new key pair, since this one has been shown, and add the file that ends in .pub.
      [ Add a key ]

      ssh_key_malformed
      That is not an SSH public key.
      Its middle part does not decode; a piece may be missing.
      Paste the one line of the file that ends in .pub.
      [ Add a key ]

      ssh_key_type_refused
      Keys of type ssh-dss are not taken.
      The types taken are ssh-ed25519 and ssh-rsa.
      Make one with ssh-keygen -t ed25519.
      [ Add a key ]

      ssh_key_too_short
      That key is too short: 1024 bits.
      RSA keys need at least 2,048 bits.
      Make a new one with ssh-keygen -t ed25519.
      [ Add a key ]

      ssh_key_present
      You have that key already: laptop.
      A key is added once.
      There is nothing more to do.
      [ My SSH keys ]

      ssh_key_in_use
      That key can't be added.
      It is in use already, and a key belongs to one person.
      Make a key pair of your own with ssh-keygen -t ed25519.
      [ Add a key ]

      ssh_key_name_taken
      You have a key named laptop already.
      Each of your keys has a name of its own.
      Give another name.
      [ Add a key ]

      ssh_key_limit
      You have too many SSH keys.
      At most 50 keys a person.
      Remove one first.
      [ My SSH keys ]

      reservation_ended
      That reservation has ended.
      It expired before it was committed.
      Reserve again; report what was used meanwhile as usage.

      reservation_too_long
      A reservation can't be kept that long.
      It lasts from one second to 30 days.
      Choose a time within that, and extend it while the work goes on.

      usage_time_invalid
      Nothing can be counted at 2031-01-01T00:00:00.000Z.
      Use is counted from 2025-10-17T12:00:00.000Z to 2026-11-21T12:00:00.000Z.
      Send the time when it was used, or none for now.

      idempotency_mismatch
      That idempotency key came before with another request.
      A key stands for one request, and gets its answer again.
      Use a new key for a new request.

      decisions_busy
      No answer could be had in time.
      Nothing was reserved or counted; it waited 5 seconds for its turn.
      Try again in a moment.

      plan_unknown
      There is no plan called “larg”.
      Plans are those of the configuration: free and large.
      large is the one most like it.
      [ Plans ]

      plan_not_editable
      Plans can't be changed in chat.
      They are defined in quartermaster.yml, where a change can be reviewed and taken back.
      Change them there; plan reload shows what that changes, and loads it. To give a person another plan: user plan.
      [ Plans ] [ Load the file ]

      plan_above_yours
      You can't give the plan gpu.
      The configuration lets only Super Admins give it.
      Ask Alice or Chen.
      [ Plans ]

      plan_of_oneself
      You can't change your own plan.
      Nobody gives themselves more; only Super Admins change their own plan.
      Ask Alice or Chen.
      [ My plan ]

      configuration_invalid
      quartermaster.yml was not loaded.
      There is something wrong in it: quartermaster.yml:14:7 plans[1].limits.gpu_hours.window: should be a window, such as month.
      Mend it and load it again. Until then everything stays as it is.
      [ Load it again ] [ Plans ]

      configuration_absent
      There is no configuration to load.
      Where the program was started there is no quartermaster.yml, and QM_CONFIG names none: its own plan without limits holds.
      Make the file, and start the program again.
      [ Plans ]

      configuration_changed_meanwhile
      quartermaster.yml was saved again meanwhile.
      Only what was shown is loaded.
      Look at the changes again.
      [ Look again ]

      window_invalid
      “fortnight” is no period.
      A period is day, week, month, quarter, year, lifetime, or a rolling one such as rolling:24h or rolling:7d.
      Choose one of these.
      [ Correct it in a form ]

      window_of_other_kind
      Storage can't be limited over that period.
      Storage is what is held at one moment, so that its limit has no period.
      Leave the period out.
      [ Correct it in a form ]

      quota_not_set
      No limit of GPU hours is set for Bob Ekman in Vision Lab.
      Only what was set by command can be taken away; a plan's limit stays with the plan.
      See where the limits come from.
      [ Show the limits ]

      quota_of_oneself
      You can't change your own limit.
      Nobody gives to themselves, whatever they may do for others.
      Ask for more; somebody else who may answers.
      [ Request more ] [ My limits ]

      quota_above_pool
      600 GPU hours is more than you can give.
      The pool of Vision Lab is 400 GPU hours, and nobody gives more of a pool than it has.
      Give less, or ask for a larger pool.
      [ Correct it in a form ] [ Request more ]

      only_pools_lend
      Only organizations borrow and lend by themselves.
      What siblings leave unused is shared between organizations; a person's or a role's limit has no part in it.
      Leave borrow and lend out, or set the limit of an organization.
      [ Correct it in a form ]

      until_passed
      That time has passed already.
      It would end 2026-11-20 17:00; it must end later than it begins, and later than now.
      Choose a later time.
      [ Correct it in a form ]

      not_paused
      Nothing of Vision Lab is paused.
      Only a pause of that very person or organization is lifted, not one of what is above it.
      See what binds it.
      [ Show the limits ]

      paused_from_above
      You can't lift the pause of Vision Lab.
      Alice set it in the name of the installation, and what is set from above is lifted from there.
      Ask Alice.

      person_above_you
      You can't hold back what Root starts.
      They have a higher role in the installation than you, and nobody lifts what holds themselves back.
      Ask a Super Admin.

      draining
      What Vision Lab has reserved is not extended now.
      Alice paused it so that it empties (“maintenance”), until 2026-11-21 13:00.
      Finish within the time reserved, and begin anew afterwards.

      policy_without_period
      No policy can look at Storage over that period.
      A policy does what it says once a period: an hour, day, week, month, quarter or year, or once in all (lifetime). What is held at one moment has no period.
      Choose a meter that is added up, and such a period.
      [ Correct it in a form ]

      policy_exists
      There is such a policy for Vision Lab already.
      It does the same at 80 % of its GPU hours a month.
      See the policies there are.
      [ Policies ]

      alert_levels_invalid
      The levels 95, 80 do not rise.
      Levels rise, each is given once, and there are at most 20: percents of a limit such as 80 %, amounts such as 50 GPU hours, or counts.
      Write them lowest first, with commas: 80, 95, 100.
      [ Change it ]

      alert_rule_name_taken
      There is an alert rule called “GPU hours” already.
      Each rule has a name of its own.
      GPU hours 2 is free.
      [ Use GPU hours 2 ] [ Choose another ]

      alert_span_too_long
      That is longer than a rule can look back.
      It looks back at most 31 days.
      Choose a shorter time.
      [ Change it ]

      alert_rule_exists
      “GPU hours of Vision Lab, limit” looks at just that already.
      Two rules of one kind for the same would tell everything twice.
      Change that one: it can have more levels.
      [ Change it ] [ Show it ]

      alert_rule_limit
      There are as many alert rules as there may be.
      An installation has at most 10,000.
      Delete one that is not needed any more.
      [ Alert rules ]

      channel_needed
      This is not a channel.
      A subscription is a channel's: everybody in it hears. What is about you comes to you directly anyway.
      Go to the channel and say it there. How you yourself are told is in your preferences.
      [ My preferences ]

      channel_unreachable
      I cannot post in #vision-alerts, so nothing was subscribed.
      I am not in this channel.
      Invite me: /invite @quartermaster

      alert_kinds_missing
      It was not said which kinds of alerts.
      A channel hears of exactly the kinds that are named.
      Name one or more, such as quota and overage.
      [ Change it ]

      mute_window_invalid
      “someday” is no time of the week.
      Days, times of day, or both: weekdays 22:00-07:00, sat sun, mon-fri 12:00-13:00.
      Write it like one of these; several are set apart by semicolons.
      [ Change it ]

      quiet_hours_invalid
      “25-7” are no quiet hours.
      Two times of day that differ, such as 22:00-07:00, or none.
      Write them like that.
      [ Change it ]

      digest_time_invalid
      “25” is no time of day.
      The daily digest comes at a time of day by your own clock, such as 08:00.
      Write it like that.
      [ Change it ]

      alert_acknowledged
      Alice has acknowledged the alert about Vision Lab already.
      That was on 2026-11-21 12:00. Once is enough: it is not repeated any more.
      You hear when it gets worse, and when it is over.
      [ Open alerts ]

      alert_over
      The alert about Vision Lab is over.
      It ended on 2026-11-21 12:00; there is nothing left to answer.
      If it comes back, that is a new alert.
      [ Open alerts ]

      alert_not_unusual
      The alert about Vision Lab is not about unusual activity.
      Only what is unusual can be expected; a limit is reached whether somebody expected it or not.
      Acknowledge it, snooze it, or silence it.
      [ Open alerts ]

      alert_not_idle
      The alert about Vision Lab is not about something idle.
      Only what is held and not used can be released or kept from here.
      Acknowledge it, snooze it, or silence it.
      [ Open alerts ]

      idle_held_outside
      Bob holds 2 clusters, which cannot be released from here.
      It is not reserved here: the platform reports that it is held, and it ends there.
      Stop it on the platform. This alert is over once the platform says that it is gone.
      [ Open alerts ]

      idle_reason_missing
      To keep it for more than 24 hours takes a reason.
      Others may be waiting for what is held and not used.
      Say why, or keep it for a day at a time.
      [ Try again ]

      silence_too_long
      That is too long for a silence.
      A silence lasts at most 90 days, so that nothing is forgotten in it.
      Choose an earlier end. What is never wanted is better switched off, or its rule changed.
      [ Change it ]

      silence_limit
      You have made as many silences as you may.
      At most 100 silences of one person at once.
      End one that is not needed, or silence something wider.
      [ Silences ]

      silence_over
      That silence is over.
      Alice ended it on 2026-11-21 12:00.
      There is nothing more to do.
      [ Silences ]

      schedule_invalid
      “every blue moon” is no schedule that I understand.
      Days and a time of day: every monday 9:00, weekdays 8:30, daily at 18:00, first of the month 9:00, every 2 weeks on friday 16:00.
      Write it like one of these; without a time it is 9:00.
      [ Change it ]

      report_limit
      There are as many reports here as there may be.
      At most 20 reports for one channel, or for one person's direct messages.
      Stop one that nobody reads.
      [ Reports ]

      subscription_limit
      The channel #vision-alerts has as many subscriptions as it may.
      At most 50 subscriptions for one channel.
      End one that is not needed, or subscribe to something wider.
      [ Subscriptions ]

      alert_rule_unfit
      Alerts of the kind “Unused accounts” are about the whole installation.
      They look at no single person or organization.
      Leave the subject out, or say installation.
      [ Change it ]

      policy_limit
      Vision Lab has as many policies as there may be.
      There may be 20 policies for it: each is looked at every few seconds.
      Delete one that is not needed any more.
      [ Policies ]

      policy_from_above
      You can't delete that policy for Vision Lab.
      Alice made it in the name of the installation, and what is set from above is taken away from there.
      Ask Alice.

      grant_ended
      That grant was taken back already.
      A grant ends once.
      See which grants there are.
      [ Grants ]

      organization_loop
      Vision Lab can't stand below Optics.
      Optics is Vision Lab itself or stands below it, and nothing stands below itself.
      Choose another one, or none.
      [ My organizations ]

      organization_too_deep
      That is too deep.
      Organizations stand below each other on at most 8 levels.
      Put it below one that is higher up.
      [ My organizations ]

      window_limit
      GPU hours can't be counted over yet another period of its own.
      All use of the installation is added up over each of them, so organizations may have 5 such periods among them.
      Choose a day, week, month, quarter or year, or ask an admin of the installation to set it.
      [ Correct it in a form ]

      nothing_limited
      There is nothing to add to: Bob Ekman has no limit of GPU hours.
      What is not limited needs nothing on top.
      See which limits there are.
      [ Show the limits ]

      request_of_oneself
      You can't answer your own request.
      Whoever asks for more does not grant it, whatever else they may do.
      Somebody else who may will answer. You can take it back.
      [ My requests ]

      request_pending
      You have asked for more GPU hours already.
      One request for the same limit waits at a time.
      Wait for the answer, or take it back and ask again.
      [ Take it back ] [ My requests ]

      request_unanswerable
      Nobody could answer a request for Bob Ekman.
      Whoever may set that limit answers, but never their own request; nobody else may.
      Somebody has to be made admin first.
      [ Members ]

      request_changed
      Chen Li has changed what would be granted since.
      An approval is of exactly what stood beside it; nothing has changed.
      Look at it as it stands now, and approve that if you agree.
      [ Requests ]

      away_too_long
      That is too long to be away.
      Requests pass somebody over for at most 365 days.
      Choose an earlier day; you can say so again.
      [ Choose a day ]

      request_not_yours
      You can't take Bob Ekman’s request back.
      Only whoever asked takes a request back.
      Deny it, if you may answer it.
      [ Requests ]

      request_ended
      This request was approved by Alice.
      That was on 2026-11-21 12:00; the first answer counts, and nothing has changed.
      Look at how it stands.
      [ Requests ]

      grant_too_long
      That is longer than may be granted.
      At most 365 days are granted at a time.
      Choose an earlier end.
      [ Change it ]

      loan_exceeds_unused
      Vision Lab has not that much to lend.
      Only what is neither used nor reserved is lent: that is 12 GPU hours now.
      Lend less, or wait until there is more.

      loan_exceeds_bounds
      Vision Lab may not lend that much.
      At most 40 GPU hours may be lent at a time, as is set with its limit; 30 GPU hours is lent already.
      Lend less, or wait until something comes back.

      loan_within_one
      Vision Lab can't lend to Optics.
      What an organization uses counts in those above it, so that they share their quota already.
      Set the limits within it instead.
      [ Limits ]

      loan_out_of_pool
      Vision Lab can't lend to Optics.
      What Vision Lab has is part of the pool of Faculty, and Optics stands outside of it.
      Ask whoever lends for Faculty.
      [ Loans ]

      loan_windows_differ
      Vision Lab can't lend to Optics: their limits run over different times.
      Optics is limited by a month at most, and Vision Lab has no such limit.
      Ask an admin to give both a limit over the same time.

      loan_not_yours
      That is for Optics to decide.
      One side of a loan proposes it, the other answers.
      Wait for them; what you proposed you can take back.
      [ Loans ]

      loan_ended
      This loan was declined by Alice.
      That was on 2026-11-21 12:00. The first answer counts, and nothing has changed now.
      Look at how it stands.
      [ Loans ]

      unknown_command
      There is no command “invit creat”.
      A command is a noun and a verb, such as invite create.
      Did you mean invite create? An example: /qm invite create ann@example.com
      [ invite create ] [ What can I do? ]

      unknown_argument
      invite create knows no “rle”.
      It knows person, role and org.
      Did you mean role? Put quotes around what is text.
      [ Correct it in a form ]

      repeated_argument
      “role” is given twice.
      Each argument is given once.
      Keep one of them.
      [ Correct it in a form ]

      too_many_words
      “and more” is left over.
      invite create takes nothing more, and nothing is ignored.
      Put quotes around words that belong together. An example: /qm invite create ann@example.com
      [ Correct it in a form ]

      unbalanced_quote
      A quotation mark is missing or in the wrong place.
      A quotation stands by itself, from mark to mark; look near: “Bob
      Close it, or leave the marks out.

      too_long
      That line is too long.
      A line has at most 4,000 characters.
      Type the command alone and fill in its form.

      stale_call
      That button no longer works.
      It is too old, was made for somebody else, or what it was for has changed.
      Type the command again.
      [ What can I do? ]

      missing
      Person is missing.
      It is needed.
      Fill it in.
      [ Correct it in a form ]

      not_a_value
      “boss” does not fit role.
      It takes owner, admin or member.
      Change it and try again.
      [ Correct it in a form ]

      name_mistyped
      “Vison Lab” is not its name.
      It is called Vision Lab; what cannot be undone wants the name typed.
      Type the name, or leave everything as it is.

      secret_typed
      That is a private key. It was not kept.
      A private key must never leave the machine it was made on; here only public keys are used.
      Make a new key pair, since this one has been shown, and add the file that ends in .pub.

      person_unregistered
      Bob has no account here.
      That takes somebody with an account.
      Bob can register, or be invited.
      [ Invite ]

      person_is_bot
      Deploy Bot is an app, not a person.
      Only people belong to organizations.
      Choose a person.
      [ Correct it in a form ]

      ambiguous
      “bob” fits several invitations.
      It has to be one alone.
      Choose which one you mean.
      [ Bob ]
      "
    `);
  });

  it.each(problems.map((problem) => [problem.kind, problem] as const))(
    "%s says each of the three in a sentence",
    (_kind, problem) => {
      const { title, lines = [] } = refusal(problem, asking);
      expect([title, ...lines]).toHaveLength(3);
      for (const line of [title, ...lines])
        expect(read({ title: "", lines: [line] }).trim()).toMatch(/^[\p{Lu}“\p{L}\p{N}].+[.a-z0-9]$/u);
      expect(title).not.toMatch(/!|oops/iu);
    },
  );

  it("offers the same invitation with the role that would pass", () => {
    const reply = refusal({ kind: "role-above-yours", ...samples["role-above-yours"] }, asking);
    expect(reply.actions).toEqual([
      { label: "Invite as member", call: { command: "invite create", input: { person: "@bob", role: "member" } } },
    ]);
  });

  it("never repeats a code that was typed", () => {
    const call = { command: "link accept", input: { code: "7KQ2-M4XR" } };
    const reply = refusal({ kind: "code-invalid", ...samples["code-invalid"] }, { platform: "slack", call });
    expect(JSON.stringify(reply)).not.toContain("7KQ2");
  });
});

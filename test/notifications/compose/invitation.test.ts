import { describe, expect, it } from "vitest";
import type { DeliveryView, InvitationView } from "../../../src/domain/invitations/invitation.ts";
import { invitationMail } from "../../../src/notifications/compose/invitation-mail.ts";
import { inviteeCard } from "../../../src/notifications/compose/invitee.ts";
import { inviterCard } from "../../../src/notifications/compose/inviter.ts";
import { readable } from "./readable.ts";

const at = (time: string) => new Date(`2026-11-${time}Z`);

function invitation(with_: Partial<InvitationView> = {}): InvitationView {
  return {
    id: "i1",
    tenantId: "t1",
    organization: { id: "o1", name: "Vision Lab", slug: "vision-lab", kind: "organization" },
    inviter: { id: "p1", name: "Alice Moreau" },
    inviteeKey: "person:p2",
    inviteeLabel: "Bob Ekman",
    inviteeEmail: "bob@example.com",
    role: "member",
    state: "pending",
    message: null,
    createdAt: at("21T17:00"),
    expiresAt: at("28T17:00"),
    decidedAt: null,
    decidedBy: null,
    successorId: null,
    delivery: null,
    ...with_,
  };
}

function delivery(with_: Partial<DeliveryView>): DeliveryView {
  return { id: "d1", state: "sent", channel: "slack", sentAt: at("21T17:01"), error: null, ...with_ };
}

describe("the invitee's card", () => {
  it("asks, and says what it is about and until when", () => {
    expect(readable(inviteeCard(invitation({ message: "Join us for LLaVA" })))).toMatchInlineSnapshot(`
      "(neutral) Alice Moreau invites you to Vision Lab as member
      Alice Moreau writes: Join us for LLaVA
      Their cloud account is shared; you need none of your own.
      Expires <2026-11-28T17:00>
      [Accept] invite accept {"invitation":"i1"}
      [Decline] invite decline {"invitation":"i1"}
      [What would I get?] invite show {"invitation":"i1"}"
    `);
  });

  it("says when it was accepted and whose cloud account is used", () => {
    expect(readable(inviteeCard(invitation({ state: "accepted", decidedAt: at("22T09:14") })))).toMatchInlineSnapshot(`
      "(success) You joined Vision Lab as member
      On <2026-11-22T09:14>.
      You work with the cloud account of Vision Lab; you need none of your own.
      [What may I do?] whoami {}"
    `);
  });

  it("says when it was declined", () => {
    expect(readable(inviteeCard(invitation({ state: "declined", decidedAt: at("22T09:14") })))).toMatchInlineSnapshot(`
      "(neutral) You declined the invitation to Vision Lab
      On <2026-11-22T09:14>.
      — Invited as member by Alice Moreau"
    `);
  });

  it("says who revoked it", () => {
    const revoked = invitation({
      state: "revoked",
      decidedAt: at("22T09:14"),
      decidedBy: { id: "p3", name: "Chen Li" },
    });

    expect(readable(inviteeCard(revoked))).toMatchInlineSnapshot(`
      "(neutral) The invitation to Vision Lab was revoked by Chen Li
      On <2026-11-22T09:14>.
      — Invited as member by Alice Moreau"
    `);
  });

  it("says when it expired and who can send a new one", () => {
    expect(readable(inviteeCard(invitation({ state: "expired" })))).toMatchInlineSnapshot(`
      "(neutral) The invitation to Vision Lab expired
      On <2026-11-28T17:00>. Alice Moreau can send a new one.
      [Ask for a new one] invite ask {"invitation":"i1"}
      — Invited as member by Alice Moreau"
    `);
  });

  it("points to the newer one when it was sent anew", () => {
    expect(readable(inviteeCard(invitation({ state: "superseded", successorId: "i2" })))).toMatchInlineSnapshot(`
      "(neutral) A newer invitation to Vision Lab took this one's place
      Alice Moreau sent another one; answer that one instead.
      — Invited as member by Alice Moreau"
    `);
  });

  it("says that nothing is left to answer for who joined another way", () => {
    expect(readable(inviteeCard(invitation({ state: "superseded" })))).toMatchInlineSnapshot(`
      "(neutral) You belong to Vision Lab now
      You came in another way, so there is nothing left to answer here.
      — Invited as member by Alice Moreau"
    `);
  });
});

describe("the inviter's card", () => {
  it("says that it is on its way", () => {
    expect(readable(inviterCard(invitation({ delivery: delivery({ state: "pending", sentAt: null }) }))))
      .toMatchInlineSnapshot(`
      "(neutral) Invited Bob Ekman to Vision Lab as member
      On its way.
      Expires <2026-11-28T17:00>
      [Resend] invite resend {"invitation":"i1"}
      [Revoke] invite revoke {"invitation":"i1"}"
    `);
  });

  it("says where and when it was sent", () => {
    expect(readable(inviterCard(invitation({ delivery: delivery({}) })))).toMatchInlineSnapshot(`
      "(neutral) Invited Bob Ekman to Vision Lab as member
      Waiting: sent in Slack <2026-11-21T17:01>
      Expires <2026-11-28T17:00>
      [Resend] invite resend {"invitation":"i1"}
      [Revoke] invite revoke {"invitation":"i1"}"
    `);
  });

  it("says why it went by e-mail", () => {
    const byMail = delivery({ channel: "email", error: "Bob Ekman's direct messages are closed on Discord." });

    expect(readable(inviterCard(invitation({ delivery: byMail })))).toMatchInlineSnapshot(`
      "(neutral) Invited Bob Ekman to Vision Lab as member
      Waiting: sent by e-mail <2026-11-21T17:01>
      Bob Ekman's direct messages are closed on Discord. So it went to bob@example.com.
      Expires <2026-11-28T17:00>
      [Resend] invite resend {"invitation":"i1"}
      [Revoke] invite revoke {"invitation":"i1"}"
    `);
  });

  it("says why it was not delivered, and offers to try again", () => {
    const stuck = delivery({
      state: "undeliverable",
      channel: "email",
      sentAt: null,
      error: "Bob Ekman's direct messages are closed on Discord. This installation has no mail server",
    });

    expect(readable(inviterCard(invitation({ delivery: stuck })))).toMatchInlineSnapshot(`
      "(warning) Invited Bob Ekman to Vision Lab as member
      Not delivered. Bob Ekman's direct messages are closed on Discord. This installation has no mail server.
      Expires <2026-11-28T17:00>
      [Retry] invite retry {"invitation":"i1"}
      [Resend] invite resend {"invitation":"i1"}
      [Revoke] invite revoke {"invitation":"i1"}"
    `);
  });

  it("says that every attempt failed", () => {
    const failed = delivery({ state: "failed", sentAt: null, error: "Slack could not be reached." });

    expect(readable(inviterCard(invitation({ delivery: failed })))).toMatchInlineSnapshot(`
      "(warning) Invited Bob Ekman to Vision Lab as member
      Not delivered yet. Slack could not be reached.
      Expires <2026-11-28T17:00>
      [Retry] invite retry {"invitation":"i1"}
      [Resend] invite resend {"invitation":"i1"}
      [Revoke] invite revoke {"invitation":"i1"}"
    `);
  });

  it("says that it was accepted", () => {
    expect(readable(inviterCard(invitation({ state: "accepted", decidedAt: at("22T09:14") })))).toMatchInlineSnapshot(`
      "(success) Bob Ekman joined Vision Lab as member
      On <2026-11-22T09:14>."
    `);
  });

  it("offers to invite again what was declined", () => {
    expect(readable(inviterCard(invitation({ state: "declined", decidedAt: at("22T09:14") })))).toMatchInlineSnapshot(`
      "(warning) Bob Ekman declined the invitation to Vision Lab
      On <2026-11-22T09:14>.
      [Invite again] invite resend {"invitation":"i1"}"
    `);
  });

  it("says who revoked it", () => {
    const revoked = invitation({
      state: "revoked",
      decidedAt: at("22T09:14"),
      decidedBy: { id: "p3", name: "Chen Li" },
    });

    expect(readable(inviterCard(revoked))).toMatchInlineSnapshot(`
      "(neutral) The invitation of Bob Ekman to Vision Lab was revoked by Chen Li
      On <2026-11-22T09:14>."
    `);
  });

  it("offers to invite again what expired", () => {
    expect(readable(inviterCard(invitation({ state: "expired" })))).toMatchInlineSnapshot(`
      "(warning) The invitation of Bob Ekman to Vision Lab expired
      On <2026-11-28T17:00>.
      Bob Ekman did not answer in time.
      [Invite again] invite resend {"invitation":"i1"}"
    `);
  });

  it("points to the newer one when it was sent anew", () => {
    expect(readable(inviterCard(invitation({ state: "superseded", successorId: "i2" })))).toMatchInlineSnapshot(`
      "(neutral) The invitation of Bob Ekman to Vision Lab was sent anew
      A newer invitation took this one's place; its own card says how it stands."
    `);
  });

  it("says so when the invitee joined another way", () => {
    expect(readable(inviterCard(invitation({ state: "superseded" })))).toMatchInlineSnapshot(`
      "(neutral) Bob Ekman belongs to Vision Lab now
      They came in another way, so this invitation has ended."
    `);
  });
});

describe("the invitation by e-mail", () => {
  it("carries the code and tells what to type on each platform", () => {
    const mail = invitationMail(invitation({ message: "Join us" }), "7KQ2-M4XR", [
      { platform: "discord", externalId: "42", name: "Northwind Lab" },
      { platform: "slack", externalId: "T1", name: "Northwind" },
    ]);

    expect(readable(mail)).toMatchInlineSnapshot(`
      "(neutral) Alice Moreau invites you to Vision Lab as member
      Alice Moreau writes: Join us
      Their cloud account is shared; you need none of your own.
      To accept in Slack, open Northwind <https://app.slack.com/client/T1> and type \`/qm invite accept invitation:7KQ2-M4XR\`
      To accept in Discord, open Northwind Lab <https://discord.com/channels/42> and type \`/invite accept invitation:7KQ2-M4XR\`
      The code is for you alone and works until <2026-11-28T17:00>.
      — You get this because Alice Moreau entered your address. Without an answer the invitation ends by itself."
    `);
  });
});

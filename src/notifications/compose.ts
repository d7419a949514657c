import type { DomainEvent } from "../domain/events.ts";
import { issueInvitationCode } from "../domain/invitations/issue-invitation-code.ts";
import { readInvitation } from "../domain/invitations/read-invitation.ts";
import type { InvitationView } from "../domain/invitations/invitation.ts";
import { readLoanCard } from "../domain/loans/read-loan.ts";
import { readRequestCard } from "../domain/requests/read-card.ts";
import type { Delivery } from "../storage/generated/client.ts";
import { alertMessage, digestMessage, stepMessage } from "./compose/alert-deliveries.ts";
import { announcementMessage, progressMessage } from "./compose/announcement-deliveries.ts";
import { invitationMail } from "./compose/invitation-mail.ts";
import { inviteeCard } from "./compose/invitee.ts";
import { inviterCard } from "./compose/inviter.ts";
import { loanCard } from "./compose/loan.ts";
import { actsFor, isStillThere, mayAnswer, noMoreYours } from "./compose/readers.ts";
import { notice } from "./compose/notice.ts";
import { reportMessage } from "./compose/report-delivery.ts";
import { requesterCard, reviewerCard } from "./compose/quota-request.ts";
import type { Channel } from "./compose/words.ts";
import type { Message } from "./message.ts";
import type { Audience } from "./routes.ts";
import type { Sender } from "./world.ts";

/** What a delivery may be about. */
export type Subject =
  | "invitation:invitee"
  | "invitation:inviter"
  | "request:requester"
  | "request:reviewer"
  | "loan:lender"
  | "loan:borrower"
  | "notice"
  | "alert"
  | "alert:step"
  | "digest"
  | "report"
  | "announcement"
  | "announcement:progress";

interface Reading {
  readonly channel: Channel;
  readonly readerId: string | undefined;
  /** Set where it is read by everybody in a channel. */
  readonly audience?: Audience;
}

type Words = (sender: Sender, delivery: Delivery, reading: Reading) => Promise<Message | undefined>;

const words: Readonly<Record<Subject, Words>> = {
  "invitation:invitee": inviteeMessage,
  "invitation:inviter": async (sender, delivery) => {
    const invitation = await invitationOf(sender, delivery);
    return invitation && inviterCard(invitation);
  },
  "request:requester": requestMessage,
  "request:reviewer": requestMessage,
  "loan:lender": loanMessage,
  "loan:borrower": loanMessage,
  notice: noticeOf,
  alert: alertMessage,
  "alert:step": stepMessage,
  digest: digestMessage,
  report: reportMessage,
  announcement: announcementMessage,
  "announcement:progress": progressMessage,
};

/** Words a delivery from the state its subject is in now. undefined: the subject no longer exists. */
export async function compose(sender: Sender, delivery: Delivery, reading: Reading): Promise<Message | undefined> {
  const { subject } = delivery;
  return isSubject(subject) ? words[subject](sender, delivery, reading) : undefined;
}

/** The domain writes no other subjects; one of a later version is nothing that this one can word. */
function isSubject(subject: string): subject is Subject {
  return Object.hasOwn(words, subject);
}

async function inviteeMessage(sender: Sender, delivery: Delivery, { channel }: Reading): Promise<Message | undefined> {
  const invitation = await invitationOf(sender, delivery);
  if (!invitation) return undefined;

  return channel === "email" && invitation.state === "pending" ? mailOf(sender, invitation) : inviteeCard(invitation);
}

/** A card follows its subject for as long as its reader may see that; from then on it says no more. */
async function requestMessage(
  { db, world }: Sender,
  delivery: Delivery,
  { readerId }: Reading,
): Promise<Message | undefined> {
  const { tenantId, subject, subjectId } = delivery;
  const now = world();
  const request = await readRequestCard(db, { ...now, tenantId }, subjectId);
  if (!request) return undefined;
  const seeing = { db, tenantId, readerId };
  if (subject === "request:reviewer")
    return (await mayAnswer(seeing, request)) ? reviewerCard(request, now) : noMoreYours("request");

  return requesterCard((await isStillThere(seeing, request)) ? request : { ...request, limits: [] }, now);
}

async function loanMessage(
  { db, world }: Sender,
  delivery: Delivery,
  { readerId }: Reading,
): Promise<Message | undefined> {
  const { tenantId, subject, subjectId } = delivery;
  const now = world();
  const loan = await readLoanCard(db, { ...now, tenantId }, subjectId);
  if (!loan) return undefined;
  const side = subject === "loan:lender" ? "lender" : "borrower";
  return (await actsFor({ db, tenantId, readerId }, loan[side].id)) ? loanCard(loan, side, now) : noMoreYours("loan");
}

function invitationOf({ db, world }: Sender, { subjectId }: Delivery): Promise<InvitationView | undefined> {
  return readInvitation(db, subjectId, world().now);
}

async function mailOf({ db, world }: Sender, invitation: InvitationView): Promise<Message> {
  const issued = await issueInvitationCode(world(), invitation.id);
  // It ended since it was read: the mail says how.
  if (!issued) return inviteeCard((await readInvitation(db, invitation.id, world().now)) ?? invitation);
  const workspaces = await db.workspace.findMany({
    where: { tenantId: invitation.tenantId },
    orderBy: { joinedAt: "asc" },
  });
  return invitationMail(invitation, issued.code, workspaces);
}

async function noticeOf(sender: Sender, delivery: Delivery, reading: Reading): Promise<Message | undefined> {
  const { subjectId: id, tenantId } = delivery;
  const entry = await sender.db.auditEntry.findFirst({ where: { id, tenantId } });
  if (!entry) return undefined;
  // Safe: deliveries are made only for entries that record() wrote, whose data is the event.
  const event = entry.data as unknown as DomainEvent;
  const message = notice({
    event,
    readerId: reading.readerId,
    actor: entry.actorLabel,
    reason: entry.reason,
    at: entry.at,
  });
  if (event.kind !== "invitee-reminded" || reading.channel !== "email") return message;

  const invitation = await readInvitation(sender.db, event.invitation.id, sender.world().now);
  return invitation?.state === "pending" ? { ...(await mailOf(sender, invitation)), title: message.title } : message;
}

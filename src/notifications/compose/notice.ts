import type { DomainEvent, EventKind, EventOf } from "../../domain/events.ts";
import type { Message } from "../message.ts";
import { idleNotices } from "./notice-idle.ts";
import { alertRoutingNotices } from "./notice-alert-routing.ts";
import { alertRuleNotices } from "./notice-alert-rule.ts";
import { announcementNotices } from "./notice-announcement.ts";
import { apiKeyNotices } from "./notice-api-key.ts";
import { fairShareNotices } from "./notice-fairshare.ts";
import { invitationNotices } from "./notice-invitation.ts";
import { loanNotices } from "./notice-loan.ts";
import { organizationNotices } from "./notice-organization.ts";
import { personNotices } from "./notice-person.ts";
import { reportNotices } from "./notice-report.ts";
import { requestNotices } from "./notice-quota-request.ts";
import { pauseNotices } from "./notice-pause.ts";
import { planNotices } from "./notice-plan.ts";
import { serviceAccountNotices } from "./notice-service-account.ts";
import { webhookNotices } from "./notice-webhook.ts";
import { quotaNotices } from "./notice-quota.ts";

/** Words for events of these kinds, for a reader of whom only the person id is known, if any. */
export type Notices<Kind extends EventKind> = {
  readonly [One in Kind]: (event: EventOf<One>, readerId: string | undefined) => Message;
};

/** What a notice is worded from: the event as it was recorded, and who reads. */
export interface News {
  readonly event: DomainEvent;
  readonly actor: string;
  readonly reason: string | null;
  readonly at: Date;
  readonly readerId: string | undefined;
}

const notices: Notices<EventKind> = {
  ...personNotices,
  ...organizationNotices,
  ...invitationNotices,
  ...planNotices,
  ...quotaNotices,
  ...fairShareNotices,
  ...apiKeyNotices,
  ...serviceAccountNotices,
  ...requestNotices,
  ...loanNotices,
  ...announcementNotices,
  ...alertRuleNotices,
  ...alertRoutingNotices,
  ...reportNotices,
  ...idleNotices,
  ...pauseNotices,
  ...webhookNotices,
};

/** An event as a one-off message to one reader: the news, the reason, and the quiet last line with who and when. */
export function notice({ event, readerId, actor, at, reason }: News): Message {
  // Safe: the table's type pairs every kind with the function for events of just that kind.
  const words = notices[event.kind] as (event: DomainEvent, readerId: string | undefined) => Message;
  const message = words(event, readerId);
  const lines = [...(message.lines ?? []), ...(reason ? [`Reason: ${reason}`] : [])];
  return { ...message, ...(lines.length > 0 && { lines }), footer: [`By ${actor}, `, { time: at }] };
}

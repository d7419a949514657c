import type { AlertEvent, AlertRuleFacts } from "../alerts/events.ts";
import { MANY } from "../announcements/announcement.ts";
import type { AnnouncementEvent, AnnouncementFacts } from "../announcements/events.ts";
import type { EventOf, Ref } from "../events.ts";
import type { WebhookEvent } from "../webhooks/events.ts";
import type { Wanted } from "./audience.ts";

type Audiences = {
  readonly [Kind in (AlertEvent | AnnouncementEvent | WebhookEvent)["kind"]]: (
    event: EventOf<Kind>,
  ) => readonly Wanted[];
};

const notice = (recipient: string): Wanted => ({ subject: "notice", recipient });
const person = (id: string) => `person:${id}`;
const nobody = () => [];
const thePerson = (event: { readonly person: Ref }) => [notice(person(event.person.id))];

const whoMadeTheRule = ({ rule }: { readonly rule: AlertRuleFacts }) =>
  rule.createdBy ? [notice(person(rule.createdBy.id))] : [];

const whoAnnouncedIt = ({ announcement }: { readonly announcement: AnnouncementFacts }) => [
  notice(person(announcement.createdBy.id)),
];

const inTheChannel = ({ subscription }: { readonly subscription: { readonly id: string } }) => [
  notice(`channel:${subscription.id}`),
];
const whoeverIsTold = ({ told }: { readonly told: readonly Ref[] }) => told.map(({ id }) => notice(person(id)));

/** Who hears of what becomes of rules and of who hears of them; alerts themselves are told by alerts/tell.ts. */
export const alertAudiences: Audiences = {
  "webhook-created": nobody,
  "webhook-deleted": nobody,
  "webhook-secret-rotated": nobody,
  "webhook-tested": nobody,
  "webhook-retried": nobody,
  "webhook-degraded": whoeverIsTold,
  "webhook-recovered": whoeverIsTold,
  "announcement-scheduled": whoAnnouncedIt,
  // The sender's card says it; who waited for many also hears a bell.
  "announcement-started": nobody,
  "announcement-finished": (event) => (event.sent + event.notSent > MANY ? whoAnnouncedIt(event) : []),
  "announcement-corrected": whoAnnouncedIt,
  "announcement-recalled": whoAnnouncedIt,
  "announcement-cancelled": whoAnnouncedIt,
  "announcement-retried": nobody,
  "alert-rule-created": nobody,
  "alert-rule-changed": whoMadeTheRule,
  "alert-rule-switched": whoMadeTheRule,
  "alert-rule-deleted": whoMadeTheRule,
  "alert-rule-tested": nobody,
  // A line in the channel that says who set it up.
  "alert-channel-subscribed": inTheChannel,
  "alert-channel-unsubscribed": inTheChannel,
  "alert-channel-degraded": whoeverIsTold,
  "alert-channel-recovered": whoeverIsTold,
  // The cards say it.
  "alert-silenced": nobody,
  "alert-silence-ended": nobody,
  "alert-acknowledged": nobody,
  "alert-snoozed": nobody,
  "alert-investigated": nobody,
  "alert-expected": nobody,
  "alert-idle-released": nobody,
  "alert-idle-kept": nobody,
  "alert-preference-set": thePerson,
};

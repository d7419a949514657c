import { isOpen } from "../../domain/alerts/alert.ts";
import type { AlertCard } from "../../domain/alerts/read-alert-card.ts";
import type { Action, Button, Call, Menu, Message } from "../message.ts";
import type { CardReader } from "./alert-who.ts";

const aboutLimits: ReadonlySet<string> = new Set(["quota", "overage", "forecast"]);
const stoppable: ReadonlySet<string> = new Set(["overage", "usage", "unusual"]);

/** What can be done about an alert from its card, by whoever reads it; the click decides again. */
export function alertActions(card: AlertCard, reader: CardReader): Pick<Message, "actions" | "menus"> {
  const { alert } = card;
  if (alert.isSample || !isOpen(alert)) return { actions: [explain(card)] };

  const actions: readonly (Action | undefined)[] = [
    reader.rights.see && !alert.acknowledged ? acknowledge(card) : undefined,
    ...idleActions(card, reader),
    ...unusualActions(card, reader),
    requestMore(card, reader),
    raise(card, reader),
    stop(card, reader),
    reader.rights.manage ? form("Silence …", "alert silence", { alert: alert.id }) : undefined,
    explain(card),
  ];
  return {
    actions: actions.filter((one) => one !== undefined),
    ...(reader.rights.see && { menus: [snoozeMenu(card, reader)] }),
  };
}

/** What was meant is over; what was not is looked into, and may be stopped (semantics E10). */
function unusualActions(card: AlertCard, reader: CardReader): readonly (Action | undefined)[] {
  const { alert } = card;
  const { rights } = reader;
  if (alert.kind !== "unusual") return [];
  return [
    rights.manage ? button("Expected", "alert expected", { alert: alert.id }) : undefined,
    rights.see ? button("Investigate", "alert investigate", { alert: alert.id }) : undefined,
    suspendUser(card, reader),
  ];
}

/** The button asks before it does anything. */
export function suspendUser({ alert, person }: AlertCard, { rights, isMasked }: CardReader): Button | undefined {
  if (!person || isMasked || !rights.suspend) return undefined;
  const input = { person: `@${person.username}`, alert: alert.id };
  return { ...button("Suspend user", "person suspend", input), style: "danger" };
}

/** What is held and not used is given back or kept (D-09). */
function idleActions({ alert }: AlertCard, { rights }: CardReader): readonly (Action | undefined)[] {
  if (alert.kind !== "idle" || !rights.manage) return [];
  const { reservationId } = alert.facts;
  return [
    reservationId === undefined
      ? undefined
      : { ...button("Release", "alert release", { alert: alert.id }), style: "danger" },
    button("Keep 24 h", "alert keep", { alert: alert.id }),
    form("Keep with reason", "alert keep", { alert: alert.id }),
  ];
}

function acknowledge({ alert }: AlertCard): Button {
  return { ...button("Acknowledge", "alert ack", { alert: alert.id }), style: "primary" };
}

function explain({ alert }: AlertCard): Button {
  return button("Explain", "alert explain", { alert: alert.id });
}

function requestMore({ alert, organization }: AlertCard, { rights }: CardReader): Button | undefined {
  if (!aboutLimits.has(alert.kind) || !alert.meter || !organization || !rights.request) return undefined;
  const whose = alert.subject.scope === "organization" ? { for: "org" } : {};
  return form("Request more", "quota request", { meter: alert.meter.name, org: organization.id, ...whose });
}

function raise(card: AlertCard, reader: CardReader): Button | undefined {
  const { alert } = card;
  const typed = typedFor(card, reader);
  if (!aboutLimits.has(alert.kind) || !alert.meter || !typed || !reader.rights.give) return undefined;
  const window = alert.window === "" ? {} : { window: alert.window };
  return form("Raise the limit", "quota set", { ...typed, meter: alert.meter.name, ...window });
}

function stop(card: AlertCard, reader: CardReader): Button | undefined {
  const typed = typedFor(card, reader);
  if (!stoppable.has(card.alert.kind) || !typed || !reader.rights.give) return undefined;
  return { ...form("Stop …", "quota pause", typed), style: "danger" };
}

/** A button tells whom it is for, too. */
function typedFor(card: AlertCard, { isMasked }: CardReader): Call["input"] | undefined {
  return isMasked && "personId" in card.alert.subject ? undefined : typedSubject(card);
}

/** Whose it is as somebody could type it; undefined for who is gone. */
function typedSubject({ alert: { subject }, person, organization }: AlertCard): Call["input"] | undefined {
  switch (subject.scope) {
    case "tenant":
      return { subject: "installation" };
    case "organization":
      return organization && { subject: organization.id };
    case "member":
      return person && organization && { subject: `@${person.username}`, org: organization.id };
    case "person":
      return person && { subject: `@${person.username}` };
  }
}

function snoozeMenu({ alert }: AlertCard, { rights }: CardReader): Menu {
  const snooze = (label: string, until: string) => button(label, "alert snooze", { alert: alert.id, until });
  const end = alert.windowEnd && rights.manage ? [snooze("Until the window ends", alert.windowEnd.toISOString())] : [];
  return {
    label: "Snooze",
    options: [
      snooze("For 1 hour", "1h"),
      snooze("For 4 hours", "4h"),
      snooze("Until tomorrow 9:00", "tomorrow 9:00"),
      ...end,
    ],
  };
}

function button(label: string, command: string, input: Call["input"]): Button {
  return { label, call: { command, input } };
}

function form(label: string, command: string, input: Call["input"]): Button {
  return { label, call: { command, input, form: true } };
}

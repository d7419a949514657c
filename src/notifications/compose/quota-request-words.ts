import { showNumber } from "../../domain/meters/amount.ts";
import { windowWords } from "../../domain/quotas/window-name.ts";
import type { Change, RequestCard, RequestView } from "../../domain/requests/request.ts";
import { showOf } from "../../domain/requests/show-of.ts";
import type { Button, Inline, Text } from "../message.ts";
import type { Clock } from "./limit-line.ts";
import { limitLine, showLimit } from "./limit-line.ts";
import { decidersOf } from "./request-deciders.ts";
import { byName, listed, sentence } from "./words.ts";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** "200 GPU hours more". */
export function moreOf({ meter, amount }: Pick<RequestView, "meter" | "amount">): string {
  return `${showOf(meter, amount)} more`;
}

/** "for 3 days from the approval", "until …", "for good". */
export function termWords({
  until,
  baseline: { lengthMs },
}: Pick<RequestView, "until" | "baseline">): readonly Inline[] {
  if (lengthMs !== undefined) return [`for ${lengthWords(lengthMs)} from the approval`];
  return until ? ["until ", { time: until }] : ["for as long as may be granted"];
}

function lengthWords(lengthMs: number): string {
  const isDays = lengthMs % DAY_MS === 0;
  const number = Math.round(lengthMs / (isDays ? DAY_MS : HOUR_MS));
  return `${number.toLocaleString("en-US")} ${isDays ? "day" : "hour"}${number === 1 ? "" : "s"}`;
}

/** How the limits that it is about stand at this moment. */
export function limitLines({ meter, limits, pools, subject }: RequestCard, clock: Clock): readonly Text[] {
  const above = subject.scope === "person" ? [] : pools;
  return [
    ...limits.map((state) => limitLine(meter, state, clock)),
    ...above.map((state): Text => {
      const line = limitLine(meter, state, clock);
      return [`Pool of ${state.subjectName}: `, ...(typeof line === "string" ? [line] : line)];
    }),
  ];
}

/** What is not as it was when it was asked for; nothing while all is. */
export function changeLines(request: RequestCard): readonly Text[] {
  const changes = request.changes.map((change) => changeWords(change, request));
  return changes.length === 0 ? [] : [[{ strong: "Changed since:" }, ` ${sentence(changes.join("; "))}`]];
}

function changeWords(change: Change, { meter, requester, limits }: RequestCard): string {
  switch (change.kind) {
    case "limit": {
      const { before, after, window } = change;
      const was = `the limit of ${showLimit(meter, before)} ${windowWords(window)}`;
      return after === undefined ? `${was} is gone` : `${was} is ${showLimit(meter, after)} now`;
    }
    case "used": {
      const window = limits.length > 1 ? ` ${windowWords(change.window)}` : "";
      return `${showNumber(meter, change.before)} were used${window}, ${showNumber(meter, change.after)} are now`;
    }
    case "role":
      return change.after
        ? `${requester.name} is ${change.after} now, and was ${change.before}`
        : `${requester.name} is no member any more, and was ${change.before}`;
  }
}

/** What the limit would come to. */
export function outcomeLines({ limits, meter, terms: { amount } }: RequestCard): readonly Text[] {
  const wholes = limits.flatMap(({ allowance, limit }) =>
    allowance === null ? [] : [`${showNumber(meter, allowance + amount)} ${windowWords(limit.window)}`],
  );
  return wholes.length === 0 ? [] : [`With it, the limit would be ${listed(wholes)}.`];
}

/** Earlier answers that still add to the same limit. */
export function overlapLines({ overlapping, meter }: RequestCard): readonly Text[] {
  return overlapping.map(({ amount, until }): Text => {
    const end: readonly Inline[] = until ? [" until ", { time: until }] : [" for good"];
    return [`Comes on top of ${showOf(meter, amount)} from an earlier request`, ...end, "."];
  });
}

/** What was granted, as far as it is known to differ from what was asked for, and where the grant stands. */
export function grantLines({ grant, meter, amount }: RequestView): readonly Text[] {
  if (!grant) return [];
  const from: readonly Inline[] = grant.state === "scheduled" ? [" from ", { time: grant.from }] : [];
  const until: readonly Inline[] = grant.until ? [" until ", { time: grant.until }] : [];
  const instead = grant.amount === amount ? "" : ` instead of ${showNumber(meter, amount)}`;
  const granted: Text = [`${showOf(meter, grant.amount)}${instead}`, ...from, ...until, "."];
  return [granted, ...endingLines(grant)];
}

function endingLines({ state, until, revokedAt, revokedBy }: NonNullable<RequestView["grant"]>): readonly Text[] {
  switch (state) {
    case "scheduled":
      return ["It has not started yet."];
    case "active":
      return ["It ends by itself; a message comes before."];
    case "ended":
      return [until ? ["It ended ", { time: until }, "."] : "It has ended."];
    case "revoked":
      return [[`Taken back${byName(revokedBy ?? undefined)}`, ...(revokedAt ? [" ", { time: revokedAt }] : []), "."]];
  }
}

/** "Answered by Alice Moreau, Fri 28 Nov 18:00 CET"; who took back or let it run out. */
export function endedLine(request: RequestView): Text {
  const { state, decidedAt, expiresAt } = request;
  const at = state === "expired" ? expiresAt : (decidedAt ?? expiresAt);
  const names = decidersOf(request);
  return [`${endings[state]}${byName(names.length === 0 ? undefined : listed(names))}, `, { time: at }, "."];
}

const endings: Readonly<Record<RequestView["state"], string>> = {
  pending: "Asked",
  approved: "Approved",
  denied: "Denied",
  cancelled: "Cancelled",
  expired: "Expired, nobody having answered",
};

export function cancelButton({ id }: RequestView): Button {
  return { label: "Cancel", style: "danger", call: { command: "quota cancel", input: { request: id } } };
}

/** Opens the form to ask for the same again. */
export function askAgainButton({ requester, meter, amount, subject, organization, urgent }: RequestView): Button {
  const whose = subject.scope === "organization" ? "org" : "me";
  const input = {
    amount: showNumber({ ...meter, name: "" }, amount),
    meter: meter.name,
    ...(urgent ? { for: `${whose}_urgent` } : whose === "org" && { for: whose }),
    ...("personId" in subject && subject.personId !== requester.id && { service: subject.personId }),
    ...(organization && { org: organization.id }),
  };
  return { label: "Ask again", call: { command: "quota request", input, form: true } };
}

export function answerButtons({ id, needed, termsVersion }: RequestView): readonly Button[] {
  const input = { request: id };
  // Where others may have put other terms in their place, the button is of those that stand beside it.
  const read = needed.approvals > 1 ? { terms: String(termsVersion) } : {};
  return [
    { label: "Approve", style: "primary", call: { command: "quota approve", input: { ...input, ...read } } },
    { label: "Approve with change", call: { command: "quota change", input, form: true } },
    { label: "Deny", style: "danger", call: { command: "quota deny", input, form: true } },
  ];
}

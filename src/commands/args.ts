import { defaulted, optional, required } from "./arg.ts";
import type { Arg, ArgOptions, Kind } from "./arg.ts";
import { permission, role } from "./args/access.ts";
import { code, keyName, publicKey } from "./args/code.ts";
import { receivedInvitation, sentInvitation } from "./args/invitation.ts";
import { organization } from "./args/organization.ts";
import { refusedCall } from "./args/refused-call.ts";
import { person, registered } from "./args/person.ts";
import { period } from "./args/period.ts";
import { amount, meter, window } from "./args/quota.ts";
import { place } from "./args/place.ts";
import { plan } from "./args/plan.ts";
import { choice, flag, lines, page, several, text } from "./args/plain.ts";
import { subject } from "./args/subject.ts";
import { start, term, until } from "./args/until.ts";
import { date, duration } from "./args/when.ts";

type Defaulted = ArgOptions & { readonly default: string; readonly optional?: never };
type Optional = ArgOptions & { readonly optional: true; readonly default?: never };
type Required = ArgOptions & { readonly optional?: never; readonly default?: never };

/** Makes the constructor of a kind's arguments: required, unless a default is given or it is optional. */
function of<Value>(kind: Kind<Value>) {
  function argument(hint: string, options: Optional): Arg<Value | undefined>;
  function argument(hint: string, options?: Required | Defaulted): Arg<Value>;
  function argument(hint: string, options: Required | Defaulted | Optional = {}): Arg<Value | undefined> {
    if (options.default !== undefined) return defaulted(kind, hint, { ...options, fallback: options.default });
    return options.optional ? optional(kind, hint, options) : required(kind, hint, options);
  }
  return argument;
}

/** The kinds of arguments that commands take. */
export const arg = {
  text: of(text),
  lines: of(lines),
  page: of(page),
  flag: of(flag),
  person: of(person),
  registered: of(registered),
  organization: of(organization),
  place: of(place),
  role: of(role),
  permission: of(permission),
  refusedCall: of(refusedCall),
  sentInvitation: of(sentInvitation),
  receivedInvitation: of(receivedInvitation),
  duration: of(duration),
  date: of(date),
  period: of(period),
  until: of(until),
  term: of(term),
  start: of(start),
  meter: of(meter),
  amount: of(amount),
  window: of(window),
  subject: of(subject),
  plan: of(plan),
  code: of(code),
  publicKey: of(publicKey),
  keyName: of(keyName),
  choice: <const Value extends string>(label: string, labels: Readonly<Record<Value, string>>) =>
    of(choice(label, labels)),
  several: <const Value extends string>(label: string, labels: Readonly<Record<Value, string>>) =>
    of(several(label, labels)),
};

import { redact } from "../../domain/audit/redact.ts";
import type { Attempt } from "../../domain/events.ts";
import { showInvitation } from "../../domain/invitations/show-invitation.ts";
import { usernameOf } from "../../domain/people/find-people.ts";
import type { ArgKind, Reading } from "../arg.ts";
import { sentInvitation } from "../args/invitation.ts";
import { person } from "../args/person.ts";
import type { RefusedCall } from "../args/refused-call.ts";
import type { CommandContext } from "../define.ts";
import { CommandError } from "../problem.ts";
import { printCall } from "../print.ts";

/** A line in a message: what is longer is cut. */
const LONGEST_TRIED = 300;

interface Given {
  readonly name: string;
  readonly typed: string;
  readonly kind: ArgKind;
  readonly slug: string;
}

/** A value as another person's form takes it, if it means the same to them, and as they read it. */
interface Told {
  readonly given?: string;
  readonly shown: string;
}

/**
 * The asker's call as somebody else can do it, on any platform: with "me", mentions and the current organization
 * replaced by whom and what they mean, and without secrets.
 */
export async function attemptOf(
  context: CommandContext,
  { command, input }: RefusedCall,
  { slug }: { readonly slug: string },
): Promise<{ readonly attempt: Attempt; readonly tried: string }> {
  const given: Record<string, string> = {};
  const shown: Record<string, string> = {};
  for (const [name, arg] of Object.entries(command.args)) {
    const typed = arg.kind === "organization" ? slug : input[name];
    if (typed === undefined) continue;
    const told = await toldOf(context, { name, typed, kind: arg.kind, slug });
    shown[name] = told.shown;
    if (told.given !== undefined) given[name] = told.given;
  }

  const line = printCall({ command: command.id, input: shown }).replaceAll(/\s+/gu, " ");
  return {
    attempt: { command: command.id, input: given, ...(!command.confirms && { form: true }) },
    tried: line.length > LONGEST_TRIED ? `${line.slice(0, LONGEST_TRIED).toWellFormed()}…` : line,
  };
}

async function toldOf(context: CommandContext, value: Given): Promise<Told> {
  const { typed, kind } = value;
  if (kind === "organization") return { given: typed, shown: typed };
  if (kind === "person" || (kind === "subject" && meansAnother(typed))) return personTold(context, value);
  if (kind === "invitation") return invitationTold(context, value);

  const shown = redact(typed);
  return shown === typed ? { given: typed, shown } : { shown };
}

async function personTold(context: CommandContext, { name, typed }: Given): Promise<Told> {
  const { invitee, label } = await resolved(context, person.read(typed, name));
  switch (invitee.kind) {
    case "person": {
      const username = await usernameOf(context, invitee.personId);
      return username ? same(`@${username}`) : { shown: label };
    }
    case "email":
      return same(invitee.email);
    case "chat":
      // Their id on one platform means nobody on the other.
      return { shown: label, ...(invitee.confirmedEmail && { given: invitee.confirmedEmail }) };
  }
}

async function invitationTold(context: CommandContext, { name, typed, slug }: Given): Promise<Told> {
  const given = await resolved(context, sentInvitation.read(typed, name));
  const { inviteeLabel, organization } = await showInvitation(context, { invitationId: given });
  if (organization.slug !== slug) throw new CommandError({ kind: "stale-call" });
  return { given, shown: inviteeLabel };
}

/** A mention, or oneself: means somebody else, or nobody, where it is told. */
function meansAnother(typed: string): boolean {
  return typed.startsWith("<@") || typed.toLowerCase() === "me";
}

function same(value: string): Told {
  return { given: value, shown: value };
}

function resolved<Value>(context: CommandContext, reading: Reading<Value>): Promise<Value> {
  if (!reading.ok) throw new CommandError(reading.problem);
  return reading.resolve(context);
}

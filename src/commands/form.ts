import { isAtLeast } from "../domain/memberships/authority.ts";
import { rolesOffered } from "../domain/organizations/organization.ts";
import type { Call } from "../notifications/message.ts";
import type { App } from "./app.ts";
import type { Arg } from "./arg.ts";
import { currentOrganization, membershipsOf, organizationChoices } from "./args/organization.ts";
import { confirming, isConfirmed, nameForm } from "./confirm.ts";
import type { Command, CommandContext, Confirmation } from "./define.ts";
import type { Invocation } from "./invocation.ts";
import { namedValues } from "./form-values.ts";
import { openContext, requireStanding } from "./open-context.ts";
import { plan, SHOWN_LISTS } from "./plan.ts";
import { readInput } from "./readings.ts";
import type { Choice, Field, Form } from "./reply.ts";
import { within } from "./within.ts";

/** A form has to be on its way at once: after this long it is shown without what the database would add. */
const LOOK_UP_LIMIT_MS = 800;
/** Slack's and Discord's own limit on choices that we keep to everywhere. */
const MOST_CHOICES = 25;

/** The form that completes this call, with what is known already filled in. Never rejects. */
export async function buildForm(app: App, invocation: Invocation, call: Call): Promise<Form> {
  const planned = plan({ via: "button", call: { ...call, form: true } }, app.registry, invocation.platform);
  if (planned.kind === "form") return buildFormFor(app, invocation, planned);
  const help = app.registry.byName.get("help");
  if (!help) throw new Error("there is always a help command");
  return formOf(help, { command: "help", input: {} });
}

/** The same, for a call that is planned already. */
export async function buildFormFor(
  app: App,
  invocation: Invocation,
  { command, call }: { command: Command; call: Call },
): Promise<Form> {
  const known = await within(LOOK_UP_LIMIT_MS, lookUp(app, invocation, { command, call })).catch(() => undefined);
  const naming = known?.confirmation && nameForm(known.confirmation, command, call);
  return naming ?? formOf(command, call, known);
}

interface Known {
  readonly context: CommandContext;
  readonly prefilled: Call["input"];
  readonly named: ReadonlyMap<string, Choice>;
  /** Of a call whose question was answered with yes. */
  readonly confirmation: Confirmation | undefined;
}

async function lookUp(
  app: App,
  invocation: Invocation,
  { command, call }: { command: Command; call: Call },
): Promise<Known> {
  const context = await openContext(app, invocation, call);
  requireStanding(context, command);
  const prefilled = (await command.prefill?.(context, call.input)) ?? {};
  const named = await namedValues(context, command, { ...prefilled, ...call.input });
  const confirmation = isConfirmed(call) ? await confirmationOf(context, { command, call }) : undefined;
  return { context, prefilled, named, confirmation };
}

async function confirmationOf(
  context: CommandContext,
  { command, call }: { command: Command; call: Call },
): Promise<Confirmation | undefined> {
  const ready = await command.prepare(context, readInput(command, call.input).readings);
  return ready.confirm();
}

function formOf(command: Command, call: Call, known?: Known): Form {
  const asked = Object.entries(command.args).filter(([, arg]) => !arg.unasked);
  const names = new Set(asked.map(([name]) => name));
  return {
    command: command.id,
    title: command.title,
    intro: `${command.summary}.`,
    submit: command.submit ?? "Send",
    fields: asked.map(([name, arg]) => fieldOf(name, arg, { call, known })),
    fixed: {
      ...Object.fromEntries(
        Object.entries(call.input).filter(([name]) => !names.has(name) && !confirming.includes(name)),
      ),
      ...shownLists(command, known),
    },
  };
}

function shownLists(command: Command, known: Known | undefined): Call["input"] {
  const shown = Object.keys(known?.prefilled ?? {}).filter((name) => command.args[name]?.kind === "several");
  return shown.length > 0 ? { [SHOWN_LISTS]: shown.join(",") } : {};
}

function fieldOf(name: string, arg: Arg<unknown>, { call, known }: { call: Call; known: Known | undefined }): Field {
  const offered = known ? choicesFor(arg, known.context, call) : arg.choices;
  const kind = offered && arg.field === "suggested" ? "choice" : arg.field;
  const choices = offered ?? namedIn(known, name);
  const value = valueOf(name, arg, { call, known });
  return {
    name,
    label: arg.label,
    hint: hintOf(arg),
    kind,
    required: arg.required,
    ...(value && fits(kind, value, choices) && { value }),
    ...(choices && { choices }),
    ...(arg.maxLength && { maxLength: arg.maxLength }),
  };
}

/** The one choice that is given already, by its name. */
function namedIn(known: Known | undefined, name: string): readonly Choice[] | undefined {
  const named = known?.named.get(name);
  return named && [named];
}

/** What is picked from a list needs no commas. */
function hintOf({ field, hint }: Arg<unknown>): string {
  return field === "choices" ? hint.replace(", separated by commas", "") : hint;
}

function valueOf(
  name: string,
  arg: Arg<unknown>,
  { call, known }: { call: Call; known: Known | undefined },
): string | undefined {
  const typed = known?.named.get(name)?.value ?? call.input[name] ?? known?.prefilled[name] ?? arg.fallback;
  return arg.kind === "organization" && typed === "current" ? slugOfCurrent(known) : typed;
}

/** A value that is none of the choices cannot be shown as the chosen one. */
function fits(kind: Field["kind"], value: string, choices: readonly Choice[] | undefined): boolean {
  if (kind === "choices") return value !== "none";
  return kind !== "choice" || !choices || choices.some((choice) => choice.value === value);
}

function slugOfCurrent(known: Known | undefined): string | undefined {
  return known ? currentOrganization(known.context)?.slug : "current";
}

function choicesFor(arg: Arg<unknown>, context: CommandContext, call: Call): readonly Choice[] | undefined {
  if (arg.kind === "role") return roleChoices(arg, context, call);
  if (arg.kind !== "organization") return arg.choices;
  const mine = organizationChoices(context, "");
  return mine.length > 0 && membershipsOf(context).length <= MOST_CHOICES ? mine : undefined;
}

/** Only the roles that the asker could give where the call says; all of them where that is not known. */
function roleChoices(arg: Arg<unknown>, context: CommandContext, call: Call): readonly Choice[] | undefined {
  const named = call.input["org"]?.toLowerCase();
  const membership = named
    ? membershipsOf(context).find((one) => one.slug === named || one.name.toLowerCase() === named)
    : currentOrganization(context);
  if (!membership) return arg.choices;
  const roles = rolesOffered[membership.kind].filter((role) => isAtLeast(membership.role, role));
  const offered = arg.choices?.filter((choice) => roles.some((role) => role === choice.value)) ?? [];
  return offered.length > 0 ? offered : arg.choices;
}

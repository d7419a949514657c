import type { App } from "./app.ts";
import type { CommandContext } from "./define.ts";
import type { Invocation } from "./invocation.ts";
import { argumentNamed } from "./lookup.ts";
import { openContext } from "./open-context.ts";
import type { Choice } from "./reply.ts";
import { within } from "./within.ts";

const MOST_CHOICES = 25;
/** Discord drops a completion after three seconds; a person typing has moved on long before. */
const LIMIT_MS = 900;
const CACHED_MS = 5_000;
const MOST_CACHED = 500;

export interface Suggesting {
  readonly command: string;
  /** The argument being typed. */
  readonly field: string;
  readonly query: string;
  /** What was filled in beside it. */
  readonly input: Readonly<Record<string, string>>;
}

interface Cached {
  readonly until: number;
  readonly choices: Promise<readonly Choice[]>;
}

const cache = new WeakMap<App, Map<string, Cached>>();

/** At most 25 completions, best first; none when they cannot be had in time. Never rejects. */
export async function suggest(app: App, invocation: Invocation, suggesting: Suggesting): Promise<readonly Choice[]> {
  const command = app.registry.byName.get(suggesting.command);
  const name = command && argumentNamed(command, suggesting.field);
  const arg = name ? command.args[name] : undefined;
  if (!command || !arg) return [];
  const matching = matchingChoices(arg.choices ?? [], suggesting.query);
  const lookUp = arg.suggest;
  if (!lookUp) return matching;

  const call = { command: command.id, input: suggesting.input };
  const found = remembered(app, keyOf(invocation, suggesting), async () => {
    const context = await openContext(app, invocation, call);
    return isServed(context, command.who) ? lookUp(context, suggesting.query.trim()) : [];
  });
  const choices = await within(LIMIT_MS, found).catch(() => matching);
  return choices.slice(0, MOST_CHOICES);
}

function isServed(context: CommandContext, who: "visitors" | "anyone" | undefined): boolean {
  if (context.standing.kind === "unconnected") return false;
  return context.standing.kind === "person"
    ? context.standing.person.state === "active" || who !== undefined
    : who !== undefined;
}

function matchingChoices(choices: readonly Choice[], query: string): readonly Choice[] {
  const wanted = query.toLowerCase();
  return choices
    .filter(({ value, label }) => `${value} ${label}`.toLowerCase().includes(wanted))
    .slice(0, MOST_CHOICES);
}

function keyOf(invocation: Invocation, { command, field, query }: Suggesting): string {
  const { platform, workspace, user } = invocation;
  return JSON.stringify([platform, workspace.externalId, user.externalId, command, field, query]);
}

/** People type one letter after the other and back again: what was found a moment ago is good enough. */
function remembered(app: App, key: string, find: () => Promise<readonly Choice[]>): Promise<readonly Choice[]> {
  const mine = cache.get(app) ?? new Map<string, Cached>();
  cache.set(app, mine);
  const now = app.clock().getTime();
  const known = mine.get(key);
  if (known && known.until > now) return known.choices;

  if (mine.size >= MOST_CACHED) mine.clear();
  const choices = find();
  mine.set(key, { until: now + CACHED_MS, choices });
  choices.catch(() => mine.delete(key));
  return choices;
}

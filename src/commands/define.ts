import type { Context } from "../domain/context.ts";
import type { Permission } from "../domain/permissions.ts";
import type { Standing } from "../domain/people/standing.ts";
import type { Call } from "../notifications/message.ts";
import type { Arg, Reading } from "./arg.ts";
import type { Invocation } from "./invocation.ts";
import type { Registry } from "./lookup.ts";
import type { Reply } from "./reply.ts";

/** What people want to do; the headings of `help`, in this order. */
export const groups = [
  "Your account",
  "Invite and manage people",
  "Organizations and projects",
  "See usage and costs",
  "See and change limits",
  "Alerts and announcements",
  "See who may do what",
  "Run this installation",
] as const;

type Group = (typeof groups)[number];

/** The domain's context, and what only commands look at. */
export interface CommandContext extends Context {
  /** Who asks: their account, memberships and workspace, as of this request. */
  readonly standing: Standing;
  readonly invocation: Invocation;
  readonly registry: Registry;
  /** The call being run, under its canonical names. */
  readonly call: Call;
}

/** Asked before a change that deserves a second look. */
export interface Confirmation {
  /** The question, naming object and effect. */
  readonly title: string;
  /** Effect, count, and whether it can be undone. */
  readonly lines: readonly string[];
  /** What the button says. */
  readonly button: string;
  /** Exactly what was asked about, so that the button means it still when names have come to mean something else. */
  readonly pinned: Call["input"];
  /** The name of the object, where what cannot be undone wants it typed: the button opens a form for it. */
  readonly typed?: string;
}

export type Args = Readonly<Record<string, Arg<unknown>>>;
type Input<A extends Args> = { readonly [Key in keyof A]: A[Key] extends Arg<infer Value> ? Value : never };
export type Readings = ReadonlyMap<string, Extract<Reading<unknown>, { ok: true }>>;

interface Described {
  readonly name: readonly [string] | readonly [string, string];
  /** Other words that mean the same. Two-word ones become Discord subcommands as well. */
  readonly aliases?: readonly (readonly string[])[];
  /** What its form is headed; at most 24 characters, as Slack's are. */
  readonly title: string;
  /** What the form's button says. */
  readonly submit?: string;
  /** One line, at most 100 characters; a sentence without its full stop. */
  readonly summary: string;
  readonly details?: string;
  readonly group: Group;
  /** What it takes in the organization it is about, or in the installation. Decided by the domain; told here. */
  readonly permission?: Permission;
  /** "changes": a redelivered request is run once. */
  readonly effect: "reads" | "changes";
  /**
   * "visitors": people without an account may too, and people whose account is not active.
   * "anyone": also where the workspace is not connected yet.
   */
  readonly who?: "visitors" | "anyone";
  /** Default: only the asker sees the answer. */
  readonly visibleTo?: "everyone";
  /** Opens its form when at most the organization is named. */
  readonly formWhenBare?: boolean;
  /** Runs from buttons only; in no help, no completion. */
  readonly hidden?: boolean;
  /**
   * What trying it shows, where its whole answer would be wrong. "news": what it hands out would not work. "question":
   * it does more than change the database.
   */
  readonly tried?: "news" | "question";
  readonly example: string;
  readonly moreExamples?: readonly string[];
  /** Whom it tells, and what. */
  readonly tells?: string;
}

interface Definition<A extends Args> extends Described {
  readonly args: A;
  confirm?(context: CommandContext, input: Input<A>): Promise<Confirmation | undefined>;
  /** What the form shows before anything is typed, such as the settings as they are. */
  prefill?(context: CommandContext, input: Call["input"]): Promise<Call["input"]>;
  run(context: CommandContext, input: Input<A>): Promise<Reply>;
}

/** A command with its arguments looked up. */
interface Ready {
  confirm(): Promise<Confirmation | undefined>;
  run(): Promise<Reply>;
}

export interface Command extends Described {
  /** The name as one string, such as "invite create". */
  readonly id: string;
  readonly args: Args;
  /** Asks before it changes anything. */
  readonly confirms: boolean;
  prefill?(context: CommandContext, input: Call["input"]): Promise<Call["input"]>;
  /** Looks the arguments up. Throws CommandError or DomainError. */
  prepare(context: CommandContext, readings: Readings): Promise<Ready>;
}

/** Declares a command once for every platform: grammar, forms, help, reference and completion come from it. */
export function defineCommand<A extends Args>(definition: Definition<A>): Command {
  const { run, confirm, ...described } = definition;
  return {
    ...described,
    id: definition.name.join(" "),
    confirms: confirm !== undefined,
    async prepare(context, readings) {
      const input = await resolveAll(context, definition.args, readings);
      return {
        confirm: async () => confirm?.(context, input),
        run: () => run(context, input),
      };
    },
  };
}

async function resolveAll<A extends Args>(context: CommandContext, args: A, readings: Readings): Promise<Input<A>> {
  const resolved: Record<string, unknown> = {};
  for (const [name, arg] of Object.entries(args)) {
    const reading = readings.get(name);
    resolved[name] = reading ? await reading.resolve(context) : arg.absent();
  }
  // Safe: every key of args was just resolved by that key's own Arg.
  return resolved as Input<A>;
}

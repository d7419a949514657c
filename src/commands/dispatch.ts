import { recordRefusal } from "../domain/audit/record-refusal.ts";
import { denialTextOf } from "../domain/configuration/denial-text.ts";
import { DomainError } from "../domain/errors.ts";
import { findMeter } from "../domain/meters/find-meter.ts";
import type { Call } from "../notifications/message.ts";
import { apologize, leaveOpen } from "./apology.ts";
import type { App } from "./app.ts";
import { firstOf, isConfirmed } from "./confirm.ts";
import type { Command, CommandContext, Readings } from "./define.ts";
import { tryOut } from "./dry-run.ts";
import { refusal } from "./explain.ts";
import type { Asking } from "./explain/explanation.ts";
import { buildFormFor } from "./form.ts";
import type { Invocation } from "./invocation.ts";
import { openContext, requireStanding } from "./open-context.ts";
import { plan } from "./plan.ts";
import type { Plan } from "./plan.ts";
import { CommandError } from "./problem.ts";
import { letGo, takeIn } from "./receipts.ts";
import type { Outcome, Reply } from "./reply.ts";
import { TookTooLong, within } from "./within.ts";

/** The database cancels a statement after ten seconds; whatever has not answered by now hangs. */
const RUN_LIMIT_MS = 12_000;

/** Runs what was asked and always answers: refusals and failures are replies, too. */
export async function dispatch(app: App, invocation: Invocation): Promise<Outcome> {
  const planned = plan(invocation.asked, app.registry, invocation.platform);
  if (planned.kind === "reply") return planned;
  if (planned.kind === "form") {
    return {
      kind: "form",
      form: await buildFormFor(app, invocation, { command: planned.command, call: planned.call }),
    };
  }

  const running: Running = { app, invocation, planned };
  try {
    return await within(RUN_LIMIT_MS, run(running));
  } catch (error) {
    return { kind: "reply", reply: await failed(running, error) };
  }
}

interface Running {
  readonly app: App;
  readonly invocation: Invocation;
  readonly planned: Extract<Plan, { kind: "run" }>;
  /** Set once the asker is known. */
  context?: CommandContext;
  takenIn?: boolean;
}

async function run(running: Running): Promise<Outcome> {
  const { app, invocation, planned } = running;
  const { command, call, readings } = planned;
  const context = await openContext(app, invocation, call);
  running.context = context;
  requireStanding(context, command);
  if (planned.isDryRun) return { kind: "reply", reply: await tryOut(context, { command, readings, call }) };
  if (command.effect === "changes") {
    running.takenIn = await takeIn(context);
    if (!running.takenIn) return { kind: "duplicate" };
  }

  return runOrAsk(context, { command, readings, call });
}

async function runOrAsk(
  context: CommandContext,
  { command, readings, call }: { command: Command; readings: Readings; call: Call },
): Promise<Outcome> {
  const ready = await command.prepare(context, readings);
  const confirmation = await ready.confirm();
  const first = confirmation && firstOf(confirmation, command, call);
  if (first) return first;

  const reply = await ready.run();
  return { kind: "reply", reply: isConfirmed(call) ? { ...reply, replaces: true } : reply };
}

async function failed(running: Running, error: unknown): Promise<Reply> {
  const { app, invocation, planned, context } = running;
  const { call, command } = planned;
  const asking = {
    platform: invocation.platform,
    call,
    isChange: command.effect === "changes",
    ...denialText(context, call),
  };
  if (error instanceof CommandError) return refusal(error.problem, asking);
  if (error instanceof DomainError) {
    if (context && context.standing.kind !== "unconnected") await written(app, recordRefusal(context, error.problem));
    return refusal(error.problem, asking);
  }
  if (error instanceof TookTooLong && running.takenIn) return leaveOpen(app, { error, call: planned.call });
  if (context && running.takenIn) await written(app, letGo(context));
  return apologize(app, { error, call: planned.call });
}

/** What the operator says where quota is refused: of the meter that was named, or of all. */
function denialText(context: CommandContext | undefined, { input }: Call): Pick<Asking, "denialText"> {
  if (!context) return {};
  const { configuration } = context;
  const text = denialTextOf(configuration, findMeter(configuration, input["meter"] ?? "")?.name);
  return text === undefined ? {} : { denialText: text };
}

/** Keeps what is only written down beside the answer from costing the answer. */
async function written(app: App, work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => app.log.error({ err: error }, "not written down"));
}

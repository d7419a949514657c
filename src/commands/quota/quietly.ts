import type { Context } from "../../domain/context.ts";
import { arg } from "../args.ts";

/** For changes of which not everybody need hear: an operator's own, or one of very many. */
export const quiet = arg.flag("Tell nobody of it; the audit log says so", {
  optional: true,
  keyed: true,
  unasked: true,
  label: "Quiet",
});

/** The context in which nobody is told, where that was asked for. */
export function quietly<Of extends Context>(context: Of, isQuiet: boolean | undefined): Of {
  return isQuiet ? { ...context, quiet: true } : context;
}

export const QUIET_LINE = "Nobody was told of it.";

import { ConfigError } from "./config.ts";

/** Says which setting to mend when a part does not start. */
export async function naming<Result>(variable: string, hint: string, work: () => Promise<Result>): Promise<Result> {
  return work().catch((error: unknown) => {
    throw error instanceof ConfigError
      ? error
      : new ConfigError(variable, `${hint} (${reasonOf(error)})`, { cause: error });
  });
}

/** The port that people will remember or, when another program has it, any. */
export async function onFreePort<Result>(
  preferred: number,
  listen: (port: number) => Promise<Result>,
): Promise<Result> {
  return listen(preferred).catch((error: unknown) => {
    if (codeOf(error) === "EADDRINUSE") return listen(0);
    throw error;
  });
}

/** Slack's and PostgreSQL's own words, or the system's code; all say what to look for. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message.split("\n", 1)[0] : undefined;
  return message || codeOf(error) || "unknown failure";
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

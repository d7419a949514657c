import { z } from "zod";

/** What a person must know to mend a setting: which one, what it should look like. Never its value. */
export class ConfigError extends Error {
  constructor(variable: string, hint: string, options?: ErrorOptions) {
    super(`${variable} ${hint}`, options);
    this.name = "ConfigError";
  }
}

const url = (protocols: readonly string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol.slice(0, -1)));

const setting = <Schema extends z.ZodType>(schema: Schema, hint: string) => ({ schema, hint });

/** Every variable the program reads, and what to say when it is malformed. */
const settings = {
  SLACK_BOT_TOKEN: setting(z.string().regex(/^xox[be][-.]\S+$/), "should be a bot token such as xoxb-123-456-abc"),
  SLACK_APP_TOKEN: setting(z.string().regex(/^xapp-\S+$/), "should be an app-level token such as xapp-1-A123-456-abc"),
  SLACK_SIGNING_SECRET: setting(
    z.string().regex(/^\S+$/),
    "should be the signing secret on the app's Basic Information page, such as 8f742231b10e8888abcd99yyyzzz85a5",
  ),
  SLACK_API_URL: setting(url(["http", "https"]), "should be an address such as https://slack.com/api/"),
  SLACK_MESSAGE_INTERVAL_MS: setting(
    z.coerce.number().int().min(0).max(60_000),
    "should be a number of milliseconds from 0 to 60000, such as 2000 where two instances run",
  ),
  DISCORD_TOKEN: setting(z.string().regex(/^\S+$/), "should be the token on the application's Bot page"),
  DISCORD_API_URL: setting(url(["http", "https"]), "should be an address such as https://discord.com/api"),
  DATABASE_URL: setting(
    url(["postgres", "postgresql"]),
    "should be an address such as postgresql://user:password@host:5432/quartermaster",
  ),
  QM_DATABASE_CONNECTIONS: setting(
    z.coerce.number().int().min(10).max(500),
    "should be a number of connections from 10 to 500, such as 15 where ten instances share a database",
  ),
  QM_DATA_DIR: setting(z.string().min(1), "should be a folder such as ./data"),
  QM_PORT: setting(z.coerce.number().int().min(0).max(65_535), "should be a port number from 0 to 65535, such as 3000"),
  QM_HOST: setting(z.string().regex(/^[\w.:-]+$/), "should be an address to listen on, such as 127.0.0.1 or 0.0.0.0"),
  QM_CLAIM_CODE: setting(
    z
      .string()
      .regex(/^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/)
      .min(8),
    "should be at least 8 letters, digits and dashes that nobody guesses, such as 7KQ2-M4XR",
  ),
  QM_CONFIG: setting(z.string().min(1), "should be a file such as ./quartermaster.yml"),
  SMTP_URL: setting(url(["smtp", "smtps"]), "should be an address such as smtps://user:password@mail.example.com:465"),
  LOG_LEVEL: setting(
    z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]),
    "should be one of fatal, error, warn, info, debug, trace, silent",
  ),
};

type Settings = { readonly [Name in keyof typeof settings]?: z.output<(typeof settings)[Name]["schema"]> };

export interface SlackConfig {
  readonly botToken: string;
  /** How Slack reaches us: over a socket that we open, or by requests that it signs. */
  readonly transport:
    | { readonly kind: "socket"; readonly appToken: string }
    | { readonly kind: "http"; readonly signingSecret: string };
  readonly apiUrl?: string;
  /** Between two messages to one conversation. Absent: 1,000, as Slack wants it of all instances together. */
  readonly messageIntervalMs?: number;
}

export interface DiscordConfig {
  readonly token: string;
  readonly apiUrl?: string;
}

export interface MailConfig {
  readonly url: string;
  /** The address in From: "?from=" of SMTP_URL, else its user where that is an address, else quartermaster@host. */
  readonly from: string;
}

export interface Config {
  /** Neither platform given: a local Slack and a local Discord are started instead. */
  readonly slack?: SlackConfig;
  readonly discord?: DiscordConfig;
  /** Absent: the embedded server under dataDirectory. */
  readonly databaseUrl?: string;
  /** At most, of one instance. Absent: 25. */
  readonly databaseConnections?: number;
  readonly dataDirectory: string;
  /** Plans, meters and windows. Absent: the program's own. */
  readonly configurationFile?: { readonly path: string; readonly isRequired: boolean };
  readonly host: string;
  /** Absent: 3000. */
  readonly port?: number;
  readonly claimCode?: string;
  readonly mail?: MailConfig;
  readonly logLevel: z.output<(typeof settings)["LOG_LEVEL"]["schema"]>;
}

/** Reads the environment. Throws ConfigError, whose one line names the variable and what it should look like. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = parse(environment);
  const slack = slackConfig(given);
  const discord = discordConfig(given);
  return {
    ...whatIsGiven({
      slack,
      discord,
      databaseUrl: given.DATABASE_URL,
      databaseConnections: given.QM_DATABASE_CONNECTIONS,
      port: given.QM_PORT,
      claimCode: given.QM_CLAIM_CODE,
      mail: given.SMTP_URL === undefined ? undefined : mailConfig(given.SMTP_URL),
    }),
    dataDirectory: given.QM_DATA_DIR ?? "./data",
    configurationFile: { path: given.QM_CONFIG ?? "./quartermaster.yml", isRequired: given.QM_CONFIG !== undefined },
    host: given.QM_HOST ?? "127.0.0.1",
    logLevel: given.LOG_LEVEL ?? (slack || discord ? "info" : "error"),
  };
}

type Given<Values> = { [Key in keyof Values]?: Exclude<Values[Key], undefined> };

function whatIsGiven<Values extends object>(values: Values): Given<Values> {
  // Safe: only entries that are undefined are left out.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<Values>;
}

function parse(environment: Readonly<Record<string, string | undefined>>): Settings {
  const entries = Object.entries(settings).flatMap(([name, { schema, hint }]) => {
    const text = environment[name]?.trim();
    if (!text) return [];
    const result = schema.safeParse(text);
    if (!result.success) throw new ConfigError(name, hint);
    return [[name, result.data]];
  });
  // Safe: each entry was parsed by the schema of its own name.
  return Object.fromEntries(entries) as Settings;
}

function slackConfig(given: Settings): SlackConfig | undefined {
  const names = ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL"] as const;
  if (names.every((name) => given[name] === undefined)) return undefined;
  if (!given.SLACK_BOT_TOKEN) throw missing("SLACK_BOT_TOKEN");
  return {
    botToken: given.SLACK_BOT_TOKEN,
    transport: slackTransport(given),
    ...whatIsGiven({ apiUrl: given.SLACK_API_URL, messageIntervalMs: given.SLACK_MESSAGE_INTERVAL_MS }),
  };
}

function slackTransport(given: Settings): SlackConfig["transport"] {
  if (given.SLACK_APP_TOKEN) return { kind: "socket", appToken: given.SLACK_APP_TOKEN };
  if (given.SLACK_SIGNING_SECRET) return { kind: "http", signingSecret: given.SLACK_SIGNING_SECRET };
  throw new ConfigError(
    "SLACK_APP_TOKEN",
    `or SLACK_SIGNING_SECRET is missing: ${settings.SLACK_APP_TOKEN.hint.replace("should", "the first should")} (Socket Mode), the second ${settings.SLACK_SIGNING_SECRET.hint.replace("should be ", "is ")} (HTTP)`,
  );
}

function discordConfig(given: Settings): DiscordConfig | undefined {
  if (!given.DISCORD_TOKEN && !given.DISCORD_API_URL) return undefined;
  if (!given.DISCORD_TOKEN) throw missing("DISCORD_TOKEN");
  return { token: given.DISCORD_TOKEN, ...(given.DISCORD_API_URL && { apiUrl: given.DISCORD_API_URL }) };
}

function mailConfig(text: string): MailConfig {
  const url = new URL(text);
  const from = url.searchParams.get("from");
  url.searchParams.delete("from");
  const user = decodeURIComponent(url.username);
  return { url: url.href, from: from ?? (user.includes("@") ? user : `quartermaster@${url.hostname}`) };
}

function missing(name: keyof typeof settings): ConfigError {
  return new ConfigError(name, `is missing: it ${settings[name].hint}`);
}

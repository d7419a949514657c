/** Discord's nested `errors` object: fields lead to `_errors` lists. */
export interface FormErrors {
  [field: string]: FormErrors | { code: string; message: string }[];
}

/** An answer that is an error, in Discord's shape. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: Readonly<Record<string, unknown>>, headers: Readonly<Record<string, string>> = {}) {
    super(String(body["message"]));
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

const REFUSALS = {
  unauthorized: [401, 0, "401: Unauthorized"],
  notFound: [404, 0, "404: Not Found"],
  methodNotAllowed: [405, 0, "405: Method Not Allowed"],
  unknownApplication: [404, 10002, "Unknown Application"],
  unknownChannel: [404, 10003, "Unknown Channel"],
  unknownGuild: [404, 10004, "Unknown Guild"],
  unknownMember: [404, 10007, "Unknown Member"],
  unknownMessage: [404, 10008, "Unknown Message"],
  unknownRole: [404, 10011, "Unknown Role"],
  unknownUser: [404, 10013, "Unknown User"],
  unknownWebhook: [404, 10015, "Unknown Webhook"],
  unknownInteraction: [404, 10062, "Unknown interaction"],
  unknownCommand: [404, 10063, "Unknown application command"],
  tooManyCommands: [400, 30032, "Maximum number of application commands reached (100)"],
  tooManyCommandCreates: [400, 30034, "Max number of daily application command creates has been reached (200)"],
  tooLarge: [413, 40005, "Request entity too large"],
  alreadyAcknowledged: [400, 40060, "Interaction has already been acknowledged."],
  missingAccess: [403, 50001, "Missing Access"],
  notOnDirectChannels: [403, 50003, "Cannot execute action on a DM channel"],
  notAuthor: [403, 50005, "Cannot edit a message authored by another user"],
  emptyMessage: [400, 50006, "Cannot send an empty message"],
  closedDirectMessages: [403, 50007, "Cannot send messages to this user"],
  missingPermissions: [403, 50013, "Missing Permissions"],
  invalidWebhookToken: [401, 50027, "Invalid Webhook Token"],
  invalidApiVersion: [400, 50041, "Invalid API version provided"],
  invalidJson: [400, 50109, "The request body contains invalid JSON."],
  threadExists: [400, 160004, "A thread has already been created for this message"],
  threadLocked: [400, 160005, "Thread is locked"],
  wrongChannelType: [400, 50024, "Cannot execute action on this channel type"],
  noMutualGuilds: [403, 50278, "Cannot send messages to this user due to having no mutual guilds"],
} as const;

export type Refusal = keyof typeof REFUSALS;

export function refusal(kind: Refusal): ApiError {
  const [status, code, message] = REFUSALS[kind];
  return new ApiError(status, { message, code });
}

export function invalidForm(errors: FormErrors): ApiError {
  return new ApiError(400, { message: "Invalid Form Body", code: 50035, errors });
}

/** An invalid form for one reason at one place, such as `components.0.custom_id`. */
export function invalidField(path: string, code: string, message: string): ApiError {
  const errors = path
    .split(".")
    .reduceRight<FormErrors>((inner, key) => ({ [key]: inner }), { _errors: [{ code, message }] });
  return invalidForm(errors);
}

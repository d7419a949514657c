import { z } from "zod";

/** Left out by some, null with others. */
const optional = z
  .string()
  .nullish()
  .transform((text) => text ?? undefined);

/** What is read of Slack's payloads (docs.slack.dev/reference/interaction-payloads); everything else is left alone. */
const user = z.object({ id: z.string().min(1), username: optional, name: optional });

export const commandPayload = z.object({
  text: z
    .string()
    .nullish()
    .transform((text) => text ?? ""),
  user_id: z.string().min(1),
  user_name: optional,
  channel_id: optional,
  channel_name: optional,
  trigger_id: optional,
  response_url: optional,
});
export type CommandPayload = z.infer<typeof commandPayload>;

const option = z.object({ value: z.string() });

const pressed = z.object({
  action_id: z.string(),
  value: z.string().nullish(),
  selected_option: option.nullish(),
});

export const pressPayload = z.object({
  user,
  trigger_id: optional,
  response_url: optional,
  channel: z.object({ id: optional, name: optional }).nullish(),
  container: z
    .object({ type: z.string().optional(), is_ephemeral: z.boolean().optional(), channel_id: optional })
    .nullish(),
  message: z.unknown().optional(),
  view: z.object({ id: z.string(), type: z.string().optional(), private_metadata: optional }).nullish(),
  actions: z.array(pressed).min(1),
});
export type PressPayload = z.infer<typeof pressPayload>;

const element = z.object({
  value: z.string().nullish(),
  selected_option: option.nullish(),
  selected_options: z.array(option).nullish(),
  selected_user: z.string().nullish(),
});

const values = z.record(z.string(), z.record(z.string(), element));
export type FormValues = z.infer<typeof values>;

export const submissionPayload = z.object({
  user,
  trigger_id: optional,
  view: z.object({
    id: z.string(),
    hash: optional,
    callback_id: optional,
    private_metadata: optional,
    state: z.object({ values }).default({ values: {} }),
  }),
});
export type SubmissionPayload = z.infer<typeof submissionPayload>;

export const suggestionPayload = z.object({
  user,
  block_id: z.string(),
  value: z.string().default(""),
  view: z.object({ private_metadata: optional, state: z.object({ values }).optional() }).nullish(),
});
export type SuggestionPayload = z.infer<typeof suggestionPayload>;

export const homeEvent = z.object({ user: z.string().min(1), tab: z.string().optional() });

const team = z.object({ id: z.string() });
const teamPayload = z.object({
  authorizations: z.array(z.object({ team_id: z.string().nullish() })).optional(),
  team_id: z.string().nullish(),
  team: team.nullish(),
  user: z.object({ team_id: z.string().nullish() }).nullish().catch(undefined),
  view: z.object({ app_installed_team_id: z.string().nullish() }).nullish(),
});

/** The workspace a payload speaks of, if it says so; in the order in which Bolt looks. */
export function teamOf(body: unknown): string | undefined {
  const parsed = teamPayload.safeParse(body);
  if (!parsed.success) return undefined;

  const { authorizations, team_id, team, user, view } = parsed.data;
  const said = [authorizations?.[0]?.team_id, view?.app_installed_team_id, team?.id, team_id, user?.team_id];
  return said.find((id) => typeof id === "string");
}

/** Where a payload differs from what Slack documents: names, never contents. */
export function fieldsOf(error: z.ZodError): { readonly fields: readonly string[] } {
  return { fields: error.issues.map(({ path }) => path.join(".")) };
}

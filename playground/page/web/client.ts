import type * as z from "zod";
import type { discordActs } from "../acts-discord.ts";
import type { slackActs } from "../acts-slack.ts";
import type { PageExchange, PageState } from "../protocol.ts";

interface Acts {
  readonly slack: typeof slackActs;
  readonly discord: typeof discordActs;
}
export type Platform = keyof Acts;
type Known = { readonly schema: z.ZodType; readonly run: (...given: never[]) => unknown };
type ActOf<P extends Platform, Name extends keyof Acts[P]> = Acts[P][Name] extends Known ? Acts[P][Name] : never;

export type ActInput<P extends Platform, Name extends keyof Acts[P]> = z.input<ActOf<P, Name>["schema"]>;
export type ActResult<P extends Platform, Name extends keyof Acts[P]> = Awaited<ReturnType<ActOf<P, Name>["run"]>>;
export type ActName<P extends Platform> = keyof Acts[P] & string;

/** Where a person looks. */
export interface Look {
  readonly as: string;
  readonly slack?: string | undefined;
  readonly thread?: string | undefined;
  readonly discord?: string | undefined;
}

/** Does something as this person. Rejects with words to show when the page's server refuses or is gone. */
export async function perform<P extends Platform, Name extends ActName<P>>(
  wish: { readonly as: string; readonly platform: P; readonly name: Name },
  input: ActInput<P, Name>,
): Promise<ActResult<P, Name>> {
  const answer = await post(`/act/${wish.platform}/${wish.name}?as=${wish.as}`, input);
  // Safe: the server answers an act with what its `run` returned, and that is JSON.
  return (await answer.json()) as ActResult<P, Name>;
}

/** Tells the server that everything up to `newest` was seen. */
export async function markRead(
  as: string,
  place: { readonly platform: Platform; readonly channelId: string; readonly newest: string },
): Promise<void> {
  await post(`/read?as=${as}`, place);
}

export async function fetchState(look: Look): Promise<PageState> {
  const query = new URLSearchParams(
    Object.entries(look).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
  const answer = await checked(await fetch(`/state?${query}`));
  // Safe: both ends share protocol.ts.
  return (await answer.json()) as PageState;
}

export async function fetchExchanges(after: {
  readonly slack: number;
  readonly discord: number;
}): Promise<readonly PageExchange[]> {
  const answer = await checked(await fetch(`/exchanges?slack=${after.slack}&discord=${after.discord}`));
  // Safe: both ends share protocol.ts.
  return (await answer.json()) as readonly PageExchange[];
}

async function post(path: string, body: unknown): Promise<Response> {
  return checked(
    await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
}

async function checked(answer: Response): Promise<Response> {
  if (answer.ok) return answer;
  const { error } = await answer.json().catch(() => ({ error: undefined }));
  throw new Error(typeof error === "string" ? error : `The page's server answered ${answer.status}.`);
}

import { bareTeam } from "./slack-bare.ts";
import type { BareSlack, Posted } from "./slack-bare.ts";
import type { Acknowledged, Json } from "./slack-wire.ts";

/** What a person is shown: an answer in the acknowledgement or at the response URL, or a view. */
export interface Shown {
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly viewId?: string;
  readonly view?: Json;
  readonly errors?: Readonly<Record<string, string>>;
  /** Only its reader sees it. */
  readonly isEphemeral: boolean;
}

export interface SlackPerson {
  type(text: string): Promise<Shown>;
  press(on: Shown | Posted, label: string): Promise<Shown>;
  /** By block id. */
  submit(form: Shown, values: Readonly<Record<string, Json>>): Promise<Shown>;
  /** What a searched select offers while this is typed. */
  search(form: Shown, blockId: string, typed: string): Promise<readonly string[]>;
  openHome(): Promise<Json>;
  /** The direct message that matches, waited for. */
  receives(pattern: RegExp): Promise<Posted>;
}

export async function until<Value>(look: () => Value | undefined, what: string): Promise<Value> {
  for (let turn = 0; turn < 200; turn += 1) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited in vain for ${what}`);
}

/** What is said, or stands in a view, while an answer takes long. */
const isInterim = ({ text }: Shown): boolean => /^Still working on it|"Working …"/u.test(text);

let commands = 0;

/** One of the people; sends payloads with what is documented as always there, and fields nobody has heard of. */
export function slackPerson(slack: BareSlack, userId: string): SlackPerson {
  const always = { api_app_id: "A0BARE", token: "legacy", an_unknown_field: "1" };
  const user = { id: userId };
  const responseUrl = () => `${slack.responseUrl}/${(commands += 1)}`;
  const interact = (payload: Json) =>
    slack.wire.deliver("interactive", { ...always, user, team: { id: bareTeam, domain: "bare" }, ...payload });

  /** The acknowledgement, or whatever else appears because of what was done. */
  async function afterwards(act: () => Promise<Acknowledged>): Promise<Shown> {
    const before = { responses: slack.responses.length, views: seen(slack) };
    const { status, body } = await act();
    if (status !== 200) throw new Error(`answered ${status}`);
    const direct = shownIn(body);
    if (direct && !isInterim(direct)) return direct;

    return until(() => {
      const answers = slack.responses.slice(before.responses).map(shownIn);
      const answer = answers.find((one) => one !== undefined && !isInterim(one));
      if (answer) return answer;
      const view = [...slack.views].findLast(([id, view]) => before.views.get(id) !== JSON.stringify(view));
      return (
        view && {
          text: JSON.stringify(view[1]),
          blocks: blocksOf(view[1]),
          viewId: view[0],
          view: view[1],
          isEphemeral: true,
        }
      );
    }, "an answer");
  }

  return {
    type: (text) =>
      afterwards(() =>
        slack.wire.deliver("slash_commands", {
          ...always,
          team_id: bareTeam,
          channel_id: "C0BARE",
          user_id: userId,
          command: "/qm",
          text,
          response_url: responseUrl(),
          trigger_id: "13345224609.738474920.8088930838d88f008e0",
        }),
      ),
    press: (on, label) =>
      afterwards(() => {
        const { block, element, value } = pressable(on.blocks, label);
        const inView = "view" in on && on.view ? { view: viewOf(on.viewId ?? "", on.view, {}) } : {};
        const inMessage =
          "ts" in on
            ? {
                container: { type: "message", message_ts: on.ts, channel_id: on.channel },
                message: { type: "message", ts: on.ts, text: on.text },
              }
            : { container: { type: "message", is_ephemeral: true } };
        return interact({
          type: "block_actions",
          trigger_id: "12466734323.1395872398",
          ...("view" in on && on.view ? inView : { ...inMessage, response_url: responseUrl() }),
          actions: [
            {
              type: element["type"],
              block_id: block,
              action_id: element["action_id"],
              action_ts: String(Date.now()),
              ...value,
            },
          ],
        });
      }),
    submit: (form, values) =>
      afterwards(() =>
        interact({
          type: "view_submission",
          trigger_id: "12466734323.1395872398",
          view: viewOf(form.viewId ?? "", form.view ?? {}, values),
          response_urls: [],
        }),
      ),
    async search(form, blockId, typed) {
      const { body } = await interact({
        type: "block_suggestion",
        block_id: blockId,
        action_id: actionIn(form.blocks, blockId),
        value: typed,
        view: viewOf(form.viewId ?? "", form.view ?? {}, {}),
      });
      return ((body?.["options"] ?? []) as readonly Json[]).map(({ value }) => String(value));
    },
    async openHome() {
      const event = { type: "app_home_opened", user: userId, channel: `D${userId}`, tab: "home", event_ts: "1.1" };
      const ids = { team_id: bareTeam, event_id: `Ev${Math.random()}`, event_time: 1_700_000_000 };
      await slack.wire.deliver("events_api", { ...always, ...ids, type: "event_callback", event });
      return until(() => slack.views.get(`home of ${userId}`), "the home tab");
    },
    receives: (pattern) =>
      until(
        () => slack.posts.find((post) => post.channel === `D${userId}` && pattern.test(post.text)),
        String(pattern),
      ),
  };
}

function seen({ views }: BareSlack): ReadonlyMap<string, string> {
  return new Map([...views].map(([id, view]) => [id, JSON.stringify(view)]));
}

function shownIn(body: Json | undefined): Shown | undefined {
  if (body === undefined) return undefined;
  const { response_action: action, errors, view } = body;
  if (action === "errors") {
    return { text: JSON.stringify(errors), blocks: [], errors: errors as Record<string, string>, isEphemeral: true };
  }
  if (action === "update") {
    return {
      text: JSON.stringify(view),
      blocks: blocksOf(view as Json),
      viewId: "VUPDATED",
      view: view as Json,
      isEphemeral: true,
    };
  }
  return { text: String(body["text"]), blocks: blocksOf(body), isEphemeral: body["response_type"] !== "in_channel" };
}

function blocksOf(holder: Json): readonly Json[] {
  return (holder["blocks"] ?? []) as readonly Json[];
}

function viewOf(id: string, { type, callback_id, private_metadata, blocks, title }: Json, values: Json): Json {
  const state = Object.fromEntries(
    Object.entries(values).map(([block, value]) => [block, { [actionIn(blocks as readonly Json[], block)]: value }]),
  );
  return { id, type, callback_id, private_metadata, blocks, title, state: { values: state } };
}

function actionIn(blocks: readonly Json[], blockId: string): string {
  const block = blocks.find(({ block_id }) => block_id === blockId);
  if (!block) throw new Error(`no block ${blockId} among ${blocks.map(({ block_id }) => String(block_id)).join(", ")}`);
  return String((block["element"] as Json)["action_id"]);
}

interface Pressable {
  readonly block: string;
  readonly element: Json;
  readonly value: Json;
}

/** A button, or an option of a menu, by its words. Slack names blocks that the bot has not named. */
function pressable(blocks: readonly Json[], label: string): Pressable {
  const elements = blocks.flatMap((block, index) =>
    [...((block["elements"] ?? []) as readonly Json[]), block["accessory"] as Json | undefined]
      .filter((element) => element?.["action_id"] !== undefined)
      .map((element) => ({ block: (block["block_id"] ?? `b${index}`) as string, element: element ?? {} })),
  );
  const found = elements.flatMap(({ block, element }): Pressable[] => {
    if (wordsOf(element["text"]) === label) return [{ block, element, value: { value: element["value"] } }];
    const option = ((element["options"] ?? []) as readonly Json[]).find(({ text }) => wordsOf(text) === label);
    return option ? [{ block, element, value: { selected_option: option } }] : [];
  });
  const [first] = found;
  if (!first) throw new Error(`nothing called ${label} in ${JSON.stringify(blocks)}`);
  return first;
}

function wordsOf(text: unknown): unknown {
  return (text as Json | undefined)?.["text"];
}

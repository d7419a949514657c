import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claimCode, startBot } from "./bot.ts";
import type { RunningBot } from "./bot.ts";
import { reportUses } from "./report.ts";
import { startBareSlack } from "./slack-bare.ts";
import type { BareSlack, Override, Posted } from "./slack-bare.ts";
import { slackPerson, until } from "./slack-person.ts";
import type { SlackPerson } from "./slack-person.ts";
import type { Json } from "./slack-wire.ts";

const room = "C0BARE";
const refusal = (error: string) => ({ ok: false, error });

interface Case {
  readonly name: string;
  readonly prepare: (slack: BareSlack) => void;
  /** Whether a card changes in place; else it is posted anew. */
  readonly isEdited: boolean;
  /** Whether what follows is said in its thread; else in the channel. */
  readonly isThreaded: boolean;
}

/** As servers without a method may say so. */
function missing(...methods: readonly string[]) {
  return (slack: BareSlack) => {
    for (const method of methods) {
      slack.troubles.set(method, async (response) => {
        response.writeHead(404, { "content-type": "text/plain" }).end("Not Found");
        return true;
      });
    }
  };
}

function answering(answers: Readonly<Record<string, Override>>) {
  return ({ overrides }: BareSlack) => {
    for (const [method, answer] of Object.entries(answers)) overrides.set(method, answer);
  };
}

const onlyWithoutThread: Override = ({ thread_ts }) =>
  thread_ts === undefined ? undefined : refusal("invalid_arguments");
const whole = { isEdited: true, isThreaded: true };

const cases: readonly Case[] = [
  {
    name: "describes channels with no more than their id",
    prepare: answering({ "conversations.info": ({ channel }) => ({ ok: true, channel: { id: channel } }) }),
    ...whole,
  },
  { name: "does not know what channels are like", prepare: () => undefined, ...whole },
  {
    name: "answers 404 for what it does not know",
    prepare: missing("conversations.info", "conversations.history", "conversations.replies"),
    ...whole,
  },
  {
    name: "has no threads",
    prepare: answering({ "chat.postMessage": onlyWithoutThread }),
    isEdited: true,
    isThreaded: false,
  },
  {
    name: "takes no replies in the channel",
    prepare: answering({
      "chat.postMessage": ({ thread_ts }) =>
        thread_ts === undefined ? undefined : refusal("restricted_action_non_threadable_channel"),
    }),
    isEdited: true,
    isThreaded: false,
  },
  { name: "changes no messages", prepare: missing("chat.update"), isEdited: false, isThreaded: true },
  {
    name: "forbids changes after a while",
    prepare: answering({ "chat.update": () => refusal("edit_window_closed") }),
    isEdited: false,
    isThreaded: true,
  },
];

let slack: BareSlack;
let bot: RunningBot;
let alice: SlackPerson;
let key: string;

beforeEach(async () => {
  slack = await startBareSlack();
  const { apiUrl, botToken, signingSecret } = slack;
  bot = await startBot({ SLACK_API_URL: apiUrl, SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret });
  slack.sendTo(`${bot.url}/slack/events`);
  alice = slackPerson(slack, "UALICE");
  await alice.type(`register claim:${claimCode}`);
  await alice.type('org create "Vision Lab"');
  await alice.type("quota set vision-lab gpu_hours 100 month");
  key = (await alice.type("api-key create cluster scopes:usage:write")).text;
});
afterEach(async () => {
  await bot.stop();
  await slack.close();
});

const use = (amount: string) => reportUses(bot.url, key, [{ person: "alice", organization: "vision-lab", amount }]);
const inRoom = (pattern: RegExp) => slack.posts.filter(({ channel, text }) => channel === room && pattern.test(text));
const posted = (pattern: RegExp): Promise<Posted> =>
  until(() => inRoom(pattern).at(-1), `${String(pattern)} in the channel`);
/** Whether Slack took something in the message's thread. */
const hasLine = (ts: string) =>
  slack.asked.some(({ method, args }) => {
    const isBelow = method === "chat.postMessage" && args["thread_ts"] === ts;
    return isBelow && slack.overrides.get(method)?.(args) === undefined;
  });
const event = (inner: Json) =>
  slack.wire.deliver("events_api", {
    type: "event_callback",
    team_id: "T0BARE",
    event_id: `Ev${Math.random()}`,
    event: { event_ts: "1.1", ...inner },
  });

describe.each(cases)("a channel of a Slack that $name", ({ prepare, isEdited, isThreaded }) => {
  beforeEach(() => prepare(slack));

  it("is subscribed, hears of alerts and announcements, and sees what became of them", async () => {
    expect((await alice.type("alert subscribe quota,overage vision-lab")).text).toMatch(/hears of 2 kinds/u);
    await posted(/Vision Lab[\s\S]*alice/u);

    await use("82");
    const card = await posted(/Vision Lab has used 82 %/u);
    await use("14");
    const later = await posted(/Vision Lab has used 96 %/u);
    expect(later.ts === card.ts).toBe(isEdited);
    const lines = () => inRoom(/95 %|96 %/u).filter(({ ts }) => ts !== later.ts);
    await until(() => lines()[0], "the line that follows");
    expect(hasLine(card.ts)).toBe(isThreaded);

    expect((await alice.press(later, "Acknowledge")).isEphemeral).toBe(true);
    await posted(/acknowledged/iu);

    await alice.type('announce "New GPUs" "Eight more are there." vision-lab via:channels');
    expect((await alice.type("announce send new")).text).toMatch(/going out/u);
    const announced = await posted(/Eight more are there/u);
    const confirmation = await alice.type("announce recall new");
    await alice.press(confirmation, "Withdraw");
    const recalled = await posted(/withdr/iu);
    expect(recalled.ts === announced.ts).toBe(isEdited);

    expect(bot.log.filter(({ level }) => level >= 50)).toEqual([]);
  }, 60_000);
});

describe("a channel that the bot is put out of", () => {
  it("tells who subscribed it, once, and hears later what it missed", async () => {
    await alice.type("alert subscribe quota vision-lab");
    await posted(/Vision Lab/u);
    slack.overrides.set("chat.postMessage", ({ channel }) =>
      channel === room ? refusal("not_in_channel") : undefined,
    );

    await use("82");
    await alice.receives(/cannot be posted[\s\S]*\/invite/u);
    slack.overrides.delete("chat.postMessage");
    await event({ type: "member_joined_channel", user: "UQM", channel: room });

    await posted(/82 %/u);
    expect(slack.posts.filter(({ text }) => /cannot be posted/u.test(text))).toHaveLength(1);
  }, 30_000);

  it("is brought down by no event that lacks something", async () => {
    for (const type of [
      "member_joined_channel",
      "channel_left",
      "group_rename",
      "channel_archive",
      "channel_deleted",
    ]) {
      for (const rest of [{}, { channel: null }, { channel: {} }, { channel: room }, { channel: { id: room } }]) {
        expect((await event({ type, ...rest })).status).toBeLessThan(500);
      }
    }
    expect((await alice.type("whoami")).text).toMatch(/alice/u);
    expect(bot.log.filter(({ level }) => level >= 50)).toEqual([]);
  });
});

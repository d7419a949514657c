import { seedUsage } from "./seed-usage.ts";
import type { ElementRef, SlackBlock } from "./slack/seen.ts";
import type { Playground } from "./start.ts";
import { discordChannels, slackBotUserId, worldPeople } from "./world.ts";

const PATIENCE_MS = 20_000;
/** Messages that a command causes come a moment after its answer. */
const QUIET_MS = 1_000;
/** Those whom a newcomer finds settled on both platforms; Bob is left to be invited. */
const SETTLED = ["chen", "dana"];

/**
 * Makes a new world lively by acting as its people, the way they would: Alice claims the installation and founds
 * Vision Lab, the two platforms are connected, her colleagues get their accounts, and six weeks of their work are
 * reported over HTTP, where the bot serves machines at `url`.
 */
export async function seed(playground: Playground, url: string): Promise<void> {
  const said = (id: string, line: string) => onSlack(playground, id, line);
  await said("alice", "register");
  await said("alice", 'org create "Vision Lab"');
  await onDiscord(playground, "alice", {
    command: "workspace join",
    code: codeIn(await said("alice", "workspace code")),
  });
  await link(playground, "alice");
  for (const id of SETTLED) {
    await said("alice", `invite create @${id}`);
    await said(id, "invite accept");
    await link(playground, id);
  }
  await said("bob", "register");
  await link(playground, "bob");
  await said("alice", "org plan vision-lab small");
  await pressFirst(playground, "alice");
  await said("alice", 'quota set vision-lab 400 gpu_hours month reason:"what the lab has paid for"');
  await seedUsage(
    url,
    apiKeyIn(await said("alice", "api-key create demo-cluster scopes:usage:write,quota:check,quota:reserve")),
  );
  await untilQuiet(playground);
  playground.readEverything();
}

/** Resolves when nobody was told anything for a while. */
function untilQuiet({ slack, discord }: Playground): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      for (const stop of stops) stop();
      resolve();
    }, QUIET_MS);
    const stops = [slack, discord].map((platform) => platform.onChange(() => timer.refresh()));
  });
}

async function link(playground: Playground, id: string): Promise<void> {
  await onDiscord(playground, id, { command: "link accept", code: codeIn(await onSlack(playground, id, "link code")) });
}

/** Presses the first button of the newest answer: what a question asks whether to do. */
async function pressFirst({ slack }: Playground, id: string): Promise<void> {
  const person = slack.as(human(id).slackId ?? "");
  const channelId = person.openDirect(slackBotUserId);
  const newest = () => person.messages(channelId).findLast(({ isFromApp, isEphemeral }) => isFromApp && isEphemeral);
  const question = newest();
  const found = firstButton(question?.blocks ?? []);
  if (!question || !found) throw new Error(`nothing to press for ${id}`);
  await person.press(question.id, found.element, found.value);
  await person.until(() => JSON.stringify(newest()) !== JSON.stringify(question), PATIENCE_MS);
}

function firstButton(blocks: readonly SlackBlock[]): { element: ElementRef; value: string } | undefined {
  for (const { type, block_id: blockId, ...block } of blocks) {
    const elements: unknown = block["elements"];
    const [button] = type === "actions" && Array.isArray(elements) ? elements : [];
    if (typeof blockId === "string" && button)
      return { element: { blockId, actionId: String(button.action_id) }, value: String(button.value) };
  }
  return undefined;
}

/** Types after /qm, in the conversation with the bot, and returns what the bot answered. */
async function onSlack({ slack }: Playground, id: string, line: string): Promise<string> {
  const person = slack.as(human(id).slackId ?? "");
  const channelId = person.openDirect(slackBotUserId);
  const known = new Set(person.messages(channelId).map((message) => message.id));
  const { outcome } = await person.command(channelId, "/qm", line);
  if (outcome !== "acknowledged") throw new Error(`/qm ${line}: ${outcome}`);
  return person.until((now) => {
    // Answers are seen by the asker alone; what else arrives is news, and may come at any time.
    const answer = now.messages(channelId).find(({ id: one, isFromApp, isEphemeral }) => {
      return isFromApp && isEphemeral && !known.has(one);
    });
    return answer && JSON.stringify([answer.text, answer.blocks]);
  }, PATIENCE_MS);
}

async function onDiscord(
  { discord }: Playground,
  id: string,
  { command, code }: { readonly command: string; readonly code: string },
): Promise<void> {
  const person = discord.as(human(id).discordId ?? "");
  const channelId = discordChannels[0]?.id ?? "";
  const outcome = await person.command(channelId, command, { code });
  if (outcome.kind === "failed" || outcome.kind === "refused")
    throw new Error(`/${command}: ${JSON.stringify(outcome)}`);
  // The channel is left as a newcomer expects it: empty.
  if (outcome.kind === "replied" || outcome.kind === "deferred") {
    await person.until((now) => now.messages(channelId).every((message) => message.state !== "thinking"), PATIENCE_MS);
    person.dismiss(outcome.messageId);
  }
}

function codeIn(answer: string): string {
  const [code] = /\b[2-9A-Z]{4}-[2-9A-Z]{4}\b/u.exec(answer) ?? [];
  if (!code) throw new Error(`no code in ${answer}`);
  return code;
}

function apiKeyIn(answer: string): string {
  const [key] = /\bqm_[A-Za-z0-9_-]{20,}/u.exec(answer) ?? [];
  if (!key) throw new Error(`no API key in ${answer}`);
  return key;
}

function human(id: string) {
  const found = worldPeople.find((person) => person.id === id);
  if (!found) throw new Error(`nobody is called ${id}`);
  return found;
}

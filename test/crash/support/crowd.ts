import { setTimeout as sleep } from "node:timers/promises";
import type { Actor, Screen } from "../../support/chat.ts";
import type { Name } from "../../support/scene.ts";
import { pick } from "./random.ts";
import type { Random } from "./random.ts";
import { invitees, inviters, labs } from "./town.ts";
import type { Platform, Town } from "./town.ts";

/** Few enough for Slack's one message a second to each, many enough to be killed amid. */
const PAUSE_MS = 600;

/** Several people at once, who invite, answer, revoke and resend until the signal; the bot may die under them. */
export function startCrowd(town: Town, random: Random, signal: AbortSignal): void {
  const everybody = [...inviters, ...Object.keys(invitees)] as readonly Name[];
  for (const name of everybody) void live(town, { name, random, signal });
}

interface Life {
  readonly name: Name;
  readonly random: Random;
  readonly signal: AbortSignal;
}

async function live(town: Town, { name, random, signal }: Life): Promise<void> {
  while (!signal.aborted) {
    const platform = pick(random, platformsOf(name));
    // Whatever fails here failed because the bot is gone, or because somebody else was quicker.
    await act(town, { name, platform, random }).catch(() => undefined);
    await sleep(PAUSE_MS * (0.5 + random()));
  }
}

function platformsOf(name: Name): readonly [Platform, ...Platform[]] {
  const [first, ...others] = invitees[name] ?? ["slack", "discord"];
  return [first ?? "slack", ...others];
}

interface Act {
  readonly name: Name;
  readonly platform: Platform;
  readonly random: Random;
}

async function act(town: Town, { name, platform, random }: Act): Promise<unknown> {
  const actor = town.on(platform, name);
  const luck = random();
  if (invitees[name]) return luck < 0.5 && pressOn(actor, random, pick(random, ["Accept", "Decline"]));

  if (luck < 0.2) return pressOn(actor, random, "Resend");
  if (luck < 0.55) return (await pressOn(actor, random, "Revoke"))?.press("Revoke");
  const lab = pick(random, labs);
  const role = pick(random, ["member", "admin"]);
  return actor.type(`invite create @${someInvitee(platform, random)} role:${role} org:${lab}`);
}

function someInvitee(platform: Platform, random: Random): string {
  const [first = "bob", ...others] = Object.entries(invitees)
    .filter(([, platforms]) => platforms.includes(platform))
    .map(([name]) => name);
  return pick(random, [first, ...others]);
}

/** Presses that button of any card that has it. */
async function pressOn(actor: Actor, random: Random, label: string): Promise<Screen | undefined> {
  const [first, ...others] = actor.inbox().filter(({ choices }) => choices.includes(label));
  return first && pick(random, [first, ...others]).press(label);
}

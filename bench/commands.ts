import { startChild, residentMebibytes } from "./support/child.ts";
import { install } from "./support/installation.ts";
import type { Installation } from "./support/installation.ts";
import type { Result } from "./support/result.ts";
import { sendCommands } from "./support/signed-load.ts";
import type { Measured, Target } from "./support/signed-load.ts";

const CONNECTIONS = 32;
const SECONDS = 8;
const ROUNDS = 3;
const MEMORY_COMMANDS = 10_000;

/** Signed slash command to answer, beside a bare Bolt handler that answers a constant; start-up; memory. */
export async function measureCommands(): Promise<readonly Result[]> {
  const first = await install();
  const startup = await firstAnswer(first);
  const installation = startup.installation;
  const bare = await startChild(
    "bench/support/bare-bolt.ts",
    { SLACK_SIGNING_SECRET: installation.slack.credentials.signingSecret },
    /bare at/u,
  );
  const bareTarget = { ...installation.target, url: /http:\S+/u.exec(bare.line)?.[0] ?? "" };
  try {
    const results: Result[] = [startup.result];
    for (const text of ["whoami", "member list"])
      results.push(...(await compare(installation.target, bareTarget, text)));
    results.push(...(await memory(installation)));
    return results;
  } finally {
    await bare.stop();
    await installation.close();
  }
}

/** A second start, on data that is there already: from the start of the process to the first answer. */
async function firstAnswer(installation: Installation) {
  const restarted = await installation.restart();
  const begun = performance.now();
  await restarted.run("whoami");
  const milliseconds = restarted.bot.readyAfterMs + performance.now() - begun;
  return { installation: restarted, result: { name: "start to first answer", value: milliseconds, unit: "ms" } };
}

async function compare(bot: Target, bare: Target, text: string): Promise<readonly Result[]> {
  const full = { text, connections: CONNECTIONS, seconds: SECONDS };
  await sendCommands(bot, { ...full, seconds: 3 });
  await sendCommands(bare, { ...full, seconds: 2 });
  const rounds: { bot: Measured; bare: Measured }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({ bare: await sendCommands(bare, full), bot: await sendCommands(bot, full) });
  }
  const mine = median(rounds.map((round) => round.bot.perSecond));
  const theirs = median(rounds.map((round) => round.bare.perSecond));
  const half = { text, connections: CONNECTIONS, seconds: SECONDS };
  const bareAtHalf = await sendCommands(bare, { ...half, rate: Math.round(theirs / 2) });
  const botAtHalf = await sendCommands(bot, { ...half, rate: Math.round(mine / 2) });
  const failed = rounds.reduce((sum, round) => sum + round.bot.failed, 0) + botAtHalf.failed;
  return [
    { name: `${text}, throughput`, value: mine, unit: "commands/s", beside: { name: "bare Bolt", value: theirs } },
    {
      name: `${text}, p50 at half load`,
      value: botAtHalf.p50,
      unit: "ms",
      beside: { name: "bare Bolt", value: bareAtHalf.p50 },
    },
    { name: `${text}, p99 at half load`, value: botAtHalf.p99, unit: "ms", beside: { name: "limit", value: 100 } },
    { name: `${text}, not answered with 200`, value: failed, unit: "commands" },
  ];
}

async function memory({ bot, target }: Installation): Promise<readonly Result[]> {
  const before = residentMebibytes(bot.pid);
  await sendCommands(target, { text: "member list", connections: CONNECTIONS, amount: MEMORY_COMMANDS });
  const after = residentMebibytes(bot.pid);
  await sendCommands(target, { text: "member list", connections: CONNECTIONS, amount: MEMORY_COMMANDS });
  const later = residentMebibytes(bot.pid);
  return [
    {
      name: `memory after ${MEMORY_COMMANDS} commands`,
      value: after,
      unit: "MiB",
      beside: { name: "before", value: before },
    },
    {
      name: `memory after ${MEMORY_COMMANDS} more`,
      value: later,
      unit: "MiB",
      beside: { name: "before these", value: after },
    },
  ];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

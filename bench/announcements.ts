import { setTimeout as sleep } from "node:timers/promises";
import { draftAnnouncement } from "../src/domain/announcements/draft-announcement.ts";
import { messagesPerSecond } from "../src/domain/announcements/reach.ts";
import { sendAnnouncement } from "../src/domain/announcements/send-announcement.ts";
import { openAlertsBench } from "./support/alerts-site.ts";
import type { AlertsBench } from "./support/alerts-site.ts";
import { announcerOf, installBoth } from "./support/announcements-site.ts";
import { seedCrowd } from "./support/crowd.ts";
import type { Crowd } from "./support/crowd.ts";
import type { Result } from "./support/result.ts";

const setting = (name: string, otherwise: number) => Number(process.env[`QM_BENCH_${name}`] ?? otherwise);

/** 18,000 on Slack are an hour. */
const ON_SLACK = setting("ON_SLACK", 300);
const ON_DISCORD = setting("ON_DISCORD", 1_500);
/** Beyond what the limits demand, before it counts as never. */
const PATIENCE = 3;

/**
 * One announcement to people on a local Slack and a local Discord that keep the platforms' limits, beside the time that
 * these limits themselves demand; and whether anybody got it twice or not at all.
 */
export async function measureAnnouncements(): Promise<readonly Result[]> {
  const bench = await openAlertsBench();
  try {
    const crowd = await seedCrowd(bench.pool, ON_SLACK + ON_DISCORD, 10);
    const installed = await installBoth(bench, crowd, ON_SLACK);
    try {
      return await measure(bench, crowd);
    } finally {
      await installed.close();
    }
  } finally {
    await bench.close();
  }
}

async function measure(bench: AlertsBench, crowd: Crowd): Promise<readonly Result[]> {
  const context = await announcerOf(bench, crowd);
  const wish = { title: "Maintenance", body: "On Friday.", audience: { kind: "everyone" } } as const;
  const { announcement } = await draftAnnouncement(context, { ...wish, via: "direct", severity: "info" });
  const { startedAt } = await sendAnnouncement({ ...context, now: new Date() }, { announcementId: announcement.id });
  const limits = {
    slack: ON_SLACK / messagesPerSecond.slack,
    discord: ON_DISCORD / messagesPerSecond.discord,
  };
  await untilSent(bench, announcement.id, Math.max(limits.slack, limits.discord) * PATIENCE + 60);

  const { rows } = await bench.pool.query<{ channel: string; last: Date; messages: string; places: string }>(
    `SELECT channel, max(sent_at) AS last, count(*) AS messages, count(DISTINCT handle) AS places
     FROM delivery WHERE subject = 'announcement' AND shown_version > 0 GROUP BY channel`,
  );
  const begun = startedAt?.getTime() ?? 0;
  return (["slack", "discord"] as const).flatMap((platform): Result[] => {
    const row = rows.find(({ channel }) => channel === platform);
    const people = platform === "slack" ? ON_SLACK : ON_DISCORD;
    const seconds = row ? (row.last.getTime() - begun) / 1_000 : Infinity;
    const name = `announcement to ${people} people on ${platform}`;
    return [
      { name, value: seconds, unit: "s", beside: { name: "the limits demand", value: limits[platform] } },
      {
        name: `messages on ${platform}`,
        value: Number(row?.places ?? 0),
        unit: "messages",
        beside: { name: "people", value: people },
      },
    ];
  });
}

async function untilSent({ pool }: AlertsBench, id: string, seconds: number): Promise<void> {
  const until = Date.now() + seconds * 1_000;
  for (;;) {
    const { rows } = await pool.query<{ left: number; all: number }>(
      `SELECT count(*) FILTER (WHERE shown_version = 0)::int AS left, count(*)::int AS all
       FROM delivery WHERE subject = 'announcement' AND subject_id = $1`,
      [id],
    );
    const [row] = rows;
    if (row && row.all >= ON_SLACK + ON_DISCORD && row.left === 0) return;
    if (Date.now() > until) throw new Error(`not everybody was told in time: ${JSON.stringify(row)}`);
    await sleep(500);
  }
}

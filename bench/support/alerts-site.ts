import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import type { LocalSlack } from "../../playground/slack/contract.ts";
import { startLocalSlack } from "../../playground/slack/server.ts";
import { slackAppId, slackBotUserId, slackChannels, slackTeam } from "../../playground/world.ts";
import { appScopes, botScopes, slashCommand } from "../../src/bot/slack/manifest.ts";
import { hashOfApiKey, newApiKey, prefixOf } from "../../src/domain/api-keys/api-key.ts";
import { builtInConfiguration } from "../../src/domain/configuration/built-in.ts";
import type { World } from "../../src/domain/context.ts";
import { ensureBuiltInRules } from "../../src/domain/alerts/built-in-rules.ts";
import type { Database } from "../../src/storage/database.ts";
import { connect } from "../../src/storage/database.ts";
import { startEmbedded } from "../../src/storage/embedded.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { openQueue } from "../../src/storage/queue.ts";
import { startChild } from "./child.ts";
import type { Child } from "./child.ts";
import { seedCrowd, setLimits } from "./crowd.ts";
import type { Crowd } from "./crowd.ts";

/** A durable PostgreSQL as an operator runs it, with nobody on it yet. */
export interface AlertsBench {
  readonly db: Database;
  readonly pool: pg.Pool;
  readonly databaseUrl: string;
  world(): World;
  close(): Promise<void>;
}

export async function openAlertsBench(): Promise<AlertsBench> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "qm-bench-"));
  chmodSync(folder, 0o755);
  const server = await startEmbedded(folder);
  await migrate(server.address);
  const { db, pool, close } = connect(server.address);
  const queue = await openQueue(db, server.address);
  const { user = "", host = "", database = "" } = server.address;
  return {
    db,
    pool,
    databaseUrl: `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}`,
    world: () => ({
      db,
      now: new Date(),
      configuration: builtInConfiguration(new Date()),
      newId: () => uuidv7(),
      newCode: () => uuidv7(),
    }),
    async close() {
      await queue.stop({ graceful: false });
      await close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Of each person in their organization: jobs a month. */
export const LIMIT = 1_000_000;

/** People with a limit each, and no rules but those of every installation; of these none that tells of it. */
export async function openCrowd(bench: AlertsBench, people: number, organizations: number): Promise<Crowd> {
  const crowd = await seedCrowd(bench.pool, people, organizations);
  await setLimits(bench.pool, crowd, ["member"], { meter: "jobs", amount: BigInt(LIMIT) });
  const { tenantId } = crowd;
  await ensureBuiltInRules(bench.db, { ...bench.world(), tenantId });
  await bench.db.alertRule.updateMany({ where: { tenantId, builtIn: "quota" }, data: { enabled: false } });
  await bench.pool.query("ANALYZE person, organization, membership, quota");
  return crowd;
}

const specs = [
  ["quota", { thresholds: [{ of: "used", percent: 80 }] }],
  ["quota", { thresholds: [{ of: "used", amount: "999999999" }] }],
  ["usage", { hours: 24, thresholds: [{ amount: "999999999" }] }],
] as const;

/** Three rules on each of these people: near their limit, at an amount, and of much within a day. */
export async function addRules(bench: AlertsBench, tenantId: string, personIds: readonly string[]): Promise<void> {
  for (const [index, [kind, spec]] of specs.entries()) {
    await bench.pool.query(
      `INSERT INTO alert_rule (id, tenant_id, kind, name, scope, person_id, subject_key, meter, spec, created_by_name, created_at, changed_at, looked_at)
       SELECT gen_random_uuid(), $1, $2, $3 || id, 'person', id, 'person:' || id, 'jobs', $4::jsonb, 'Bench', now(), now(), now()
       FROM unnest($5::uuid[]) AS p (id)`,
      [tenantId, kind, `${index} `, JSON.stringify(spec), personIds],
    );
  }
  await bench.pool.query("ANALYZE alert_rule");
}

const HOURS_AT_ONCE = 24;

/** Each used 50 to 150 jobs in every one of so many hours before this one. */
export async function addHistory({ pool }: AlertsBench, { tenantId, people }: Crowd, hours: number): Promise<void> {
  const holders = [people.map(({ organizationId }) => organizationId), people.map(({ personId }) => personId)];
  for (let from = 1; from <= hours; from += HOURS_AT_ONCE) {
    await pool.query(
      `INSERT INTO usage_hour (tenant_id, hour, organization_id, person_id, meter, amount, cost)
       SELECT $1, date_trunc('hour', now()) - ago * interval '1 hour', organization_id, person_id, 'jobs', 50 + random() * 100, 0
       FROM unnest($2::uuid[], $3::uuid[]) AS h (organization_id, person_id), generate_series($4::int, $5::int) ago`,
      [tenantId, ...holders, from, Math.min(hours, from + HOURS_AT_ONCE - 1)],
    );
  }
  await pool.query(
    `INSERT INTO usage_day (tenant_id, day, organization_id, person_id, meter, amount, cost)
     SELECT tenant_id, hour::date, organization_id, person_id, meter, sum(amount), sum(cost) FROM usage_hour WHERE tenant_id = $1
     GROUP BY 1, 2, 3, 4, 5`,
    [tenantId],
  );
  await pool.query("ANALYZE usage_hour, usage_day");
}

export interface Installed {
  readonly bot: Child;
  readonly slack: LocalSlack;
  readonly url: string;
  readonly key: string;
  close(): Promise<void>;
}

/** The bot beside a local Slack on which all of these people are. */
export async function installFor(bench: AlertsBench, { tenantId, people }: Crowd): Promise<Installed> {
  const slackIds = people.map((_person, index) => `U0CROWD${String(index).padStart(6, "0")}`);
  const slack = await startLocalSlack({
    team: slackTeam,
    people: slackIds.map((id, index) => ({
      id,
      name: `person_${index}`,
      realName: `Person ${index}`,
      email: `person_${index}@example.com`,
      tz: "Europe/Berlin",
    })),
    channels: slackChannels.map((channel) => ({ ...channel, members: [] })),
    app: {
      id: slackAppId,
      name: "Quartermaster",
      botUserId: slackBotUserId,
      commands: [{ command: slashCommand, description: "Quartermaster", shouldEscape: true }],
      botScopes: botScopes.map(({ scope }) => scope),
      appScopes: appScopes.map(({ scope }) => scope),
      events: ["app_home_opened"],
    },
    rateLimits: "off",
  });
  await bench.pool.query(
    `INSERT INTO workspace (id, tenant_id, platform, external_id, name, joined_at) VALUES ($1, $2, 'slack', $3, 'Bench', now())`,
    [uuidv7(), tenantId, slackTeam.id],
  );
  await bench.pool.query(
    `INSERT INTO identity (id, tenant_id, person_id, platform, external_id, handle, linked_at)
     SELECT gen_random_uuid(), $3, person_id, 'slack', external_id, external_id, now()
     FROM unnest($1::uuid[], $2::text[]) AS i (person_id, external_id)`,
    [people.map(({ personId }) => personId), slackIds, tenantId],
  );
  const key = await insertKey(bench.pool, tenantId, people[0]?.personId ?? "");
  const bot = await startChild(
    "src/main.ts",
    {
      SLACK_BOT_TOKEN: slack.credentials.botToken,
      SLACK_SIGNING_SECRET: slack.credentials.signingSecret,
      SLACK_API_URL: slack.apiUrl,
      DATABASE_URL: bench.databaseUrl,
      QM_PORT: "0",
      LOG_LEVEL: "error",
    },
    /listens on/u,
  );
  return {
    bot,
    slack,
    url: /http:\S+[0-9]/u.exec(bot.line)?.[0] ?? "",
    key,
    async close() {
      await bot.stop();
      await slack.close();
    },
  };
}

async function insertKey(pool: pg.Pool, tenantId: string, boss: string): Promise<string> {
  const key = newApiKey();
  await pool.query("UPDATE person SET role = 'super_admin' WHERE id = $1", [boss]);
  await pool.query(
    `INSERT INTO api_key (id, tenant_id, name, prefix, hash, scopes, created_by_id, created_by_name, created_at)
     VALUES ($1, $2, 'bench', $3, $4, '{usage:write}', $5, 'Bench', now())`,
    [uuidv7(), tenantId, prefixOf(key), hashOfApiKey(key), boss],
  );
  return key;
}

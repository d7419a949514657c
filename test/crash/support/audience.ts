import type { PersonSeed } from "../../../playground/discord/options.ts";
import type { SlackPersonSeed } from "../../../playground/slack/contract.ts";
import type { Database } from "../../../src/storage/database.ts";

/** Slack takes five direct messages of an announcement a second, Discord five times as many. */
const ON_SLACK = 60;
const ON_DISCORD = 240;

export const audienceOnSlack: readonly SlackPersonSeed[] = Array.from({ length: ON_SLACK }, (_, index) => ({
  id: `U0QMCROWD${String(index).padStart(3, "0")}`,
  name: `crowd_s${index}`,
  realName: `Slack Person ${index}`,
  email: `crowd_s${index}@example.com`,
  tz: "Europe/Berlin",
}));

export const audienceOnDiscord: readonly PersonSeed[] = Array.from({ length: ON_DISCORD }, (_, index) => ({
  id: String(200_000_000_000_000_000n + BigInt(index)),
  username: `crowd_d${index}`,
  globalName: `Discord Person ${index}`,
}));

/** Accounts for all of them, members of Vision Lab. Not by invitations: each would be sent a message. */
export async function addAudience(db: Database): Promise<void> {
  const { id: organizationId, tenantId } = await db.organization.findFirstOrThrow({ where: { slug: "vision-lab" } });
  const all = [
    ...audienceOnSlack.map(({ id, name, realName }) => ({ id, name, label: realName, platform: "slack" })),
    ...audienceOnDiscord.map(({ id, username, globalName }) => ({
      id,
      name: username,
      label: globalName,
      platform: "discord",
    })),
  ];
  await db.$executeRaw`
    WITH told AS (
      SELECT gen_random_uuid() AS person_id, one->>'id' AS external_id, one->>'name' AS name, one->>'label' AS label,
        (one->>'platform')::"Platform" AS platform
      FROM jsonb_array_elements(${JSON.stringify(all)}::jsonb) AS one
    ), people AS (
      INSERT INTO person (id, tenant_id, username, display_name, state, type, role, created_at)
      SELECT person_id, ${tenantId}::uuid, name, label, 'active', 'user', 'regular', now() FROM told
    ), members AS (
      INSERT INTO membership (id, tenant_id, organization_id, person_id, role, joined_at)
      SELECT gen_random_uuid(), ${tenantId}::uuid, ${organizationId}::uuid, person_id, 'member', now() FROM told
    )
    INSERT INTO identity (id, tenant_id, person_id, platform, external_id, handle, linked_at)
    SELECT gen_random_uuid(), ${tenantId}::uuid, person_id, platform, external_id, name, now() FROM told`;
}

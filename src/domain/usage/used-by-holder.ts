import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import { COST } from "../meters/meter.ts";
import type { Units } from "../meters/meter.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { piecesOf } from "./pieces.ts";
import type { Piece, Span } from "./pieces.ts";

/** What one person used directly in one organization, in one span. Zero ids: none was named. */
export interface HolderUse {
  /** Milliseconds since 1970: where its span begins. */
  readonly startsAt: number;
  readonly organizationId: string;
  readonly personId: string;
  readonly meter: string;
  readonly amount: Units;
  readonly cost: Units;
}

export interface Asked {
  readonly tenantId: string;
  readonly subject: CountedSubject;
  /** Absent: each by itself. "cost": what all of them cost. */
  readonly meter?: string;
  readonly spans: readonly Span[];
  readonly by: "span" | "holder";
}

interface Row {
  readonly starts_at: Date;
  readonly organization_id: string;
  readonly person_id: string;
  readonly meter: string;
  readonly amount: string | bigint;
  readonly cost: string | bigint;
}

const none = Prisma.sql`'00000000-0000-0000-0000-000000000000'::uuid`;

/** Sums of the rollups, of counters: for each span and meter, by holder or (ids zero) together. */
export async function readUse(db: Database | Transaction, asked: Asked): Promise<readonly HolderUse[]> {
  const { days, hours } = piecesOf(asked.spans);
  const holder = asked.by === "holder" ? Prisma.sql`u.organization_id, u.person_id` : Prisma.sql`${none}, ${none}`;
  const meter = asked.meter === COST ? Prisma.sql`${COST}::text` : Prisma.sql`u.meter`;
  const amount = asked.meter === COST ? Prisma.sql`u.cost` : Prisma.sql`u.amount`;
  const part = (table: "day" | "hour", pieces: readonly Piece[]) => {
    const column = table === "day" ? Prisma.sql`u.day` : Prisma.sql`u.hour`;
    const type = table === "day" ? Prisma.sql`date` : Prisma.sql`timestamptz`;
    return Prisma.sql`
      SELECT s.starts_at, ${holder}, ${meter}, sum(${amount}), sum(u.cost)
      FROM unnest(${pieces.map(({ startsAt }) => startsAt)}::text[]::timestamptz[], ${pieces.map(({ from }) => from)}::text[]::${type}[],
        ${pieces.map(({ to }) => to)}::text[]::${type}[]) AS s (starts_at, first, past)
      JOIN ${table === "day" ? Prisma.sql`usage_day` : Prisma.sql`usage_hour`} u
        ON u.tenant_id = ${asked.tenantId}::uuid AND ${column} >= s.first AND ${column} < s.past
        AND u.level IS NULL AND ${ofMeter(asked.meter)} AND ${ofSubject(asked.subject)}
      GROUP BY 1, 2, 3, 4`;
  };
  const rows = await readRows<Row>(
    db,
    Prisma.sql`WITH RECURSIVE ${below(asked)}, part (starts_at, organization_id, person_id, meter, amount, cost) AS (
        ${part("day", days)} UNION ALL ${part("hour", hours)}
      )
      SELECT starts_at, organization_id, person_id, meter, sum(amount)::bigint AS amount, sum(cost)::bigint AS cost
      FROM part GROUP BY starts_at, organization_id, person_id, meter`,
  );
  return rows.map((row) => ({
    startsAt: row.starts_at.getTime(),
    organizationId: row.organization_id,
    personId: row.person_id,
    meter: row.meter,
    amount: BigInt(row.amount),
    cost: BigInt(row.cost),
  }));
}

/** Whether a row "u" is of this meter; of any where none is named. */
export function ofMeter(meter: string | undefined): Prisma.Sql {
  if (meter === undefined) return Prisma.sql`true`;
  return meter === COST ? Prisma.sql`u.cost <> 0` : Prisma.sql`u.meter = ${meter}`;
}

/** The common table "below": an organization and all under it. */
export function below({ tenantId, subject }: Pick<Asked, "tenantId" | "subject">): Prisma.Sql {
  const organizationId = subject.scope === "organization" ? subject.organizationId : null;
  return Prisma.sql`below AS (
      SELECT o.id FROM organization o WHERE o.tenant_id = ${tenantId}::uuid AND o.id = ${organizationId}::uuid
      UNION
      SELECT o.id FROM organization o JOIN below b ON o.parent_id = b.id WHERE o.tenant_id = ${tenantId}::uuid
    )`;
}

/** Whether a row "u" counts for the subject; needs the common table "below". */
export function ofSubject(subject: CountedSubject): Prisma.Sql {
  switch (subject.scope) {
    case "tenant":
      return Prisma.sql`true`;
    case "organization":
      return Prisma.sql`u.organization_id = ANY (ARRAY(SELECT id FROM below))`;
    case "person":
      return Prisma.sql`u.person_id = ${subject.personId}::uuid`;
    case "member":
      return Prisma.sql`u.organization_id = ${subject.organizationId}::uuid AND u.person_id = ${subject.personId}::uuid`;
  }
}

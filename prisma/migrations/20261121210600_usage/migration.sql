-- What was used. Single events, in partitions of one UTC day each, are dropped by age; sums are kept for ever.
--
-- An event is known by its source, id and UTC day: a unique index over all days would grow without end, and every
-- insert would pay for it. The key is the first 128 bits of SHA-256 of the source, a zero byte, and the id.
CREATE TABLE "usage_event" (
  tenant_id uuid NOT NULL,
  key uuid NOT NULL,
  at timestamptz NOT NULL,
  -- The direct organization and the person; zero for none.
  organization_id uuid NOT NULL,
  person_id uuid NOT NULL,
  -- In the meter's smallest unit: what was added (counters), the level now held (gauges), or less than nothing
  -- where it takes back what another event of the same day said.
  amount bigint NOT NULL,
  -- In billionths of the currency, at the price of the time it came in.
  cost bigint NOT NULL,
  received_at timestamptz NOT NULL,
  -- The key of the event that this one takes back.
  corrects uuid,
  meter text NOT NULL,
  source text NOT NULL,
  event_id text NOT NULL,
  job text
) PARTITION BY RANGE (at);

-- Sums by slots of an hour. Where the installation's zone is not a whole number of hours from UTC, slots of half or a
-- quarter of an hour, so that its days and all windows are whole slots. Of gauges: the most that was held
-- within the slot, and the level that it ended with.
CREATE TABLE "usage_hour" (
  tenant_id uuid NOT NULL,
  hour timestamptz NOT NULL,
  organization_id uuid NOT NULL,
  person_id uuid NOT NULL,
  meter text NOT NULL,
  amount bigint NOT NULL,
  cost bigint NOT NULL,
  level bigint,
  level_at timestamptz,
  PRIMARY KEY (tenant_id, hour, organization_id, person_id, meter)
) WITH (fillfactor = 80);
CREATE INDEX "usage_hour_organization" ON "usage_hour" (tenant_id, organization_id, hour);
CREATE INDEX "usage_hour_person" ON "usage_hour" (tenant_id, person_id, hour);

-- The same by days of UTC.
CREATE TABLE "usage_day" (
  tenant_id uuid NOT NULL,
  day date NOT NULL,
  organization_id uuid NOT NULL,
  person_id uuid NOT NULL,
  meter text NOT NULL,
  amount bigint NOT NULL,
  cost bigint NOT NULL,
  level bigint,
  level_at timestamptz,
  PRIMARY KEY (tenant_id, day, organization_id, person_id, meter)
) WITH (fillfactor = 80);
CREATE INDEX "usage_day_organization" ON "usage_day" (tenant_id, organization_id, day);
CREATE INDEX "usage_day_person" ON "usage_day" (tenant_id, person_id, day);

-- What a person holds in an organization of a gauge, and since when that is known.
CREATE TABLE "usage_level" (
  tenant_id uuid NOT NULL,
  organization_id uuid NOT NULL,
  person_id uuid NOT NULL,
  meter text NOT NULL,
  level bigint NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, organization_id, person_id, meter)
) WITH (fillfactor = 80);

-- Locks are taken in this order by whoever counts: the tenant's limits (shared), events by day and key, the rows of
-- window "now" of "balance", levels, the other rows of "balance", usage_hour, usage_day; in each by primary key.

-- Makes the partition of a day. A partition that is attached blocks nobody.
CREATE FUNCTION qm_usage_partition(p_day date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  partition text := 'usage_event_' || to_char(p_day, 'YYYYMMDD');
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('usage partitions', 0));
  IF to_regclass(partition) IS NOT NULL THEN
    RETURN false;
  END IF;

  EXECUTE format('CREATE TABLE %I (LIKE usage_event)', partition);
  EXECUTE format('CREATE UNIQUE INDEX %I ON %I (tenant_id, key)', partition || '_key', partition);
  EXECUTE format('CREATE INDEX %I ON %I (tenant_id, corrects) WHERE corrects IS NOT NULL', partition || '_corrects', partition);
  EXECUTE format('ALTER TABLE usage_event ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition,
    p_day::text || ' 00:00:00+00', (p_day + 1)::text || ' 00:00:00+00');
  RETURN true;
END $$;

-- Adds sums to every balance that counts them and to the rollups. A group is one slot, organization, person and
-- counter: p_slots[i] is an index into p_hours, the distinct slots. p_windows names all windows that the tenant counts
-- but "now"; p_starts[(h - 1) * cardinality(p_windows) + w] is when window w began that slot h belongs to. Raises QM001
-- where a window is counted that p_windows lacks: the caller reads counted_window anew and tries again.
CREATE FUNCTION qm_count_usage(
  p_tenant uuid, p_slots int[], p_organizations uuid[], p_people uuid[], p_meters text[], p_amounts bigint[],
  p_costs bigint[], p_hours timestamptz[], p_windows text[], p_starts timestamptz[]
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  nobody CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
  PERFORM pg_advisory_xact_lock_shared(qm_limits_lock(p_tenant));
  IF EXISTS (SELECT FROM counted_window c WHERE c.tenant_id = p_tenant AND c."window" <> 'now' AND c."window" <> ALL (p_windows)) THEN
    RAISE EXCEPTION 'the counted windows have changed' USING ERRCODE = 'QM001';
  END IF;

  INSERT INTO balance AS b (tenant_id, organization_id, person_id, meter, "window", starts_at, used)
  WITH RECURSIVE given AS (
    SELECT * FROM unnest(p_slots, p_organizations, p_people, p_meters, p_amounts, p_costs)
      AS g (slot, organization_id, person_id, meter, amount, cost)
  ), measured AS (
    SELECT slot, organization_id, person_id, meter, amount FROM given WHERE amount <> 0 AND meter <> 'cost'
    UNION ALL
    SELECT slot, organization_id, person_id, 'cost', sum(cost)::bigint FROM given WHERE cost <> 0
    GROUP BY slot, organization_id, person_id
  ), counted AS (
    SELECT scope, meter, "window", array_position(p_windows, "window") AS w
    FROM counted_window WHERE tenant_id = p_tenant AND "window" <> 'now'
  ), above AS (
    SELECT DISTINCT organization_id AS direct, organization_id AS id FROM given WHERE organization_id <> nobody
    UNION
    SELECT a.direct, o.parent_id FROM above a JOIN organization o ON o.tenant_id = p_tenant AND o.id = a.id
    WHERE o.parent_id IS NOT NULL
  ), part AS (
    SELECT nobody AS organization_id, nobody AS person_id, c.meter, c."window", c.w, m.slot, m.amount
    FROM measured m JOIN counted c ON c.meter = m.meter AND c.scope = 'tenant'
    UNION ALL
    SELECT a.id, nobody, c.meter, c."window", c.w, m.slot, m.amount
    FROM measured m JOIN counted c ON c.meter = m.meter AND c.scope = 'organization' JOIN above a ON a.direct = m.organization_id
    UNION ALL
    SELECT m.organization_id, m.person_id, c.meter, c."window", c.w, m.slot, m.amount
    FROM measured m JOIN counted c ON c.meter = m.meter AND c.scope = 'member'
    WHERE m.organization_id <> nobody AND m.person_id <> nobody
    UNION ALL
    SELECT nobody, m.person_id, c.meter, c."window", c.w, m.slot, m.amount
    FROM measured m JOIN counted c ON c.meter = m.meter AND c.scope = 'person'
    WHERE m.person_id <> nobody
  )
  SELECT p_tenant, organization_id, person_id, meter, "window", p_starts[(slot - 1) * cardinality(p_windows) + w] AS starts_at,
    sum(amount)
  FROM part
  GROUP BY organization_id, person_id, meter, "window", starts_at
  ORDER BY organization_id, person_id, meter, "window", starts_at
  ON CONFLICT (tenant_id, organization_id, person_id, meter, "window", starts_at)
  DO UPDATE SET used = b.used + excluded.used;

  INSERT INTO usage_hour AS u (tenant_id, hour, organization_id, person_id, meter, amount, cost)
  SELECT p_tenant, p_hours[g.slot], g.organization_id, g.person_id, g.meter, sum(g.amount), sum(g.cost)
  FROM unnest(p_slots, p_organizations, p_people, p_meters, p_amounts, p_costs)
    AS g (slot, organization_id, person_id, meter, amount, cost)
  GROUP BY p_hours[g.slot], g.organization_id, g.person_id, g.meter
  ORDER BY p_hours[g.slot], g.organization_id, g.person_id, g.meter
  ON CONFLICT (tenant_id, hour, organization_id, person_id, meter)
  DO UPDATE SET amount = u.amount + excluded.amount, cost = u.cost + excluded.cost;

  INSERT INTO usage_day AS u (tenant_id, day, organization_id, person_id, meter, amount, cost)
  SELECT p_tenant, (p_hours[g.slot] AT TIME ZONE 'UTC')::date AS day, g.organization_id, g.person_id, g.meter, sum(g.amount), sum(g.cost)
  FROM unnest(p_slots, p_organizations, p_people, p_meters, p_amounts, p_costs)
    AS g (slot, organization_id, person_id, meter, amount, cost)
  GROUP BY day, g.organization_id, g.person_id, g.meter
  ORDER BY day, g.organization_id, g.person_id, g.meter
  ON CONFLICT (tenant_id, day, organization_id, person_id, meter)
  DO UPDATE SET amount = u.amount + excluded.amount, cost = u.cost + excluded.cost;
END $$;

-- Writes events and counts them. A verdict each, in the order given: 'accepted'; 'duplicate' (the same source, id, day
-- and content was there); 'conflict' (another content); of corrections also 'correction_unknown' (no such event that
-- day), 'correction_differs' (of another meter, person or organization), 'correction_too_large' (more than is left of it).
-- p_kinds: 'add' (counters), 'level' (gauges: what is held now; the latest time wins) or 'change' (gauges: what is held
-- changes by so much). p_costs in billionths. p_slots, p_hours, p_windows, p_starts: as of qm_count_usage.
-- Partitions of all days must be there (qm_usage_partition); they are made from 35 days before today on.
CREATE FUNCTION qm_add_usage(
  p_tenant uuid, p_received timestamptz,
  p_keys uuid[], p_sources text[], p_ids text[], p_times timestamptz[], p_slots int[], p_meters text[], p_kinds text[],
  p_organizations uuid[], p_people uuid[], p_amounts bigint[], p_costs bigint[], p_corrects uuid[], p_jobs text[],
  p_hours timestamptz[], p_windows text[], p_starts timestamptz[]
) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
  verdicts text[] := array_fill('accepted'::text, ARRAY[cardinality(p_keys)]);
  written int;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(qm_limits_lock(p_tenant));

  INSERT INTO usage_event (tenant_id, key, at, organization_id, person_id, amount, cost, received_at, corrects, meter, source, event_id, job)
  SELECT p_tenant, g.key, g.at, g.organization_id, g.person_id, g.amount, g.cost, p_received, g.corrects, g.meter, g.source, g.event_id, g.job
  FROM unnest(p_keys, p_times, p_organizations, p_people, p_amounts, p_costs, p_corrects, p_meters, p_sources, p_ids, p_jobs)
    AS g (key, at, organization_id, person_id, amount, cost, corrects, meter, source, event_id, job)
  ORDER BY g.at, g.key
  ON CONFLICT DO NOTHING;

  PERFORM qm_count_usage(p_tenant, p_slots, p_organizations, p_people, p_meters, p_amounts, p_costs, p_hours, p_windows, p_starts);
  RETURN verdicts;
END $$;

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
-- but "now" and rolling ones (those are added up from "hour"); p_starts[(h - 1) * cardinality(p_windows) + w] is when
-- window w began that slot h belongs to, null where its sum is no longer kept. Raises QM001 where a window is counted
-- that p_windows lacks: the caller reads counted_window anew and tries again.
CREATE FUNCTION qm_count_usage(
  p_tenant uuid, p_slots int[], p_organizations uuid[], p_people uuid[], p_meters text[], p_amounts bigint[],
  p_costs bigint[], p_hours timestamptz[], p_windows text[], p_starts timestamptz[]
) RETURNS void LANGUAGE plpgsql
  -- Whatever the sizes of the arrays: joined by hash, but for the way up from each organization.
  SET plan_cache_mode = force_generic_plan SET enable_nestloop = off SET enable_mergejoin = off
AS $$
DECLARE
  nobody CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
  PERFORM pg_advisory_xact_lock_shared(qm_limits_lock(p_tenant));
  IF EXISTS (SELECT FROM counted_window c WHERE c.tenant_id = p_tenant AND c."window" <> 'now' AND c."window" NOT LIKE 'rolling:%'
    AND c."window" <> ALL (p_windows)) THEN
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
    FROM counted_window WHERE tenant_id = p_tenant AND "window" <> 'now' AND "window" NOT LIKE 'rolling:%'
  ), above AS (
    SELECT DISTINCT organization_id AS direct, organization_id AS id FROM given WHERE organization_id <> nobody
    UNION
    SELECT a.direct, o.parent_id FROM above a,
      LATERAL (SELECT parent_id FROM organization WHERE tenant_id = p_tenant AND id = a.id OFFSET 0) o
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
  SELECT p_tenant, organization_id, person_id, meter, "window", starts_at, sum(amount)
  FROM (SELECT *, p_starts[(slot - 1) * cardinality(p_windows) + w] AS starts_at FROM part) p
  WHERE starts_at IS NOT NULL
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

-- What people hold of gauges: takes reports in the order of their times, and lets balances, peaks and levels follow. Only
-- the first part, before other balances are counted: it gives back the rollups' rows, which are written last.
CREATE FUNCTION qm_hold_levels(
  p_tenant uuid, p_times timestamptz[], p_slots int[], p_meters text[], p_kinds text[], p_organizations uuid[], p_people uuid[],
  p_amounts bigint[],
  OUT slots int[], OUT organizations uuid[], OUT people uuid[], OUT meters text[], OUT peaks bigint[], OUT levels bigint[],
  OUT level_times timestamptz[]
) LANGUAGE plpgsql AS $$
DECLARE
  nobody CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
  node_organizations uuid[];
  node_people uuid[];
  node_meters text[];
  held_organizations uuid[] := '{}';
  held_people uuid[] := '{}';
  held_meters text[] := '{}';
  held_levels bigint[] := '{}';
  held_times timestamptz[] := '{}';
  held_changes bigint[] := '{}';
  n int := 0;
  report record;
  level bigint;
  level_time timestamptz;
  peak bigint;
BEGIN
  -- Which rows of window "now" each holder counts in: three arrays side by side with the holder's.
  WITH RECURSIVE holder AS (
    SELECT DISTINCT g.organization_id, g.person_id, g.meter
    FROM unnest(p_organizations, p_people, p_meters) AS g (organization_id, person_id, meter)
  ), above AS (
    SELECT DISTINCT organization_id AS direct, organization_id AS id FROM holder WHERE organization_id <> nobody
    UNION
    SELECT a.direct, o.parent_id FROM above a,
      LATERAL (SELECT parent_id FROM organization WHERE tenant_id = p_tenant AND id = a.id OFFSET 0) o
    WHERE o.parent_id IS NOT NULL
  ), node AS (
    SELECT nobody AS organization_id, nobody AS person_id, h.meter, 'tenant' AS scope FROM holder h
    UNION SELECT a.id, nobody, h.meter, 'organization' FROM holder h JOIN above a ON a.direct = h.organization_id
    UNION SELECT h.organization_id, h.person_id, h.meter, 'member' FROM holder h WHERE h.organization_id <> nobody AND h.person_id <> nobody
    UNION SELECT nobody, h.person_id, h.meter, 'person' FROM holder h WHERE h.person_id <> nobody
  )
  SELECT coalesce(array_agg(n.organization_id), '{}'), coalesce(array_agg(n.person_id), '{}'), coalesce(array_agg(n.meter), '{}')
  INTO node_organizations, node_people, node_meters
  FROM node n JOIN counted_window c ON c.tenant_id = p_tenant AND c.scope = n.scope AND c.meter = n.meter AND c."window" = 'now';

  INSERT INTO balance AS b (tenant_id, organization_id, person_id, meter, "window", starts_at)
  SELECT p_tenant, g.organization_id, g.person_id, g.meter, 'now', to_timestamp(0)
  FROM unnest(node_organizations, node_people, node_meters) AS g (organization_id, person_id, meter)
  ORDER BY g.organization_id, g.person_id, g.meter
  ON CONFLICT (tenant_id, organization_id, person_id, meter, "window", starts_at) DO UPDATE SET used = b.used;
  INSERT INTO usage_level AS l (tenant_id, organization_id, person_id, meter, level, at)
  SELECT DISTINCT p_tenant, g.organization_id, g.person_id, g.meter, 0, '-infinity'::timestamptz
  FROM unnest(p_organizations, p_people, p_meters) AS g (organization_id, person_id, meter)
  ORDER BY g.organization_id, g.person_id, g.meter
  ON CONFLICT (tenant_id, organization_id, person_id, meter) DO UPDATE SET level = l.level;

  slots := '{}'; organizations := '{}'; people := '{}'; meters := '{}'; peaks := '{}'; levels := '{}'; level_times := '{}';
  FOR report IN
    SELECT g.*, l.level, l.at AS level_at
    FROM unnest(p_times, p_slots, p_meters, p_kinds, p_organizations, p_people, p_amounts) WITH ORDINALITY
      AS g (at, slot, meter, kind, organization_id, person_id, amount, place)
    JOIN usage_level l ON l.tenant_id = p_tenant AND l.organization_id = g.organization_id AND l.person_id = g.person_id AND l.meter = g.meter
    ORDER BY g.organization_id, g.person_id, g.meter, g.at, g.place
  LOOP
    IF n = 0 OR (held_organizations[n], held_people[n], held_meters[n]) IS DISTINCT FROM (report.organization_id, report.person_id, report.meter) THEN
      n := n + 1;
      held_organizations[n] := report.organization_id;
      held_people[n] := report.person_id;
      held_meters[n] := report.meter;
      held_changes[n] := -report.level;
      level := report.level;
      level_time := report.level_at;
    END IF;

    peak := level;
    IF report.kind = 'change' THEN
      level := greatest(0, level + report.amount);
      level_time := greatest(level_time, report.at);
      peak := greatest(peak, level);
    ELSIF report.at >= level_time THEN
      level := report.amount;
      level_time := report.at;
      peak := greatest(peak, level);
    ELSE
      -- Late: it says what was held then, not what is held now.
      peak := report.amount;
    END IF;
    held_levels[n] := level;
    held_times[n] := level_time;
    slots := slots || report.slot;
    organizations := organizations || report.organization_id;
    people := people || report.person_id;
    meters := meters || report.meter;
    peaks := peaks || peak;
    levels := levels || CASE WHEN report.kind = 'change' OR report.at >= level_time THEN level ELSE report.amount END;
    level_times := level_times || report.at;
  END LOOP;

  FOR i IN 1..n LOOP
    held_changes[i] := held_changes[i] + held_levels[i];
  END LOOP;
  UPDATE usage_level l SET level = h.level, at = h.at
  FROM unnest(held_organizations, held_people, held_meters, held_levels, held_times) AS h (organization_id, person_id, meter, level, at)
  WHERE l.tenant_id = p_tenant AND l.organization_id = h.organization_id AND l.person_id = h.person_id AND l.meter = h.meter;
  WITH RECURSIVE holder AS (
    SELECT * FROM unnest(held_organizations, held_people, held_meters, held_changes) AS h (organization_id, person_id, meter, change)
    WHERE h.change <> 0
  ), above AS (
    SELECT DISTINCT organization_id AS direct, organization_id AS id FROM holder WHERE organization_id <> nobody
    UNION
    SELECT a.direct, o.parent_id FROM above a,
      LATERAL (SELECT parent_id FROM organization WHERE tenant_id = p_tenant AND id = a.id OFFSET 0) o
    WHERE o.parent_id IS NOT NULL
  ), change AS (
    SELECT nobody AS organization_id, nobody AS person_id, h.meter, h.change FROM holder h
    UNION ALL SELECT a.id, nobody, h.meter, h.change FROM holder h JOIN above a ON a.direct = h.organization_id
    UNION ALL SELECT h.organization_id, h.person_id, h.meter, h.change FROM holder h WHERE h.organization_id <> nobody AND h.person_id <> nobody
    UNION ALL SELECT nobody, h.person_id, h.meter, h.change FROM holder h WHERE h.person_id <> nobody
  )
  UPDATE balance b SET used = b.used + s.change
  FROM (SELECT organization_id, person_id, meter, sum(change)::bigint AS change FROM change GROUP BY 1, 2, 3) s,
    unnest(node_organizations, node_people, node_meters) AS n (organization_id, person_id, meter)
  WHERE n.organization_id = s.organization_id AND n.person_id = s.person_id AND n.meter = s.meter
    AND b.tenant_id = p_tenant AND b.organization_id = s.organization_id AND b.person_id = s.person_id AND b.meter = s.meter
    AND b."window" = 'now' AND b.starts_at = to_timestamp(0);
END $$;

-- Writes what qm_hold_levels found into the rollups.
CREATE FUNCTION qm_keep_peaks(
  p_tenant uuid, p_slots int[], p_organizations uuid[], p_people uuid[], p_meters text[], p_peaks bigint[], p_levels bigint[],
  p_level_times timestamptz[], p_hours timestamptz[]
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO usage_hour AS u (tenant_id, hour, organization_id, person_id, meter, amount, cost, level, level_at)
  SELECT p_tenant, p_hours[g.slot] AS hour, g.organization_id, g.person_id, g.meter, max(g.peak), 0,
    (array_agg(g.level ORDER BY g.at DESC, g.place DESC))[1], max(g.at)
  FROM unnest(p_slots, p_organizations, p_people, p_meters, p_peaks, p_levels, p_level_times) WITH ORDINALITY
    AS g (slot, organization_id, person_id, meter, peak, level, at, place)
  GROUP BY hour, g.organization_id, g.person_id, g.meter
  ORDER BY hour, g.organization_id, g.person_id, g.meter
  ON CONFLICT (tenant_id, hour, organization_id, person_id, meter)
  DO UPDATE SET amount = greatest(u.amount, excluded.amount),
    level = CASE WHEN excluded.level_at >= u.level_at THEN excluded.level ELSE u.level END,
    level_at = greatest(u.level_at, excluded.level_at);

  INSERT INTO usage_day AS u (tenant_id, day, organization_id, person_id, meter, amount, cost, level, level_at)
  SELECT p_tenant, (p_hours[g.slot] AT TIME ZONE 'UTC')::date AS day, g.organization_id, g.person_id, g.meter, max(g.peak), 0,
    (array_agg(g.level ORDER BY g.at DESC, g.place DESC))[1], max(g.at)
  FROM unnest(p_slots, p_organizations, p_people, p_meters, p_peaks, p_levels, p_level_times) WITH ORDINALITY
    AS g (slot, organization_id, person_id, meter, peak, level, at, place)
  GROUP BY day, g.organization_id, g.person_id, g.meter
  ORDER BY day, g.organization_id, g.person_id, g.meter
  ON CONFLICT (tenant_id, day, organization_id, person_id, meter)
  DO UPDATE SET amount = greatest(u.amount, excluded.amount),
    level = CASE WHEN excluded.level_at >= u.level_at THEN excluded.level ELSE u.level END,
    level_at = greatest(u.level_at, excluded.level_at);
END $$;

-- Whether events are there already: with the same content ('duplicate'), another ('conflict'), or not ('accepted').
-- One partition a time is asked by its name: the parent would have to open all of them.
CREATE FUNCTION qm_known_usage(
  p_tenant uuid, p_keys uuid[], p_times timestamptz[], p_meters text[], p_organizations uuid[], p_people uuid[], p_amounts bigint[],
  p_corrects uuid[]
) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
  verdicts text[] := array_fill('accepted'::text, ARRAY[cardinality(p_keys)]);
  found record;
  day date;
BEGIN
  FOR day IN SELECT DISTINCT (t AT TIME ZONE 'UTC')::date FROM unnest(p_times) t LOOP
    FOR found IN EXECUTE format('SELECT g.place, e.at = g.at AND e.meter = g.meter AND e.organization_id = g.organization_id
        AND e.person_id = g.person_id AND e.amount = g.amount AND e.corrects IS NOT DISTINCT FROM g.corrects AS same
      FROM unnest($2, $3, $4, $5, $6, $7, $8) WITH ORDINALITY AS g (key, at, meter, organization_id, person_id, amount, corrects, place)
      JOIN %I e ON e.tenant_id = $1 AND e.key = g.key
      WHERE (g.at AT TIME ZONE ''UTC'')::date = $9', 'usage_event_' || to_char(day, 'YYYYMMDD'))
      USING p_tenant, p_keys, p_times, p_meters, p_organizations, p_people, p_amounts, p_corrects, day
    LOOP
      verdicts[found.place] := CASE WHEN found.same THEN 'duplicate' ELSE 'conflict' END;
    END LOOP;
  END LOOP;
  RETURN verdicts;
END $$;

-- Whether a correction may be written, and what it takes back of the cost: as large a part of it as of the amount, so
-- that the parts add up to all of it. Locks what it corrects.
CREATE FUNCTION qm_check_correction(
  p_tenant uuid, p_corrects uuid, p_at timestamptz, p_meter text, p_organization uuid, p_person uuid, p_amount bigint,
  OUT verdict text, OUT cost bigint
) LANGUAGE plpgsql AS $$
DECLARE
  partition text := 'usage_event_' || to_char(p_at AT TIME ZONE 'UTC', 'YYYYMMDD');
  original usage_event;
  taken_back numeric;
  cost_taken_back numeric;
BEGIN
  EXECUTE format('SELECT * FROM %I WHERE tenant_id = $1 AND key = $2 FOR NO KEY UPDATE', partition)
  INTO original USING p_tenant, p_corrects;
  IF original.key IS NULL OR original.corrects IS NOT NULL THEN
    verdict := 'correction_unknown';
    RETURN;
  END IF;
  IF (original.meter, original.organization_id, original.person_id) IS DISTINCT FROM (p_meter, p_organization, p_person) THEN
    verdict := 'correction_differs';
    RETURN;
  END IF;

  EXECUTE format('SELECT coalesce(sum(amount), 0), coalesce(sum(cost), 0) FROM %I WHERE tenant_id = $1 AND corrects = $2', partition)
  INTO taken_back, cost_taken_back USING p_tenant, p_corrects;
  IF original.amount + taken_back + p_amount < 0 THEN
    verdict := 'correction_too_large';
    RETURN;
  END IF;
  verdict := 'accepted';
  cost := div(original.cost * (taken_back + p_amount), original.amount) - cost_taken_back;
END $$;

-- Writes events and counts them. A verdict each, in the order given: 'accepted'; 'duplicate' (the same source, id, day
-- and content was there); 'conflict' (another content); of corrections also 'correction_unknown' (no such event that
-- day), 'correction_differs' (of another meter, person or organization), 'correction_too_large' (more than is left of it).
-- p_kinds: 'add' (counters), 'level' (gauges: what is held now; the latest time wins) or 'change' (gauges: what is held
-- changes by so much). p_costs in billionths. p_slots, p_hours, p_windows, p_starts: as of qm_count_usage.
-- Partitions of all days must be there (qm_usage_partition).
CREATE FUNCTION qm_add_usage(
  p_tenant uuid, p_received timestamptz,
  p_keys uuid[], p_sources text[], p_ids text[], p_times timestamptz[], p_slots int[], p_meters text[], p_kinds text[],
  p_organizations uuid[], p_people uuid[], p_amounts bigint[], p_costs bigint[], p_corrects uuid[], p_jobs text[],
  p_hours timestamptz[], p_windows text[], p_starts timestamptz[]
) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
  verdicts text[] := array_fill('accepted'::text, ARRAY[cardinality(p_keys)]);
  costs bigint[] := p_costs;
  written_keys uuid[];
  written_times timestamptz[];
  rest int[];
  known text[];
  correction record;
  checked record;
  held record;
  sums record;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(qm_limits_lock(p_tenant));

  WITH inserted AS (
    INSERT INTO usage_event (tenant_id, key, at, organization_id, person_id, amount, cost, received_at, meter, source, event_id, job)
    SELECT p_tenant, g.key, g.at, g.organization_id, g.person_id, g.amount, g.cost, p_received, g.meter, g.source, g.event_id, g.job
    FROM unnest(p_keys, p_times, p_organizations, p_people, p_amounts, p_costs, p_corrects, p_meters, p_sources, p_ids, p_jobs)
      WITH ORDINALITY AS g (key, at, organization_id, person_id, amount, cost, corrects, meter, source, event_id, job, place)
    WHERE g.corrects IS NULL
    ORDER BY (g.at AT TIME ZONE 'UTC')::date, g.key, g.place
    ON CONFLICT DO NOTHING
    RETURNING key, at
  )
  SELECT coalesce(array_agg(key), '{}'), coalesce(array_agg(at), '{}') INTO written_keys, written_times FROM inserted;

  IF cardinality(written_keys) < cardinality(p_keys) THEN
    -- Of the same event twice in one batch the first one was written.
    SELECT array_agg(g.place::int ORDER BY g.place) INTO rest
    FROM (
      SELECT u.key, u.at, u.corrects, u.place, row_number() OVER (PARTITION BY u.key, u.at ORDER BY u.place) AS time
      FROM unnest(p_keys, p_times, p_corrects) WITH ORDINALITY AS u (key, at, corrects, place)
    ) g LEFT JOIN unnest(written_keys, written_times) AS w (key, at) ON w.key = g.key AND w.at = g.at AND g.time = 1
    WHERE g.corrects IS NULL AND w.key IS NULL;
    IF rest IS NOT NULL THEN
      SELECT qm_known_usage(p_tenant, array_agg(p_keys[r] ORDER BY r), array_agg(p_times[r] ORDER BY r), array_agg(p_meters[r] ORDER BY r),
        array_agg(p_organizations[r] ORDER BY r), array_agg(p_people[r] ORDER BY r), array_agg(p_amounts[r] ORDER BY r),
        array_agg(p_corrects[r] ORDER BY r))
      INTO known FROM unnest(rest) r;
      FOR i IN 1..cardinality(rest) LOOP
        verdicts[rest[i]] := known[i];
      END LOOP;
    END IF;

    FOR correction IN
      SELECT * FROM unnest(p_keys, p_times, p_organizations, p_people, p_amounts, p_corrects, p_meters, p_sources, p_ids, p_jobs)
        WITH ORDINALITY AS g (key, at, organization_id, person_id, amount, corrects, meter, source, event_id, job, place)
      WHERE g.corrects IS NOT NULL ORDER BY g.corrects, g.place
    LOOP
      checked := qm_check_correction(p_tenant, correction.corrects, correction.at, correction.meter, correction.organization_id,
        correction.person_id, correction.amount);
      known := qm_known_usage(p_tenant, ARRAY[correction.key], ARRAY[correction.at], ARRAY[correction.meter],
        ARRAY[correction.organization_id], ARRAY[correction.person_id], ARRAY[correction.amount], ARRAY[correction.corrects]);
      IF known[1] <> 'accepted' THEN
        verdicts[correction.place] := known[1];
      ELSIF checked.verdict <> 'accepted' THEN
        verdicts[correction.place] := checked.verdict;
      ELSE
        costs[correction.place] := checked.cost;
        INSERT INTO usage_event (tenant_id, key, at, organization_id, person_id, amount, cost, received_at, corrects, meter, source, event_id, job)
        VALUES (p_tenant, correction.key, correction.at, correction.organization_id, correction.person_id, correction.amount, checked.cost,
          p_received, correction.corrects, correction.meter, correction.source, correction.event_id, correction.job);
      END IF;
    END LOOP;
  END IF;

  IF p_kinds && ARRAY['level', 'change'] THEN
    SELECT array_agg(at) AS times, array_agg(slot) AS slots, array_agg(meter) AS meters, array_agg(kind) AS kinds,
      array_agg(organization_id) AS organizations, array_agg(person_id) AS people, array_agg(amount) AS amounts
    INTO sums
    FROM unnest(p_times, p_slots, p_meters, p_kinds, p_organizations, p_people, p_amounts, verdicts)
      AS g (at, slot, meter, kind, organization_id, person_id, amount, verdict)
    WHERE kind <> 'add' AND verdict = 'accepted';
    IF sums.times IS NOT NULL THEN
      held := qm_hold_levels(p_tenant, sums.times, sums.slots, sums.meters, sums.kinds, sums.organizations, sums.people, sums.amounts);
    END IF;
  END IF;

  SELECT array_agg(slot) AS slots, array_agg(organization_id) AS organizations, array_agg(person_id) AS people,
    array_agg(meter) AS meters, array_agg(amount) AS amounts, array_agg(cost) AS costs
  INTO sums
  FROM (
    SELECT slot, organization_id, person_id, meter, sum(amount)::bigint AS amount, sum(cost)::bigint AS cost
    FROM unnest(p_slots, p_organizations, p_people, p_meters, p_amounts, costs, p_kinds, verdicts)
      AS g (slot, organization_id, person_id, meter, amount, cost, kind, verdict)
    WHERE kind = 'add' AND verdict = 'accepted'
    GROUP BY slot, organization_id, person_id, meter
  ) s;
  IF sums.slots IS NOT NULL THEN
    PERFORM qm_count_usage(p_tenant, sums.slots, sums.organizations, sums.people, sums.meters, sums.amounts, sums.costs,
      p_hours, p_windows, p_starts);
  END IF;
  IF held IS NOT NULL THEN
    PERFORM qm_keep_peaks(p_tenant, held.slots, held.organizations, held.people, held.meters, held.peaks, held.levels,
      held.level_times, p_hours);
  END IF;
  RETURN verdicts;
END $$;

-- The same for counters' events that nobody has sent before, for less: fails as a whole (unique_violation) where one was.
-- p_groups[i] is an index into the arrays g_…, of which the meters', slots', organizations' and people's are as of
-- qm_count_usage; g_amounts and g_costs are the sums over each group's events.
CREATE FUNCTION qm_add_fresh_usage(
  p_tenant uuid, p_received timestamptz,
  p_keys uuid[], p_ids text[], p_times timestamptz[], p_groups int[], p_amounts bigint[], p_costs bigint[], p_jobs text[],
  g_slots int[], g_organizations uuid[], g_people uuid[], g_meters text[], g_sources text[], g_amounts bigint[], g_costs bigint[],
  p_hours timestamptz[], p_windows text[], p_starts timestamptz[]
) RETURNS void LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(qm_limits_lock(p_tenant));
  INSERT INTO usage_event (tenant_id, key, at, organization_id, person_id, amount, cost, received_at, meter, source, event_id, job)
  SELECT p_tenant, e.key, e.at, g_organizations[e.g], g_people[e.g], e.amount, e.cost, p_received, g_meters[e.g], g_sources[e.g],
    e.event_id, e.job
  FROM unnest(p_keys, p_times, p_groups, p_amounts, p_costs, p_ids, p_jobs) AS e (key, at, g, amount, cost, event_id, job);
  PERFORM qm_count_usage(p_tenant, g_slots, g_organizations, g_people, g_meters, g_amounts, g_costs, p_hours, p_windows, p_starts);
END $$;

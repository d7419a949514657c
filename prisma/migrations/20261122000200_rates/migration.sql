-- Use that counts at an accelerator's rate, or by a factor of its time. "amount" stays what is counted.
ALTER TABLE "usage_event" ADD COLUMN raw_amount bigint, ADD COLUMN accelerator text;
COMMENT ON COLUMN "usage_event".raw_amount IS 'As it was reported, where that is not what is counted.';

-- p_amounts: as they were reported.
CREATE OR REPLACE FUNCTION qm_known_usage(
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
        AND e.person_id = g.person_id AND coalesce(e.raw_amount, e.amount) = g.amount AND e.corrects IS NOT DISTINCT FROM g.corrects AS same
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

-- What it takes back of the amount and of the cost: as large a part of them as of what was reported, so that the parts add
-- up to all of it, whatever rates are in force by now. p_amount: as it was reported.
DROP FUNCTION qm_check_correction(uuid, uuid, timestamptz, text, uuid, uuid, bigint);
CREATE FUNCTION qm_check_correction(
  p_tenant uuid, p_corrects uuid, p_at timestamptz, p_meter text, p_organization uuid, p_person uuid, p_amount bigint,
  OUT verdict text, OUT amount bigint, OUT cost bigint
) LANGUAGE plpgsql AS $$
DECLARE
  partition text := 'usage_event_' || to_char(p_at AT TIME ZONE 'UTC', 'YYYYMMDD');
  original usage_event;
  original_raw bigint;
  raw_taken_back numeric;
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

  original_raw := coalesce(original.raw_amount, original.amount);
  EXECUTE format('SELECT coalesce(sum(coalesce(raw_amount, amount)), 0), coalesce(sum(amount), 0), coalesce(sum(cost), 0)
    FROM %I WHERE tenant_id = $1 AND corrects = $2', partition)
  INTO raw_taken_back, taken_back, cost_taken_back USING p_tenant, p_corrects;
  IF original_raw + raw_taken_back + p_amount < 0 THEN
    verdict := 'correction_too_large';
    RETURN;
  END IF;
  verdict := 'accepted';
  amount := div(original.amount * (raw_taken_back + p_amount), original_raw) - taken_back;
  cost := div(original.cost * (raw_taken_back + p_amount), original_raw) - cost_taken_back;
END $$;

-- As before; p_raws: what was reported, and of corrections the same as p_amounts. Null: all are counted as they were reported.
DROP FUNCTION qm_add_usage(uuid, timestamptz, uuid[], text[], text[], timestamptz[], int[], text[], text[], uuid[], uuid[], bigint[],
  bigint[], uuid[], text[], timestamptz[], text[], timestamptz[]);
CREATE FUNCTION qm_add_usage(
  p_tenant uuid, p_received timestamptz,
  p_keys uuid[], p_sources text[], p_ids text[], p_times timestamptz[], p_slots int[], p_meters text[], p_kinds text[],
  p_organizations uuid[], p_people uuid[], p_amounts bigint[], p_costs bigint[], p_corrects uuid[], p_jobs text[],
  p_hours timestamptz[], p_windows text[], p_starts timestamptz[],
  p_raws bigint[] DEFAULT NULL, p_accelerators text[] DEFAULT NULL
) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
  verdicts text[] := array_fill('accepted'::text, ARRAY[cardinality(p_keys)]);
  amounts bigint[] := p_amounts;
  costs bigint[] := p_costs;
  raws CONSTANT bigint[] := coalesce(p_raws, p_amounts);
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
    INSERT INTO usage_event (tenant_id, key, at, organization_id, person_id, amount, cost, received_at, meter, source, event_id, job,
      raw_amount, accelerator)
    SELECT p_tenant, g.key, g.at, g.organization_id, g.person_id, g.amount, g.cost, p_received, g.meter, g.source, g.event_id, g.job,
      nullif(g.raw, g.amount), g.accelerator
    FROM unnest(p_keys, p_times, p_organizations, p_people, p_amounts, p_costs, p_corrects, p_meters, p_sources, p_ids, p_jobs, p_raws,
        p_accelerators)
      WITH ORDINALITY AS g (key, at, organization_id, person_id, amount, cost, corrects, meter, source, event_id, job, raw, accelerator, place)
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
        array_agg(p_organizations[r] ORDER BY r), array_agg(p_people[r] ORDER BY r), array_agg(raws[r] ORDER BY r),
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
        amounts[correction.place] := checked.amount;
        costs[correction.place] := checked.cost;
        INSERT INTO usage_event (tenant_id, key, at, organization_id, person_id, amount, cost, received_at, corrects, meter, source, event_id, job,
          raw_amount)
        VALUES (p_tenant, correction.key, correction.at, correction.organization_id, correction.person_id, checked.amount, checked.cost,
          p_received, correction.corrects, correction.meter, correction.source, correction.event_id, correction.job,
          nullif(correction.amount, checked.amount));
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
    FROM unnest(p_slots, p_organizations, p_people, p_meters, amounts, costs, p_kinds, verdicts)
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

-- As qm_add_fresh_usage, which stays as it is for those that are counted as they were reported.
CREATE FUNCTION qm_add_fresh_rated_usage(
  p_tenant uuid, p_received timestamptz,
  p_keys uuid[], p_ids text[], p_times timestamptz[], p_groups int[], p_amounts bigint[], p_costs bigint[], p_jobs text[],
  g_slots int[], g_organizations uuid[], g_people uuid[], g_meters text[], g_sources text[], g_amounts bigint[], g_costs bigint[],
  p_hours timestamptz[], p_windows text[], p_starts timestamptz[],
  p_raws bigint[], p_accelerators text[]
) RETURNS void LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(qm_limits_lock(p_tenant));
  INSERT INTO usage_event (tenant_id, key, at, organization_id, person_id, amount, cost, received_at, meter, source, event_id, job,
    raw_amount, accelerator)
  SELECT p_tenant, e.key, e.at, g_organizations[e.g], g_people[e.g], e.amount, e.cost, p_received, g_meters[e.g], g_sources[e.g],
    e.event_id, e.job, nullif(e.raw, e.amount), e.accelerator
  FROM unnest(p_keys, p_times, p_groups, p_amounts, p_costs, p_ids, p_jobs, p_raws, p_accelerators)
    AS e (key, at, g, amount, cost, event_id, job, raw, accelerator);
  PERFORM qm_count_usage(p_tenant, g_slots, g_organizations, g_people, g_meters, g_amounts, g_costs, p_hours, p_windows, p_starts);
END $$;

-- What reservations were asked for, and committed with, before rates; only of those that count otherwise. Goes with them.
CREATE TABLE "reservation_raw" (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  -- Side by side.
  meters text[] NOT NULL,
  raws bigint[] NOT NULL,
  accelerators text[] NOT NULL,
  used_meters text[],
  used_raws bigint[],
  PRIMARY KEY (tenant_id, id)
);

-- Keeps it, after qm_decide and in its transaction: raw amounts of what was reserved, and of the events that commits wrote.
-- Arrays are as of qm_decide; texts are arrays, null where nothing counts otherwise than it was reported. p_ended: what
-- qm_decide gave. Gives back, for each end, what was committed before rates ({meter: amount}), or null.
CREATE FUNCTION qm_keep_raws(
  p_tenant uuid, p_allowed boolean[], op_ids uuid[], op_meters text[], op_raws text[], op_accelerators text[],
  end_ids uuid[], end_kinds text[], end_times timestamptz[], end_meters text[], end_raws text[], end_accelerators text[], p_ended json
) RETURNS json LANGUAGE plpgsql AS $$
DECLARE
  ending record;
  used record;
  answers json[] := array_fill(NULL::json, ARRAY[cardinality(end_ids)]);
BEGIN
  INSERT INTO reservation_raw (tenant_id, id, meters, raws, accelerators)
  SELECT p_tenant, o.id, o.meters::text[], o.raws::bigint[], o.accelerators::text[]
  FROM unnest(p_allowed, op_ids, op_meters, op_raws, op_accelerators) AS o (allowed, id, meters, raws, accelerators)
  WHERE o.allowed AND o.raws IS NOT NULL
  ORDER BY o.id;

  FOR ending IN
    SELECT e.id, e.at, e.place, coalesce(e.meters::text[], '{}') AS named, e.raws::bigint[] AS raws,
      e.accelerators::text[] AS accelerators, p_ended->(e.place::int - 1) AS ended
    FROM unnest(end_ids, end_kinds, end_times, end_meters, end_raws, end_accelerators)
      WITH ORDINALITY AS e (id, kind, at, meters, raws, accelerators, place)
    WHERE e.kind = 'commit'
    ORDER BY e.id
  LOOP
    CONTINUE WHEN ending.ended->>'state' IS DISTINCT FROM 'committed';
    IF (ending.ended->>'ours')::boolean THEN
      FOR used IN
        SELECT u.meter, CASE WHEN n.place IS NULL THEN r.raw ELSE n.raw END AS raw,
          CASE WHEN n.place IS NULL THEN r.accelerator ELSE n.accelerator END AS accelerator
        FROM json_array_elements_text(ending.ended->'meters') AS u (meter)
        LEFT JOIN unnest(ending.named, ending.raws, ending.accelerators) WITH ORDINALITY AS n (meter, raw, accelerator, place)
          ON n.meter = u.meter
        LEFT JOIN (
          SELECT w.* FROM reservation_raw k, LATERAL unnest(k.meters, k.raws, k.accelerators) AS w (meter, raw, accelerator)
          WHERE k.tenant_id = p_tenant AND k.id = ending.id
        ) r ON r.meter = u.meter
      LOOP
        CONTINUE WHEN used.raw IS NULL;
        EXECUTE format('UPDATE %I SET raw_amount = nullif($3, amount), accelerator = $4 WHERE tenant_id = $1 AND key = $2',
          'usage_event_' || to_char(ending.at AT TIME ZONE 'UTC', 'YYYYMMDD'))
        USING p_tenant, encode(substr(sha256(convert_to('quartermaster', 'UTF8') || '\x00'::bytea
          || convert_to(ending.id::text || '/' || used.meter, 'UTF8')), 1, 16), 'hex')::uuid, used.raw, used.accelerator;
        INSERT INTO reservation_raw AS k (tenant_id, id, meters, raws, accelerators, used_meters, used_raws)
        VALUES (p_tenant, ending.id, '{}', '{}', '{}', ARRAY[used.meter], ARRAY[used.raw])
        ON CONFLICT (tenant_id, id) DO UPDATE SET used_meters = k.used_meters || excluded.used_meters,
          used_raws = k.used_raws || excluded.used_raws;
      END LOOP;
    END IF;
    answers[ending.place] := (SELECT json_object(k.used_meters, k.used_raws::text[])
      FROM reservation_raw k WHERE k.tenant_id = p_tenant AND k.id = ending.id AND k.used_meters IS NOT NULL);
  END LOOP;
  RETURN array_to_json(answers);
END $$;

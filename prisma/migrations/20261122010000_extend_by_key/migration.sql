-- As before, but that what is extended is looked up by its key: a subquery in its place made PostgreSQL read all open
-- reservations in each batch, where nothing was extended too.
CREATE OR REPLACE FUNCTION qm_decide(
  p_tenant uuid, p_now timestamptz, p_version bigint, p_make boolean,
  -- Subjects and meters that are reserved of.
  node_organizations uuid[], node_people uuid[], node_meters text[],
  -- Limits: sums of rows of one window from limit_from up to limit_to.
  limit_organizations uuid[], limit_people uuid[], limit_meters text[], limit_windows text[], limit_from timestamptz[],
  limit_to timestamptz[], limit_held int[], limit_most bigint[],
  cohort_ends int[], cohort_capacities bigint[], member_limits int[], member_guaranteed bigint[],
  -- Reserves.
  op_ids uuid[], op_people uuid[], op_organizations uuid[], op_expiries timestamptz[], op_jobs text[],
  op_subject_organizations text[], op_subject_people text[], op_meters text[], op_amounts text[], op_mosts text[],
  op_implied_costs bigint[], op_implied_mosts bigint[],
  op_ask_ends int[], ask_limits int[], ask_amounts bigint[],
  op_share_ends int[], share_cohorts int[], share_members int[], share_amounts bigint[],
  op_hold_ends int[], hold_places int[], hold_amounts bigint[],
  -- Idempotency keys (null: none; empty: none at all), and the limits to be remembered with them.
  op_keys text[], op_hashes text[], op_limits text[], op_seen_ends int[], seen_limits int[],
  -- Ends: 'commit', 'release' or 'extend'. end_meters and end_amounts: null for what was reserved.
  end_ids uuid[], end_kinds text[], end_times timestamptz[], end_slots int[], end_expiries timestamptz[],
  end_meters text[], end_amounts text[],
  -- What usage is counted by, as of qm_add_usage.
  price_meters text[], prices bigint[], gauges text[], hours timestamptz[], windows text[], starts timestamptz[],
  OUT outcome text, OUT allowed boolean[], OUT used bigint[], OUT held bigint[], OUT known json, OUT ended json
) LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET lock_timeout = '4s'
AS $$
#variable_conflict use_column
DECLARE
  epoch CONSTANT timestamptz := to_timestamp(0);
  op_count CONSTANT int := cardinality(op_ids);
  end_count CONSTANT int := cardinality(end_ids);
  node_count CONSTANT int := cardinality(node_meters);
  counted text[];
  end_open boolean[];
  due uuid[] := '{}';
  going uuid[] := '{}';
  free_organizations uuid[] := '{}';
  free_people uuid[] := '{}';
  free_meters text[] := '{}';
  free_amounts bigint[] := '{}';
  free_mosts bigint[] := '{}';
  touched int;
  known_ops int[] := '{}';
  held_after bigint[];
  seen_held bigint[];
BEGIN
  PERFORM pg_advisory_xact_lock_shared(qm_limits_lock(p_tenant));
  IF op_count > 0 AND p_version IS DISTINCT FROM coalesce((SELECT v.version FROM limit_version v WHERE v.tenant_id = p_tenant), 0) THEN
    outcome := 'stale';
    RETURN;
  END IF;

  IF end_count > 0 THEN
    SELECT array_agg(r.expires_at > p_now ORDER BY e.place),
      coalesce(array_agg(e.id) FILTER (WHERE r.expires_at > p_now AND e.kind <> 'extend'), '{}'),
      coalesce(array_agg(e.id) FILTER (WHERE r.expires_at <= p_now), '{}')
    INTO end_open, going, due
    FROM (SELECT * FROM unnest(end_ids, end_kinds) WITH ORDINALITY AS e (id, kind, place) ORDER BY id) e
    LEFT JOIN LATERAL (
      SELECT r.expires_at FROM reservation r WHERE r.tenant_id = p_tenant AND r.id = e.id FOR UPDATE
    ) r ON true;
  END IF;
  -- Those that somebody else is just ending are skipped: nothing waits here.
  SELECT due || coalesce(array_agg(d.id), '{}') INTO due FROM (
    SELECT r.id FROM reservation r WHERE r.tenant_id = p_tenant AND r.expires_at <= p_now AND r.id <> ALL (due)
    ORDER BY r.expires_at LIMIT 2000 FOR UPDATE SKIP LOCKED
  ) d;
  going := going || due;

  IF cardinality(going) > 0 THEN
    SELECT coalesce(array_agg(DISTINCT c.scope || ' ' || c.meter), '{}') INTO counted
    FROM counted_window c WHERE c.tenant_id = p_tenant;
    SELECT coalesce(array_agg(f.organization_id), '{}'), coalesce(array_agg(f.person_id), '{}'), coalesce(array_agg(f.meter), '{}'),
      coalesce(array_agg(f.amount), '{}'), coalesce(array_agg(f.most), '{}')
    INTO free_organizations, free_people, free_meters, free_amounts, free_mosts
    FROM (
      SELECT s.organization_id, s.person_id, w.meter, sum(w.amount)::bigint AS amount, sum(w.most)::bigint AS most
      FROM reservation r,
        LATERAL unnest(r.subject_organizations, r.subject_people) AS s (organization_id, person_id),
        LATERAL unnest(r.meters || 'cost'::text, r.amounts || r.implied_cost, r.mosts || r.implied_most) AS w (meter, amount, most)
      WHERE r.tenant_id = p_tenant AND r.id = ANY (going) AND (w.amount <> 0 OR w.most <> 0)
        AND qm_scope(s.organization_id, s.person_id) || ' ' || w.meter = ANY (counted)
      GROUP BY s.organization_id, s.person_id, w.meter
    ) f;
  END IF;

  IF p_make THEN
    INSERT INTO balance (tenant_id, organization_id, person_id, meter, "window", starts_at)
    SELECT p_tenant, n.organization_id, n.person_id, n.meter, 'now', epoch
    FROM unnest(node_organizations, node_people, node_meters) AS n (organization_id, person_id, meter)
    ORDER BY n.organization_id, n.person_id, n.meter
    ON CONFLICT DO NOTHING;
  END IF;
  -- In this order one after the other; a row comes as it is once it is ours.
  SELECT coalesce(array_agg(l.reserved ORDER BY l.place) FILTER (WHERE l.place IS NOT NULL), '{}')
      || coalesce(array_agg(l.most ORDER BY l.place) FILTER (WHERE l.place IS NOT NULL), '{}'), count(l.free_amount)
  INTO held, touched FROM (
    SELECT n.place, n.free_amount, b.reserved - coalesce(n.free_amount, 0) AS reserved, b.reserved_most - coalesce(n.free_most, 0) AS most
    FROM (
      SELECT organization_id, person_id, meter, n.place, f.amount AS free_amount, f.most AS free_most
      FROM unnest(node_organizations, node_people, node_meters) WITH ORDINALITY AS n (organization_id, person_id, meter, place)
      FULL JOIN unnest(free_organizations, free_people, free_meters, free_amounts, free_mosts)
        AS f (organization_id, person_id, meter, amount, most) USING (organization_id, person_id, meter)
      ORDER BY organization_id, person_id, meter
    ) n, LATERAL (
      SELECT b.reserved, b.reserved_most FROM balance b
      WHERE b.tenant_id = p_tenant AND b.organization_id = n.organization_id AND b.person_id = n.person_id
        AND b.meter = n.meter AND b."window" = 'now' AND b.starts_at = epoch
      FOR UPDATE
    ) b
  ) l;
  IF touched <> cardinality(free_meters) THEN
    RAISE EXCEPTION 'what was reserved is not in the balances';
  END IF;
  IF cardinality(held) <> 2 * node_count THEN
    RAISE EXCEPTION 'a row to be locked is not there' USING ERRCODE = 'QM002';
  END IF;
  outcome := 'done';

  IF cardinality(going) > 0 THEN
    -- The rows are there; so they are found by the key's index, whatever the planner believes.
    INSERT INTO balance AS b (tenant_id, organization_id, person_id, meter, "window", starts_at, reserved, reserved_most)
    SELECT p_tenant, f.organization_id, f.person_id, f.meter, 'now', epoch, f.amount, f.most
    FROM unnest(free_organizations, free_people, free_meters, free_amounts, free_mosts)
      AS f (organization_id, person_id, meter, amount, most)
    ON CONFLICT (tenant_id, organization_id, person_id, meter, "window", starts_at)
    DO UPDATE SET reserved = b.reserved - excluded.reserved, reserved_most = b.reserved_most - excluded.reserved_most;
    PERFORM qm_end_reservations(p_tenant, p_now, due, end_ids, end_open, end_kinds, end_times, end_slots, end_meters, end_amounts,
      price_meters, prices, gauges, hours, windows, starts);
    DELETE FROM reservation r WHERE r.tenant_id = p_tenant AND r.id = ANY (going);
  END IF;
  IF end_count > 0 THEN
    UPDATE reservation r SET expires_at = end_expiries[array_position(end_ids, r.id)]
    WHERE r.tenant_id = p_tenant AND r.id = ANY (ARRAY(
      SELECT e.id FROM unnest(end_ids, end_open, end_kinds) AS e (id, open, kind) WHERE e.open AND e.kind = 'extend'));
    SELECT json_agg(json_build_object('state', x.state, 'ours', coalesce(e.open, false), 'at', x.ended_at,
      'meters', x.meters, 'used', x.used::text[], 'reservedMeters', coalesce(x.reserved_meters, r.meters),
      'reserved', coalesce(x.reserved, r.amounts)::text[], 'expiresAt', r.expires_at) ORDER BY e.place)
    INTO ended
    FROM unnest(end_ids, end_open) WITH ORDINALITY AS e (id, open, place)
    LEFT JOIN LATERAL (SELECT * FROM reservation_end x WHERE x.tenant_id = p_tenant AND x.id = e.id OFFSET 0) x ON true
    LEFT JOIN LATERAL (SELECT * FROM reservation r WHERE r.tenant_id = p_tenant AND r.id = e.id OFFSET 0) r ON true;
  END IF;
  IF op_count = 0 THEN
    RETURN;
  END IF;

  -- A statement of its own: it has to see what others did before they gave these rows free.
  SELECT coalesce(array_agg(l.used ORDER BY l.place), '{}') INTO used FROM (
    SELECT l.place, (
      SELECT coalesce(sum(b.used), 0)::bigint FROM balance b
      WHERE b.tenant_id = p_tenant AND b.organization_id = l.organization_id AND b.person_id = l.person_id
        AND b.meter = l.meter AND b."window" = l."window" AND b.starts_at >= l.starts_from AND b.starts_at <= l.starts_to
    ) AS used
    FROM unnest(limit_organizations, limit_people, limit_meters, limit_windows, limit_from, limit_to) WITH ORDINALITY
      AS l (organization_id, person_id, meter, "window", starts_from, starts_to, place)
  ) l;
  IF cardinality(op_keys) > 0 THEN
    SELECT coalesce(array_agg(o.place), '{}'), json_agg(json_build_object('op', o.place, 'hash', k.hash,
      'reservationId', k.reservation_id, 'expiresAt', k.expires_at, 'limits', k.limits, 'used', k.used::text[], 'held', k.held::text[]))
    INTO known_ops, known
    FROM unnest(op_keys) WITH ORDINALITY AS o (key, place) ,
    LATERAL (SELECT * FROM reservation_key k WHERE k.tenant_id = p_tenant AND k.key = o.key OFFSET 0) k;
  END IF;

  SELECT f.fits, f.held, f.seen_held INTO allowed, held_after, seen_held FROM qm_fit(used, held, known_ops, limit_held, limit_most,
    cohort_ends, cohort_capacities, member_limits, member_guaranteed, op_ask_ends, ask_limits, ask_amounts,
    op_share_ends, share_cohorts, share_members, share_amounts, op_hold_ends, hold_places, hold_amounts, op_seen_ends, seen_limits) f;

  INSERT INTO balance AS b (tenant_id, organization_id, person_id, meter, "window", starts_at, reserved, reserved_most)
  SELECT p_tenant, n.organization_id, n.person_id, n.meter, 'now', epoch, n.reserved, n.most
  FROM unnest(node_organizations, node_people, node_meters, held_after[:node_count], held_after[node_count + 1:], held[:node_count], held[node_count + 1:])
    AS n (organization_id, person_id, meter, reserved, most, reserved_before, most_before)
  WHERE n.reserved <> n.reserved_before OR n.most <> n.most_before
  ON CONFLICT (tenant_id, organization_id, person_id, meter, "window", starts_at)
  DO UPDATE SET reserved = excluded.reserved, reserved_most = excluded.reserved_most;
  INSERT INTO reservation (tenant_id, id, person_id, organization_id, made_at, expires_at, job, subject_organizations,
    subject_people, meters, amounts, mosts, implied_cost, implied_most)
  SELECT p_tenant, o.id, o.person_id, o.organization_id, p_now, o.expires_at, o.job, o.subject_organizations::uuid[],
    o.subject_people::uuid[], o.meters::text[], o.amounts::bigint[], o.mosts::bigint[], o.implied_cost, o.implied_most
  FROM unnest(allowed, op_ids, op_people, op_organizations, op_expiries, op_jobs, op_subject_organizations, op_subject_people,
    op_meters, op_amounts, op_mosts, op_implied_costs, op_implied_mosts)
    AS o (allowed, id, person_id, organization_id, expires_at, job, subject_organizations, subject_people, meters, amounts, mosts,
      implied_cost, implied_most)
  WHERE o.allowed;
  IF cardinality(op_keys) > 0 THEN
    INSERT INTO reservation_key (tenant_id, key, hash, made_at, reservation_id, expires_at, limits, used, held)
    SELECT p_tenant, o.key, o.hash, p_now, CASE WHEN o.allowed THEN o.id END, o.expires_at, o.limits,
      ARRAY(SELECT used[l] FROM unnest(seen_limits[coalesce(op_seen_ends[o.place - 1], 0) + 1 : op_seen_ends[o.place]]) l),
      coalesce(seen_held[coalesce(op_seen_ends[o.place - 1], 0) + 1 : op_seen_ends[o.place]], '{}')
    FROM unnest(op_keys, op_hashes, op_limits, op_ids, op_expiries, allowed) WITH ORDINALITY
      AS o (key, hash, limits, id, expires_at, allowed, place)
    WHERE o.key IS NOT NULL AND o.place <> ALL (known_ops)
    ORDER BY o.key
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS touched = ROW_COUNT;
    IF touched + cardinality(known_ops) <> (SELECT count(*) FROM unnest(op_keys) k WHERE k IS NOT NULL) THEN
      RAISE EXCEPTION 'a key was answered at the same time' USING ERRCODE = 'serialization_failure';
    END IF;
  END IF;
END $$;

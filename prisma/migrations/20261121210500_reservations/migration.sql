-- What is set aside for work that has begun, until it is committed, released or expires. Holds its amount at every
-- subject of its path that is counted: balance.reserved of a subject and meter is the sum over these rows.
CREATE TABLE "reservation" (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  -- Zero where there is none.
  person_id uuid NOT NULL,
  organization_id uuid NOT NULL,
  made_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  job text,
  -- Side by side, as in "balance": the installation, the person, the organizations upward, the person within one.
  subject_organizations uuid[] NOT NULL,
  subject_people uuid[] NOT NULL,
  -- Side by side: what it holds for certain, and for limits of the model hard_safe.
  meters text[] NOT NULL,
  amounts bigint[] NOT NULL,
  mosts bigint[] NOT NULL,
  -- What that costs by the meters' prices, held of the meter "cost" beside what of it was asked for itself.
  implied_cost bigint NOT NULL,
  implied_most bigint NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 5000);
CREATE INDEX "reservation_expiry" ON "reservation" (expires_at, tenant_id);

-- How reservations ended, so that the same request again gets the same answer.
CREATE TABLE "reservation_end" (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('committed', 'released', 'expired')),
  ended_at timestamptz NOT NULL,
  -- Of committed ones.
  meters text[],
  used bigint[],
  reserved_meters text[] NOT NULL,
  reserved bigint[] NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX "reservation_end_ended" ON "reservation_end" USING brin (ended_at);

-- What was answered under an idempotency key.
CREATE TABLE "reservation_key" (
  tenant_id uuid NOT NULL,
  key text NOT NULL,
  hash text NOT NULL,
  made_at timestamptz NOT NULL,
  -- Null: refused.
  reservation_id uuid,
  expires_at timestamptz NOT NULL,
  -- The limits that were looked at, as the program wrote them, and how they stood.
  limits text NOT NULL,
  used bigint[] NOT NULL,
  held bigint[] NOT NULL,
  PRIMARY KEY (tenant_id, key)
);
CREATE INDEX "reservation_key_made" ON "reservation_key" USING brin (made_at);

-- What limits of the model hard_safe see as reserved: the most that it may come to.
ALTER TABLE "balance" ADD COLUMN reserved_most bigint NOT NULL DEFAULT 0 CHECK (reserved_most >= 0);

CREATE FUNCTION qm_scope(organization_id uuid, person_id uuid) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN organization_id = '00000000-0000-0000-0000-000000000000' AND person_id = '00000000-0000-0000-0000-000000000000' THEN 'tenant'
    WHEN person_id = '00000000-0000-0000-0000-000000000000' THEN 'organization'
    WHEN organization_id = '00000000-0000-0000-0000-000000000000' THEN 'person'
    ELSE 'member' END
$$;

-- A scope and meter that is counted from now on holds what is open already.
CREATE FUNCTION qm_hold_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(qm_limits_lock(NEW.tenant_id));
  INSERT INTO balance AS b (tenant_id, organization_id, person_id, meter, "window", starts_at, reserved, reserved_most)
  SELECT NEW.tenant_id, s.organization_id, s.person_id, NEW.meter, 'now', to_timestamp(0), sum(w.amount), sum(w.most)
  FROM reservation r,
    LATERAL unnest(r.subject_organizations, r.subject_people) AS s (organization_id, person_id),
    LATERAL unnest(r.meters || 'cost'::text, r.amounts || r.implied_cost, r.mosts || r.implied_most) AS w (meter, amount, most)
  WHERE r.tenant_id = NEW.tenant_id AND w.meter = NEW.meter AND qm_scope(s.organization_id, s.person_id) = NEW.scope
  GROUP BY s.organization_id, s.person_id
  ORDER BY s.organization_id, s.person_id
  ON CONFLICT (tenant_id, organization_id, person_id, meter, "window", starts_at)
  DO UPDATE SET reserved = excluded.reserved, reserved_most = excluded.reserved_most
  WHERE b.reserved <> excluded.reserved OR b.reserved_most <> excluded.reserved_most;
  RETURN NULL;
END $$;
CREATE TRIGGER "hold_open" AFTER INSERT ON "counted_window" FOR EACH ROW EXECUTE FUNCTION qm_hold_open();

-- What is counted is part of what a decision was derived from.
CREATE CONSTRAINT TRIGGER "limits_changed" AFTER INSERT OR DELETE ON "counted_window" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION qm_limits_changed();

-- Which operations fit, one after the other: pure arithmetic on what is used, and on what is held, first for certain and
-- then at most (place + number of nodes). Numbers mean places in the other arrays; "_ends" says where an operation's part
-- of the arrays after it ends. An operation asks (at limits), shares (in cohorts: what members use and hold beyond what is
-- guaranteed to them must fit the capacity) and, when all of it fits, holds. seen_held: how its limits stood.
CREATE FUNCTION qm_fit(
  p_used bigint[], p_held bigint[], p_known int[],
  limit_held int[], limit_most bigint[],
  cohort_ends int[], cohort_capacities bigint[], member_limits int[], member_guaranteed bigint[],
  op_ask_ends int[], ask_limits int[], ask_amounts bigint[],
  op_share_ends int[], share_cohorts int[], share_members int[], share_amounts bigint[],
  op_hold_ends int[], hold_places int[], hold_amounts bigint[],
  op_seen_ends int[], seen_limits int[],
  OUT fits boolean[], OUT held bigint[], OUT seen_held bigint[]
) LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  has_known CONSTANT boolean := cardinality(p_known) > 0;
  has_shares CONSTANT boolean := cardinality(share_cohorts) > 0;
  has_seen CONSTANT boolean := cardinality(seen_limits) > 0;
  ask int := 1;
  share int := 1;
  hold int := 1;
  seen int := 1;
  good boolean;
  beyond numeric;
  total numeric;
  l int;
BEGIN
  fits := array_fill(false, ARRAY[cardinality(op_ask_ends)]);
  held := p_held;
  seen_held := array_fill(0::bigint, ARRAY[cardinality(seen_limits)]);
  FOR op IN 1..cardinality(op_ask_ends) LOOP
    good := NOT has_known OR op <> ALL (p_known);
    FOR a IN ask..op_ask_ends[op] LOOP
      l := ask_limits[a];
      IF p_used[l] + held[limit_held[l]] + ask_amounts[a] > limit_most[l] THEN
        good := false;
        EXIT;
      END IF;
    END LOOP;
    ask := op_ask_ends[op] + 1;

    IF has_shares THEN
      FOR s IN share..op_share_ends[op] LOOP
        total := 0;
        FOR m IN coalesce(cohort_ends[share_cohorts[s] - 1], 0) + 1 .. cohort_ends[share_cohorts[s]] LOOP
          l := member_limits[m];
          beyond := p_used[l] + held[limit_held[l]] - member_guaranteed[m] + CASE WHEN m = share_members[s] THEN share_amounts[s] ELSE 0 END;
          IF beyond > 0 THEN
            total := total + beyond;
          END IF;
        END LOOP;
        IF total > cohort_capacities[share_cohorts[s]] THEN
          good := false;
        END IF;
      END LOOP;
      share := op_share_ends[op] + 1;
    END IF;

    IF has_seen THEN
      FOR n IN seen..op_seen_ends[op] LOOP
        seen_held[n] := held[limit_held[seen_limits[n]]];
      END LOOP;
      seen := op_seen_ends[op] + 1;
    END IF;

    IF good THEN
      fits[op] := true;
      FOR h IN hold..op_hold_ends[op] LOOP
        held[hold_places[h]] := held[hold_places[h]] + hold_amounts[h];
      END LOOP;
    END IF;
    hold := op_hold_ends[op] + 1;
  END LOOP;
END $$;

-- Counts what was committed, planned as it is everywhere else.
CREATE FUNCTION qm_add_committed(
  p_tenant uuid, p_now timestamptz, p_ids text[], p_times timestamptz[], p_slots int[], p_meters text[], p_kinds text[],
  p_organizations uuid[], p_people uuid[], p_amounts bigint[], p_costs bigint[], p_jobs text[],
  p_hours timestamptz[], p_windows text[], p_starts timestamptz[]
) RETURNS void LANGUAGE plpgsql
  SET plan_cache_mode = auto SET enable_seqscan = on SET enable_bitmapscan = on
AS $$
DECLARE
  source CONSTANT text := 'quartermaster';
  size CONSTANT int := cardinality(p_ids);
  keys uuid[];
  verdicts text[];
BEGIN
  SELECT array_agg(encode(substr(sha256(convert_to(source, 'UTF8') || '\x00'::bytea || convert_to(i, 'UTF8')), 1, 16), 'hex')::uuid ORDER BY n)
  INTO keys FROM unnest(p_ids) WITH ORDINALITY AS u (i, n);
  verdicts := qm_add_usage(p_tenant, p_now, keys, array_fill(source, ARRAY[size]), p_ids, p_times, p_slots, p_meters, p_kinds,
    p_organizations, p_people, p_amounts, p_costs, array_fill(NULL::uuid, ARRAY[size]), p_jobs, p_hours, p_windows, p_starts);
  IF 'accepted' <> ANY (verdicts) THEN
    RAISE EXCEPTION 'usage of a reservation was not counted: %', verdicts;
  END IF;
END $$;

-- What is left of open reservations when they end: their rows go, their ends are kept, what was committed is counted.
CREATE FUNCTION qm_end_reservations(
  p_tenant uuid, p_now timestamptz, p_due uuid[],
  end_ids uuid[], end_open boolean[], end_kinds text[], end_times timestamptz[], end_slots int[], end_meters text[], end_amounts text[],
  price_meters text[], prices bigint[], gauges text[], hours timestamptz[], windows text[], starts timestamptz[]
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  line record;
BEGIN
  IF cardinality(p_due) > 0 THEN
    INSERT INTO reservation_end (tenant_id, id, state, ended_at, reserved_meters, reserved)
    SELECT p_tenant, r.id, 'expired', p_now, r.meters, r.amounts
    FROM reservation r WHERE r.tenant_id = p_tenant AND r.id = ANY (p_due) ORDER BY r.id;
  END IF;
  IF cardinality(end_ids) = 0 THEN
    RETURN;
  END IF;

  WITH gone AS (
    SELECT r.*, e.kind, e.at, e.slot, e.meters::text[] AS named, e.amounts::bigint[] AS named_amounts
    FROM unnest(end_ids, end_open, end_kinds, end_times, end_slots, end_meters, end_amounts)
      AS e (id, open, kind, at, slot, meters, amounts),
    LATERAL (
      SELECT r.id, r.person_id, r.organization_id, r.job, r.meters, r.amounts FROM reservation r
      WHERE r.tenant_id = p_tenant AND r.id = e.id OFFSET 0
    ) r
    WHERE e.open AND e.kind <> 'extend'
  ), ending AS (
    SELECT g.*,
      CASE WHEN g.kind <> 'commit' THEN NULL WHEN g.named IS NULL OR g.named = g.meters THEN g.meters
        ELSE g.named || ARRAY(SELECT m FROM unnest(g.meters) m WHERE m <> ALL (g.named)) END AS used_meters,
      CASE WHEN g.kind <> 'commit' THEN NULL WHEN g.named IS NULL THEN g.amounts WHEN g.named = g.meters THEN g.named_amounts
        ELSE g.named_amounts || ARRAY(SELECT m.amount FROM unnest(g.meters, g.amounts) m (meter, amount) WHERE m.meter <> ALL (g.named)) END AS used
    FROM gone g
  ), kept AS (
    INSERT INTO reservation_end (tenant_id, id, state, ended_at, meters, used, reserved_meters, reserved)
    SELECT p_tenant, n.id, CASE n.kind WHEN 'commit' THEN 'committed' ELSE 'released' END, p_now, n.used_meters, n.used, n.meters, n.amounts
    FROM ending n ORDER BY n.id
  )
  SELECT array_agg(e.id::text || '/' || u.meter) AS ids, array_agg(e.at) AS times, array_agg(e.slot) AS slots, array_agg(u.meter) AS meters,
    array_agg(CASE WHEN u.meter = ANY (p.gauges) THEN 'change' ELSE 'add' END) AS kinds,
    array_agg(e.organization_id) AS organizations, array_agg(e.person_id) AS people, array_agg(u.amount) AS amounts,
    array_agg(u.amount * coalesce(p.prices[array_position(p.price_meters, u.meter)], 0)) AS costs, array_agg(e.job) AS jobs
  INTO line
  FROM (SELECT gauges, prices, price_meters) p, ending e, LATERAL unnest(e.used_meters, e.used) AS u (meter, amount)
  WHERE u.amount <> 0;
  IF line.ids IS NOT NULL THEN
    PERFORM qm_add_committed(p_tenant, p_now, line.ids, line.times, line.slots, line.meters, line.kinds, line.organizations,
      line.people, line.amounts, line.costs, line.jobs, hours, windows, starts);
  END IF;
END $$;

-- Decides a batch for one tenant: ends reservations (those that are due, too), then reserves, each whole or not at all.
-- Locks, in this order and each by its key: the tenant's limits (shared), reservations, the rows of window "now" of all
-- subjects and meters concerned, what qm_add_usage locks, idempotency keys.
-- outcome: 'done', or 'stale' when the limits are no longer those of p_version, and nothing was done. Raises QM002 when
-- rows of window "now" have to be made (p_make). used and held: before the first reserve.
CREATE FUNCTION qm_decide(
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
    WHERE r.tenant_id = p_tenant AND r.id = ANY (
      SELECT e.id FROM unnest(end_ids, end_open, end_kinds) AS e (id, open, kind) WHERE e.open AND e.kind = 'extend');
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

-- How limits stand, at one instant and without a lock. held: for certain, then at most.
CREATE FUNCTION qm_look(
  p_tenant uuid, node_organizations uuid[], node_people uuid[], node_meters text[],
  limit_organizations uuid[], limit_people uuid[], limit_meters text[], limit_windows text[], limit_from timestamptz[],
  limit_to timestamptz[],
  OUT version text, OUT used bigint[], OUT held bigint[]
) LANGUAGE plpgsql STABLE
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
#variable_conflict use_column
BEGIN
  version := coalesce((SELECT v.version FROM limit_version v WHERE v.tenant_id = p_tenant), 0)::text;
  SELECT coalesce(array_agg(coalesce(b.reserved, 0) ORDER BY n.place) || array_agg(coalesce(b.reserved_most, 0) ORDER BY n.place), '{}') INTO held
  FROM unnest(node_organizations, node_people, node_meters) WITH ORDINALITY AS n (organization_id, person_id, meter, place)
  LEFT JOIN LATERAL (
    SELECT b.reserved, b.reserved_most FROM balance b
    WHERE b.tenant_id = p_tenant AND b.organization_id = n.organization_id AND b.person_id = n.person_id
      AND b.meter = n.meter AND b."window" = 'now' AND b.starts_at = to_timestamp(0) OFFSET 0
  ) b ON true;
  SELECT coalesce(array_agg(l.used ORDER BY l.place), '{}') INTO used FROM (
    SELECT l.place, (
      SELECT coalesce(sum(b.used), 0)::bigint FROM balance b
      WHERE b.tenant_id = p_tenant AND b.organization_id = l.organization_id AND b.person_id = l.person_id
        AND b.meter = l.meter AND b."window" = l."window" AND b.starts_at >= l.starts_from AND b.starts_at <= l.starts_to
    ) AS used
    FROM unnest(limit_organizations, limit_people, limit_meters, limit_windows, limit_from, limit_to) WITH ORDINALITY
      AS l (organization_id, person_id, meter, "window", starts_from, starts_to, place)
  ) l;
END $$;

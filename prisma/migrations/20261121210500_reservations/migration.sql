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
  subject_persons uuid[] NOT NULL,
  -- Side by side: what it holds for certain, and for limits of the model hard_safe.
  meters text[] NOT NULL,
  amounts bigint[] NOT NULL,
  mosts bigint[] NOT NULL,
  -- What of the cost follows from other meters' prices, and is told by their usage.
  implied_cost bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, id)
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 5000);
CREATE INDEX "reservation_expiry" ON "reservation" (tenant_id, expires_at);

-- How reservations ended, so that the same request again gets the same answer.
CREATE TABLE "reservation_end" (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('committed', 'released', 'expired')),
  ended_at timestamptz NOT NULL,
  -- Of committed ones: what was used of each meter, and what had been reserved of it.
  meters text[],
  used bigint[],
  reserved bigint[],
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
    LATERAL unnest(r.subject_organizations, r.subject_persons) AS s (organization_id, person_id),
    LATERAL unnest(r.meters, r.amounts, r.mosts) AS w (meter, amount, most)
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

-- Events come in about in the order of their times: a summary of each stretch of a partition finds those of some hours
-- and costs who writes them next to nothing. What is not summarized yet is the newest, and is read whole.
CREATE OR REPLACE FUNCTION qm_usage_partition(p_day date) RETURNS boolean LANGUAGE plpgsql AS $$
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
  EXECUTE format('CREATE INDEX %I ON %I USING brin (at) WITH (pages_per_range = 32)', partition || '_at', partition);
  EXECUTE format('ALTER TABLE usage_event ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition,
    p_day::text || ' 00:00:00+00', (p_day + 1)::text || ' 00:00:00+00');
  RETURN true;
END $$;

DO $$
DECLARE
  partition text;
BEGIN
  FOR partition IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'usage_event'::regclass LOOP
    EXECUTE format('CREATE INDEX %I ON %I USING brin (at) WITH (pages_per_range = 32)', partition || '_at', partition);
  END LOOP;
END $$;

-- What counts for nothing at its time (a factor of 0) is an event all the same, with what was used, and no cost: nothing wrote
-- one for it. p_whose: by the reservation's id, whose it was ({organization_id, person_id, job}).
DROP FUNCTION qm_keep_raws(uuid, boolean[], uuid[], text[], text[], text[], uuid[], text[], timestamptz[], text[], text[], text[], json);

CREATE FUNCTION qm_keep_raws(
  p_tenant uuid, p_allowed boolean[], op_ids uuid[], op_meters text[], op_raws text[], op_accelerators text[],
  end_ids uuid[], end_kinds text[], end_times timestamptz[], end_meters text[], end_raws text[], end_accelerators text[], p_ended json,
  p_whose json, p_now timestamptz
) RETURNS json LANGUAGE plpgsql AS $$
DECLARE
  ending record;
  used record;
  changed int;
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
        IF to_regclass('usage_event_' || to_char(ending.at AT TIME ZONE 'UTC', 'YYYYMMDD')) IS NULL THEN
          PERFORM qm_usage_partition((ending.at AT TIME ZONE 'UTC')::date);
        END IF;
        EXECUTE format('UPDATE %I SET raw_amount = nullif($3, amount), accelerator = $4 WHERE tenant_id = $1 AND key = $2',
          'usage_event_' || to_char(ending.at AT TIME ZONE 'UTC', 'YYYYMMDD'))
        USING p_tenant, encode(substr(sha256(convert_to('quartermaster', 'UTF8') || '\x00'::bytea
          || convert_to(ending.id::text || '/' || used.meter, 'UTF8')), 1, 16), 'hex')::uuid, used.raw, used.accelerator;
        GET DIAGNOSTICS changed = ROW_COUNT;
        IF changed = 0 AND used.raw <> 0 AND p_whose->(ending.id::text) IS NOT NULL THEN
          INSERT INTO usage_event (tenant_id, key, at, organization_id, person_id, amount, cost, received_at, meter, source,
            event_id, job, raw_amount, accelerator)
          SELECT p_tenant, encode(substr(sha256(convert_to('quartermaster', 'UTF8') || '\x00'::bytea
            || convert_to(ending.id::text || '/' || used.meter, 'UTF8')), 1, 16), 'hex')::uuid, ending.at, w.organization_id,
            w.person_id, 0, 0, p_now, used.meter, 'quartermaster', ending.id::text || '/' || used.meter, w.job, used.raw,
            used.accelerator
          FROM json_to_record(p_whose->(ending.id::text)) AS w (organization_id uuid, person_id uuid, job text)
          ON CONFLICT DO NOTHING;
        END IF;
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

-- AlterTable
ALTER TABLE "alert" ADD COLUMN     "held" INTEGER NOT NULL DEFAULT -1;

-- AlterTable
ALTER TABLE "alert_rule" ADD COLUMN     "looked_at" TIMESTAMPTZ(3);

CREATE INDEX "alert_rule_new" ON "alert_rule" (tenant_id) WHERE looked_at IS NULL;
CREATE INDEX "alert_due" ON "alert" (tenant_id, evaluated_at) WHERE phase <> 'resolved';

-- Under which configuration limits were last looked at.
ALTER TABLE "alert_evaluation" ADD COLUMN configuration text;

-- One index is all that its rows, written with every count, can afford; what is long is moved out as it is, since ids
-- do not compress.
ALTER TABLE "usage_touched" DROP CONSTRAINT "usage_touched_pkey";
DROP INDEX "usage_touched_tenant";
ALTER TABLE "usage_touched" ADD PRIMARY KEY (tenant_id, id);
ALTER TABLE "usage_touched" ALTER organization_ids SET STORAGE EXTERNAL, ALTER person_ids SET STORAGE EXTERNAL,
  ALTER meters SET STORAGE EXTERNAL;
COMMENT ON COLUMN "usage_touched".meters IS
  'A meter; empty: limits have changed there, look at all meters; "*": limits have changed there and for all below.';

-- Counting stays as it is, and says whom it counted for.
ALTER FUNCTION qm_count_usage(uuid, int[], uuid[], uuid[], text[], bigint[], bigint[], timestamptz[], text[], timestamptz[])
  RENAME TO qm_sum_usage;
CREATE FUNCTION qm_count_usage(
  p_tenant uuid, p_slots int[], p_organizations uuid[], p_people uuid[], p_meters text[], p_amounts bigint[],
  p_costs bigint[], p_hours timestamptz[], p_windows text[], p_starts timestamptz[]
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM qm_sum_usage(p_tenant, p_slots, p_organizations, p_people, p_meters, p_amounts, p_costs, p_hours, p_windows, p_starts);
  INSERT INTO usage_touched (tenant_id, organization_ids, person_ids, meters)
  VALUES (p_tenant, p_organizations, p_people, p_meters);
END $$;

ALTER FUNCTION qm_keep_peaks(uuid, int[], uuid[], uuid[], text[], bigint[], bigint[], timestamptz[], timestamptz[])
  RENAME TO qm_sum_peaks;
CREATE FUNCTION qm_keep_peaks(
  p_tenant uuid, p_slots int[], p_organizations uuid[], p_people uuid[], p_meters text[], p_peaks bigint[], p_levels bigint[],
  p_level_times timestamptz[], p_hours timestamptz[]
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM qm_sum_peaks(p_tenant, p_slots, p_organizations, p_people, p_meters, p_peaks, p_levels, p_level_times, p_hours);
  INSERT INTO usage_touched (tenant_id, organization_ids, person_ids, meters)
  VALUES (p_tenant, p_organizations, p_people, p_meters);
END $$;

-- Limits that change are looked at as use that changes is.
CREATE FUNCTION qm_touch(p_tenant uuid, p_organization uuid, p_person uuid, p_reach text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO usage_touched (tenant_id, organization_ids, person_ids, meters)
  VALUES (p_tenant, ARRAY[coalesce(p_organization, '00000000-0000-0000-0000-000000000000')],
    ARRAY[coalesce(p_person, '00000000-0000-0000-0000-000000000000')], ARRAY[p_reach])
$$;

CREATE FUNCTION qm_touch_limit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed record := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
  CASE TG_TABLE_NAME
    WHEN 'quota_loan' THEN
      PERFORM qm_touch(changed.tenant_id, changed.lender_id, NULL, '*');
      PERFORM qm_touch(changed.tenant_id, changed.borrower_id, NULL, '*');
    WHEN 'person' THEN PERFORM qm_touch(changed.tenant_id, NULL, changed.id, '*');
    WHEN 'organization' THEN PERFORM qm_touch(changed.tenant_id, changed.id, NULL, '*');
    WHEN 'membership' THEN PERFORM qm_touch(changed.tenant_id, changed.organization_id, changed.person_id, '');
    WHEN 'quota' THEN PERFORM qm_touch(changed.tenant_id, changed.organization_id, changed.person_id,
      CASE WHEN changed.scope IN ('tenant', 'member') THEN '' ELSE '*' END);
    ELSE PERFORM qm_touch(changed.tenant_id, changed.organization_id, changed.person_id,
      CASE WHEN changed.organization_id IS NULL AND changed.person_id IS NULL THEN '' ELSE '*' END);
  END CASE;
  RETURN NULL;
END $$;

CREATE TRIGGER "touch_limit" AFTER INSERT OR UPDATE OR DELETE ON "quota" FOR EACH ROW EXECUTE FUNCTION qm_touch_limit();
CREATE TRIGGER "touch_limit" AFTER INSERT OR UPDATE OR DELETE ON "quota_grant" FOR EACH ROW EXECUTE FUNCTION qm_touch_limit();
CREATE TRIGGER "touch_limit" AFTER INSERT OR UPDATE OR DELETE ON "quota_loan" FOR EACH ROW EXECUTE FUNCTION qm_touch_limit();
CREATE TRIGGER "touch_limit" AFTER UPDATE ON "membership" FOR EACH ROW EXECUTE FUNCTION qm_touch_limit();
CREATE TRIGGER "touch_limit" AFTER UPDATE ON "organization" FOR EACH ROW
  WHEN (OLD.parent_id IS DISTINCT FROM NEW.parent_id OR OLD.plan_name IS DISTINCT FROM NEW.plan_name)
  EXECUTE FUNCTION qm_touch_limit();
CREATE TRIGGER "touch_limit" AFTER UPDATE ON "person" FOR EACH ROW
  WHEN (OLD.plan_name IS DISTINCT FROM NEW.plan_name OR OLD.role IS DISTINCT FROM NEW.role)
  EXECUTE FUNCTION qm_touch_limit();

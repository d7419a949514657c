-- In whose name rules, silences and snoozes were made: an organization's hold for what is that organization's own.
ALTER TABLE "alert_rule" ADD COLUMN "giver_id" UUID;
ALTER TABLE "alert_silence" ADD COLUMN "giver_id" UUID;
ALTER TABLE "alert" ADD COLUMN "snoozed_giver_id" UUID;

-- Who looks into an alert.
ALTER TABLE "alert"
  ADD COLUMN "investigated_by_id" UUID,
  ADD COLUMN "investigated_by_name" TEXT,
  ADD COLUMN "investigated_at" TIMESTAMPTZ(3);

-- What there is was made in the name of the organization that it is about, unless by who may for all.
UPDATE "alert_rule" r SET "giver_id" = r."organization_id" FROM "person" p
  WHERE p."id" = r."created_by_id" AND p."role" = 'regular' AND r."for_person_id" IS NULL;
UPDATE "alert_silence" s SET "giver_id" = coalesce(s."organization_id", (SELECT m.part[1]::uuid FROM
    regexp_match(s."subject_key", '^(?:organization|member):([0-9a-f-]{36})') AS m (part))) FROM "person" p
  WHERE p."id" = s."created_by_id" AND p."role" = 'regular' AND s."for_person_id" IS NULL;

-- Who silences what only they are told of silences it for themselves.
ALTER TABLE "alert_silence" ADD COLUMN "for_person_id" UUID;

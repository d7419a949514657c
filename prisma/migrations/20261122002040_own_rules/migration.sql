-- A rule that somebody makes about themselves is told to them, and takes the place of no other for anybody else.
ALTER TABLE "alert_rule" ADD COLUMN "for_person_id" UUID;
UPDATE "alert_rule" SET "for_person_id" = "created_by_id" WHERE "person_id" = "created_by_id";

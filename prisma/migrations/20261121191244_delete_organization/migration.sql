-- AlterTable
ALTER TABLE "organization" ADD COLUMN     "deleted_at" TIMESTAMPTZ(3),
ADD COLUMN     "deleted_by_id" UUID;

-- A deleted organization holds neither a name nor a slug that anybody could type.
DROP INDEX "organization_name_key";
CREATE UNIQUE INDEX "organization_name_key" ON "organization" ("tenant_id", lower("name")) WHERE "deleted_at" IS NULL;
ALTER TABLE "organization"
  DROP CONSTRAINT "organization_slug_form",
  ADD CONSTRAINT "organization_slug_form" CHECK (
    CASE WHEN "deleted_at" IS NULL
      THEN "slug" ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length("slug") <= 64
      ELSE "slug" = '~' || "id"::text
    END
  ),
  ADD CONSTRAINT "organization_deleted_by_somebody" CHECK (("deleted_at" IS NULL) = ("deleted_by_id" IS NULL)),
  ADD CONSTRAINT "organization_personal_stays" CHECK ("deleted_at" IS NULL OR "personal_for_id" IS NULL),
  ADD CONSTRAINT "organization_deleted_by_fkey" FOREIGN KEY ("tenant_id", "deleted_by_id")
    REFERENCES "person" ("tenant_id", "id");

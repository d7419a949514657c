-- CreateEnum
CREATE TYPE "QuotaAuthority" AS ENUM ('installation', 'organization');

-- AlterTable
ALTER TABLE "quota" ADD COLUMN     "set_with" "QuotaAuthority";

-- What is there was set with what whoever set it holds now; outside organizations only the installation sets limits.
UPDATE "quota" AS q SET set_with = CASE WHEN q.organization_id IS NULL OR EXISTS (
    SELECT FROM "person" p WHERE p.tenant_id = q.tenant_id AND p.id = q.set_by_id AND p.role IN ('admin', 'super_admin')
  ) THEN 'installation'::"QuotaAuthority" ELSE 'organization' END;
SET CONSTRAINTS ALL IMMEDIATE;

ALTER TABLE "quota" ALTER COLUMN "set_with" SET NOT NULL,
  ADD CONSTRAINT "quota_set_with" CHECK (organization_id IS NOT NULL OR set_with = 'installation');

-- CreateEnum
CREATE TYPE "PersonKind" AS ENUM ('human', 'service');

-- AlterTable
ALTER TABLE "person" ADD COLUMN     "kind" "PersonKind" NOT NULL DEFAULT 'human',
ADD COLUMN     "responsible_id" UUID;

-- What the schema cannot say. A service account is nobody's way in: no address, no role in the installation, and somebody
-- else answers for it. Its name may have hyphens, which no person's has.
ALTER TABLE "person"
  DROP CONSTRAINT "person_username_form",
  ADD CONSTRAINT "person_username_form" CHECK (CASE kind
    WHEN 'service' THEN "username" ~ '^[a-z][a-z0-9_-]{1,39}$'
    ELSE "username" ~ '^[A-Za-z0-9_]{1,64}$' END),
  ADD CONSTRAINT "person_service_account" CHECK (CASE kind
    WHEN 'service' THEN responsible_id IS NOT NULL AND responsible_id <> id AND email IS NULL AND role = 'regular'
      AND type = 'user' AND state IN ('active', 'suspended', 'deleted') AND current_organization_id IS NULL
    ELSE responsible_id IS NULL END),
  ADD CONSTRAINT "person_responsible_fkey" FOREIGN KEY ("tenant_id", "responsible_id")
    REFERENCES "person" ("tenant_id", "id");
CREATE INDEX "person_responsible_idx" ON "person" ("responsible_id") WHERE "responsible_id" IS NOT NULL;

-- It has no account on a chat platform and no key to sign in with, and is a plain member of one organization.
CREATE FUNCTION qm_no_service_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM person WHERE id = NEW.person_id AND kind = 'service') THEN
    RAISE EXCEPTION 'a service account has no %', TG_TABLE_NAME USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "no_service_account" BEFORE INSERT OR UPDATE OF person_id ON "identity"
  FOR EACH ROW EXECUTE FUNCTION qm_no_service_account();
CREATE TRIGGER "no_service_account" BEFORE INSERT OR UPDATE OF person_id ON "ssh_key"
  FOR EACH ROW EXECUTE FUNCTION qm_no_service_account();

CREATE FUNCTION qm_service_account_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM person WHERE id = NEW.person_id AND kind = 'service') AND (NEW.role <> 'member'
    OR EXISTS (SELECT FROM membership WHERE person_id = NEW.person_id AND id <> NEW.id)) THEN
    RAISE EXCEPTION 'a service account is a plain member of one organization' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "service_account_member" BEFORE INSERT OR UPDATE OF person_id, role ON "membership"
  FOR EACH ROW EXECUTE FUNCTION qm_service_account_member();

-- An account never becomes one of the other kind: it would bring what it has along.
CREATE FUNCTION qm_kind_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an account stays of its kind' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER "kind_stays" BEFORE UPDATE ON "person" FOR EACH ROW WHEN (OLD.kind IS DISTINCT FROM NEW.kind)
  EXECUTE FUNCTION qm_kind_stays();

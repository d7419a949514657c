-- CreateEnum
CREATE TYPE "QuotaScope" AS ENUM ('tenant', 'organization', 'member', 'person', 'role');

-- CreateEnum
CREATE TYPE "LimitModel" AS ENUM ('hard', 'hard_safe', 'soft', 'notify_only');

-- CreateEnum
CREATE TYPE "LoanState" AS ENUM ('offered', 'active', 'returned', 'declined', 'cancelled', 'expired');

-- CreateEnum
CREATE TYPE "RequestState" AS ENUM ('pending', 'approved', 'denied', 'cancelled', 'expired');

-- AlterTable
ALTER TABLE "person" ADD COLUMN     "plan_name" TEXT;

-- AlterTable
ALTER TABLE "organization" ADD COLUMN     "members_can_see_usage" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "parent_id" UUID,
ADD COLUMN     "plan_name" TEXT;

-- CreateTable
CREATE TABLE "quota" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "scope" "QuotaScope" NOT NULL,
    "organization_id" UUID,
    "person_id" UUID,
    "role" TEXT,
    "subject_key" TEXT NOT NULL,
    "meter" TEXT NOT NULL,
    "window" TEXT NOT NULL,
    "amount" BIGINT,
    "model" "LimitModel" NOT NULL DEFAULT 'hard',
    "grace_percent" INTEGER NOT NULL DEFAULT 0,
    "thresholds" INTEGER[],
    "borrowing_limit" BIGINT,
    "lending_limit" BIGINT,
    "until" TIMESTAMPTZ(3),
    "reason" TEXT,
    "set_by_id" UUID NOT NULL,
    "set_by_name" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quota_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quota_grant" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "organization_id" UUID,
    "person_id" UUID,
    "subject_key" TEXT NOT NULL,
    "meter" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "priority" INTEGER NOT NULL DEFAULT 10,
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "recurrence" TEXT,
    "min_rollover" BIGINT NOT NULL DEFAULT 0,
    "max_rollover" BIGINT,
    "request_id" UUID,
    "reason" TEXT,
    "granted_by_id" UUID NOT NULL,
    "granted_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "warned_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "voided_at" TIMESTAMPTZ(3),
    "voided_by_id" UUID,

    CONSTRAINT "quota_grant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quota_loan" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "meter" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "lender_id" UUID NOT NULL,
    "borrower_id" UUID NOT NULL,
    "state" "LoanState" NOT NULL DEFAULT 'offered',
    "asked_for" BOOLEAN NOT NULL DEFAULT false,
    "offered_by_id" UUID NOT NULL,
    "offered_by_name" TEXT NOT NULL,
    "reason" TEXT,
    "offered_at" TIMESTAMPTZ(3) NOT NULL,
    "offer_ends_at" TIMESTAMPTZ(3) NOT NULL,
    "starts_at" TIMESTAMPTZ(3),
    "until" TIMESTAMPTZ(3) NOT NULL,
    "answered_by_id" UUID,
    "answered_at" TIMESTAMPTZ(3),
    "returned_at" TIMESTAMPTZ(3),
    "used_amount" BIGINT,

    CONSTRAINT "quota_loan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quota_request" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "requester_id" UUID NOT NULL,
    "subject_key" TEXT NOT NULL,
    "organization_id" UUID,
    "person_id" UUID,
    "meter" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "until" TIMESTAMPTZ(3),
    "reason" TEXT NOT NULL,
    "state" "RequestState" NOT NULL DEFAULT 'pending',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "baseline" JSONB NOT NULL,
    "decided_by_id" UUID,
    "decided_by_name" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "decision" TEXT,
    "granted_amount" BIGINT,
    "granted_from" TIMESTAMPTZ(3),
    "granted_until" TIMESTAMPTZ(3),
    "escalated_at" TIMESTAMPTZ(3),

    CONSTRAINT "quota_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_by_id" UUID NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by_id" UUID,

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "fair_share" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "subject_key" TEXT NOT NULL,
    "organization_id" UUID NOT NULL,
    "person_id" UUID,
    "shares" INTEGER NOT NULL,
    "set_by_id" UUID NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fair_share_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "quota_tenant_id_organization_id_idx" ON "quota"("tenant_id", "organization_id");

-- CreateIndex
CREATE INDEX "quota_tenant_id_person_id_idx" ON "quota"("tenant_id", "person_id");

-- CreateIndex
CREATE UNIQUE INDEX "quota_tenant_id_subject_key_meter_window_key" ON "quota"("tenant_id", "subject_key", "meter", "window");

-- CreateIndex
CREATE UNIQUE INDEX "quota_grant_request_id_key" ON "quota_grant"("request_id");

-- CreateIndex
CREATE INDEX "quota_grant_tenant_id_subject_key_meter_idx" ON "quota_grant"("tenant_id", "subject_key", "meter");

-- CreateIndex
CREATE INDEX "quota_grant_tenant_id_expires_at_idx" ON "quota_grant"("tenant_id", "expires_at");

-- CreateIndex
CREATE INDEX "quota_loan_tenant_id_lender_id_idx" ON "quota_loan"("tenant_id", "lender_id");

-- CreateIndex
CREATE INDEX "quota_loan_tenant_id_borrower_id_idx" ON "quota_loan"("tenant_id", "borrower_id");

-- CreateIndex
CREATE INDEX "quota_loan_tenant_id_state_until_idx" ON "quota_loan"("tenant_id", "state", "until");

-- CreateIndex
CREATE INDEX "quota_request_tenant_id_state_expires_at_idx" ON "quota_request"("tenant_id", "state", "expires_at");

-- CreateIndex
CREATE INDEX "quota_request_tenant_id_requester_id_idx" ON "quota_request"("tenant_id", "requester_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "api_key_tenant_id_idx" ON "api_key"("tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "fair_share_tenant_id_subject_key_key" ON "fair_share"("tenant_id", "subject_key");

-- CreateIndex
CREATE INDEX "organization_parent_id_idx" ON "organization"("parent_id");

-- AddForeignKey
ALTER TABLE "organization" ADD CONSTRAINT "organization_tenant_id_parent_id_fkey" FOREIGN KEY ("tenant_id", "parent_id") REFERENCES "organization"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- What the schema cannot say.
ALTER TABLE "organization" ADD CONSTRAINT "organization_parent_other" CHECK (parent_id <> id);

ALTER TABLE "quota"
  ADD CONSTRAINT "quota_amount_not_negative" CHECK (amount >= 0),
  ADD CONSTRAINT "quota_grace_not_negative" CHECK (grace_percent >= 0),
  ADD CONSTRAINT "quota_borrowing_not_negative" CHECK (borrowing_limit >= 0 AND lending_limit >= 0),
  ADD CONSTRAINT "quota_subject" CHECK (CASE scope
    WHEN 'tenant' THEN organization_id IS NULL AND person_id IS NULL AND role IS NULL
    WHEN 'organization' THEN organization_id IS NOT NULL AND person_id IS NULL AND role IS NULL
    WHEN 'member' THEN organization_id IS NOT NULL AND person_id IS NOT NULL AND role IS NULL
    WHEN 'person' THEN organization_id IS NULL AND person_id IS NOT NULL AND role IS NULL
    WHEN 'role' THEN person_id IS NULL AND role IS NOT NULL END),
  ADD CONSTRAINT "quota_organization" FOREIGN KEY (tenant_id, organization_id) REFERENCES organization (tenant_id, id),
  ADD CONSTRAINT "quota_person" FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id);

ALTER TABLE "quota_grant"
  ADD CONSTRAINT "quota_grant_amount_positive" CHECK (amount > 0),
  ADD CONSTRAINT "quota_grant_period" CHECK (expires_at > effective_at),
  ADD CONSTRAINT "quota_grant_rollover" CHECK (min_rollover >= 0 AND max_rollover >= min_rollover),
  ADD CONSTRAINT "quota_grant_organization" FOREIGN KEY (tenant_id, organization_id) REFERENCES organization (tenant_id, id),
  ADD CONSTRAINT "quota_grant_person" FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id);

ALTER TABLE "quota_loan"
  ADD CONSTRAINT "quota_loan_amount_positive" CHECK (amount > 0),
  ADD CONSTRAINT "quota_loan_others" CHECK (lender_id <> borrower_id),
  ADD CONSTRAINT "quota_loan_lender" FOREIGN KEY (tenant_id, lender_id) REFERENCES organization (tenant_id, id),
  ADD CONSTRAINT "quota_loan_borrower" FOREIGN KEY (tenant_id, borrower_id) REFERENCES organization (tenant_id, id);

ALTER TABLE "quota_request"
  ADD CONSTRAINT "quota_request_amount_positive" CHECK (amount > 0),
  ADD CONSTRAINT "quota_request_requester" FOREIGN KEY (tenant_id, requester_id) REFERENCES person (tenant_id, id),
  ADD CONSTRAINT "quota_request_not_by_oneself" CHECK (state NOT IN ('approved', 'denied') OR decided_by_id <> requester_id);
CREATE UNIQUE INDEX "quota_request_one_pending" ON "quota_request" (tenant_id, requester_id, subject_key, meter) WHERE state = 'pending';

ALTER TABLE "fair_share"
  ADD CONSTRAINT "fair_share_positive" CHECK (shares > 0),
  ADD CONSTRAINT "fair_share_organization" FOREIGN KEY (tenant_id, organization_id) REFERENCES organization (tenant_id, id),
  ADD CONSTRAINT "fair_share_person" FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id);

CREATE UNIQUE INDEX "api_key_name" ON "api_key" (tenant_id, lower(name)) WHERE revoked_at IS NULL;

-- Which limits bind whom: changes whenever something does that they are derived from. The version is the id of the
-- transaction that changed it. Decisions hold the tenant's advisory lock shared and compare the version that they
-- were derived from, changes hold it alone from their commit on, so that a decision comes wholly before or after.
CREATE TABLE "limit_version" (
  tenant_id uuid PRIMARY KEY,
  version bigint NOT NULL
);

CREATE FUNCTION qm_limits_lock(tenant uuid) RETURNS bigint LANGUAGE sql IMMUTABLE AS
  $$ SELECT hashtextextended('limits:' || tenant::text, 0) $$;

CREATE FUNCTION qm_limits_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  tenant uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.tenant_id ELSE NEW.tenant_id END;
  mine bigint := pg_current_xact_id()::text::bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(qm_limits_lock(tenant));
  INSERT INTO limit_version AS v (tenant_id, version) VALUES (tenant, mine)
  ON CONFLICT (tenant_id) DO UPDATE SET version = mine WHERE v.version <> mine;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER "limits_changed" AFTER UPDATE ON "organization" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.parent_id IS DISTINCT FROM NEW.parent_id OR OLD.plan_name IS DISTINCT FROM NEW.plan_name
    OR OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
  EXECUTE FUNCTION qm_limits_changed();
CREATE CONSTRAINT TRIGGER "limits_changed" AFTER UPDATE ON "person" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.plan_name IS DISTINCT FROM NEW.plan_name OR OLD.state IS DISTINCT FROM NEW.state
    OR OLD.type IS DISTINCT FROM NEW.type OR OLD.role IS DISTINCT FROM NEW.role)
  EXECUTE FUNCTION qm_limits_changed();
CREATE CONSTRAINT TRIGGER "limits_changed" AFTER INSERT OR UPDATE OR DELETE ON "membership" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION qm_limits_changed();
CREATE CONSTRAINT TRIGGER "limits_changed" AFTER INSERT OR UPDATE OR DELETE ON "quota" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION qm_limits_changed();
CREATE CONSTRAINT TRIGGER "limits_changed" AFTER INSERT OR UPDATE OR DELETE ON "quota_grant" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION qm_limits_changed();
CREATE CONSTRAINT TRIGGER "limits_changed" AFTER INSERT OR UPDATE OR DELETE ON "quota_loan" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION qm_limits_changed();

-- Which sums are kept: a limit of such a window exists for somebody of that scope. "now" is what is held open or at
-- this moment, "hour" what rolling windows are added up from.
CREATE TABLE "counted_window" (
  tenant_id uuid NOT NULL,
  scope text NOT NULL CHECK (scope IN ('tenant', 'organization', 'member', 'person')),
  meter text NOT NULL,
  "window" text NOT NULL,
  PRIMARY KEY (tenant_id, scope, meter, "window")
);

-- What a subject has used in a window and, in the row of window "now", has reserved (and holds, of a gauge). The
-- subject is the installation (both ids zero), an organization with all below it, a person, or a person within one
-- organization. Rows are locked in the order of the primary key. The row of window "now" is the lock of its subject
-- and meter.
CREATE TABLE "balance" (
  tenant_id uuid NOT NULL,
  organization_id uuid NOT NULL,
  person_id uuid NOT NULL,
  meter text NOT NULL,
  "window" text NOT NULL,
  starts_at timestamptz NOT NULL,
  used bigint NOT NULL DEFAULT 0,
  reserved bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  PRIMARY KEY (tenant_id, organization_id, person_id, meter, "window", starts_at)
) WITH (fillfactor = 60);

-- CreateEnum
CREATE TYPE "PauseMode" AS ENUM ('hold', 'drain');

-- CreateEnum
CREATE TYPE "PolicyAction" AS ENUM ('notify', 'pause', 'drain');

-- CreateTable
CREATE TABLE "quota_pause" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "organization_id" UUID,
    "person_id" UUID,
    "subject_key" TEXT NOT NULL,
    "mode" "PauseMode" NOT NULL,
    "until" TIMESTAMPTZ(3),
    "reason" TEXT,
    "giver_id" UUID,
    "policy_id" UUID,
    "set_by_id" UUID NOT NULL,
    "set_by_name" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quota_pause_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quota_policy" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "organization_id" UUID,
    "person_id" UUID,
    "subject_key" TEXT NOT NULL,
    "meter" TEXT NOT NULL,
    "window" TEXT NOT NULL,
    "percent" INTEGER,
    "amount" BIGINT,
    "action" "PolicyAction" NOT NULL,
    "reason" TEXT,
    "giver_id" UUID,
    "created_by_id" UUID NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quota_policy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quota_policy_firing" (
    "policy_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "tenant_id" UUID NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "fired_at" TIMESTAMPTZ(3) NOT NULL,
    "used" BIGINT NOT NULL,
    "allowance" BIGINT,

    CONSTRAINT "quota_policy_firing_pkey" PRIMARY KEY ("policy_id","starts_at")
);

-- CreateIndex
CREATE INDEX "quota_pause_tenant_id_subject_key_idx" ON "quota_pause"("tenant_id", "subject_key");

-- CreateIndex
CREATE INDEX "quota_pause_until_idx" ON "quota_pause"("until");

-- CreateIndex
CREATE INDEX "quota_policy_tenant_id_subject_key_idx" ON "quota_policy"("tenant_id", "subject_key");

-- AddForeignKey
ALTER TABLE "quota_pause" ADD CONSTRAINT "quota_pause_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "quota_policy"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quota_policy_firing" ADD CONSTRAINT "quota_policy_firing_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "quota_policy"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the schema cannot say.
ALTER TABLE "quota_pause"
  ADD CONSTRAINT "quota_pause_ends_later" CHECK (until > set_at),
  ADD CONSTRAINT "quota_pause_organization" FOREIGN KEY (tenant_id, organization_id) REFERENCES organization (tenant_id, id),
  ADD CONSTRAINT "quota_pause_giver" FOREIGN KEY (tenant_id, giver_id) REFERENCES organization (tenant_id, id),
  ADD CONSTRAINT "quota_pause_person" FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id);

-- One in the name of each organization or the installation, and one of each policy.
CREATE UNIQUE INDEX "quota_pause_by_command" ON "quota_pause"
  (tenant_id, subject_key, coalesce(giver_id, '00000000-0000-0000-0000-000000000000')) WHERE policy_id IS NULL;
CREATE UNIQUE INDEX "quota_pause_by_policy" ON "quota_pause" (policy_id);

ALTER TABLE "quota_policy"
  ADD CONSTRAINT "quota_policy_trigger" CHECK (num_nonnulls(percent, amount) = 1 AND percent BETWEEN 1 AND 1000 AND amount > 0),
  ADD CONSTRAINT "quota_policy_organization" FOREIGN KEY (tenant_id, organization_id) REFERENCES organization (tenant_id, id),
  ADD CONSTRAINT "quota_policy_giver" FOREIGN KEY (tenant_id, giver_id) REFERENCES organization (tenant_id, id),
  ADD CONSTRAINT "quota_policy_person" FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id);
CREATE UNIQUE INDEX "quota_policy_once" ON "quota_policy"
  (tenant_id, subject_key, meter, "window", action, coalesce(percent, 0), coalesce(amount, 0));

-- Who is paused is part of what a decision was derived from.
CREATE CONSTRAINT TRIGGER "limits_changed" AFTER INSERT OR UPDATE OR DELETE ON "quota_pause" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION qm_limits_changed();

-- While a subject is drained, what it has reserved ends when it would have ended: a longer time is not written, and
-- whoever asked for it sees so by the time that is left. Runs under the lock that decisions hold, so that it comes wholly
-- before or after a pause. Pauses whose time is over are still rows here until the clock, or whoever asks, ends them.
CREATE FUNCTION qm_keep_drained() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM unnest(NEW.subject_organizations, NEW.subject_people) AS s (organization_id, person_id), quota_pause p
    WHERE p.tenant_id = NEW.tenant_id AND p.mode = 'drain'
      AND coalesce(p.organization_id, '00000000-0000-0000-0000-000000000000') = s.organization_id
      AND coalesce(p.person_id, '00000000-0000-0000-0000-000000000000') = s.person_id
  ) THEN
    RETURN NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "keep_drained" BEFORE UPDATE OF expires_at ON "reservation"
  FOR EACH ROW WHEN (NEW.expires_at > OLD.expires_at) EXECUTE FUNCTION qm_keep_drained();

ALTER TABLE "announcement"
  ADD COLUMN "organization_id" UUID,
  ADD COLUMN "audience_name" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "estimated_seconds" INTEGER,
  ADD COLUMN "spread_at" TIMESTAMPTZ(3),
  ADD COLUMN "settled" BOOLEAN NOT NULL DEFAULT true,
  ADD COLUMN "shown_at" TIMESTAMPTZ(3),
  ADD COLUMN "shown_counts" TEXT,
  ADD COLUMN "corrected_by_name" TEXT;

-- Of each tenant one at a time.
CREATE UNIQUE INDEX "announcement_sending" ON "announcement" (tenant_id) WHERE state = 'sending';
CREATE INDEX "announcement_unsettled" ON "announcement" (tenant_id, id) WHERE NOT settled;

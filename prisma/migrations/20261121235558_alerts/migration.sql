-- CreateEnum
CREATE TYPE "AlertPhase" AS ENUM ('pending', 'firing', 'recovering', 'resolved');

-- AlterTable
ALTER TABLE "delivery" ADD COLUMN     "not_before" TIMESTAMPTZ(3),
ADD COLUMN     "thread_of" UUID;

-- CreateTable
CREATE TABLE "alert_rule" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "built_in" TEXT,
    "scope" TEXT NOT NULL,
    "organization_id" UUID,
    "person_id" UUID,
    "subject_key" TEXT NOT NULL,
    "meter" TEXT,
    "window" TEXT,
    "spec" JSONB NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "created_by_id" UUID,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "rule_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_key" TEXT NOT NULL,
    "organization_id" UUID,
    "person_id" UUID,
    "subject_name" TEXT NOT NULL,
    "meter" TEXT NOT NULL DEFAULT '',
    "window" TEXT NOT NULL DEFAULT '',
    "window_start" TIMESTAMPTZ(3) NOT NULL,
    "window_end" TIMESTAMPTZ(3),
    "episode" INTEGER NOT NULL,
    "phase" "AlertPhase" NOT NULL,
    "level" INTEGER NOT NULL DEFAULT -1,
    "levels" JSONB NOT NULL,
    "severity" TEXT NOT NULL,
    "value" BIGINT NOT NULL,
    "peak" BIGINT NOT NULL,
    "limit" BIGINT,
    "facts" JSONB NOT NULL,
    "cause" TEXT NOT NULL,
    "pending_since" TIMESTAMPTZ(3) NOT NULL,
    "fired_at" TIMESTAMPTZ(3),
    "recovering_since" TIMESTAMPTZ(3),
    "notified_at" TIMESTAMPTZ(3),
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),
    "resolution" TEXT,
    "resolved_by" TEXT,
    "acknowledged_by_id" UUID,
    "acknowledged_by_name" TEXT,
    "acknowledged_at" TIMESTAMPTZ(3),
    "snoozed_until" TIMESTAMPTZ(3),
    "snoozed_by_name" TEXT,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_step" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "alert_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "level" INTEGER,
    "value" BIGINT,
    "limit" BIGINT,
    "actor_name" TEXT,
    "note" TEXT,

    CONSTRAINT "alert_step_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_told" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "alert_id" UUID NOT NULL,
    "recipient" TEXT NOT NULL,
    "level" INTEGER NOT NULL,
    "how" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "delivery_id" UUID,
    "digest_id" UUID,

    CONSTRAINT "alert_told_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_silence" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "rule_id" UUID,
    "kind" TEXT,
    "subject_key" TEXT,
    "organization_id" UUID,
    "meter" TEXT,
    "why" TEXT NOT NULL DEFAULT 'silence',
    "from" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT,
    "created_by_id" UUID NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by_name" TEXT,

    CONSTRAINT "alert_silence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_subscription" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "platform" "Platform" NOT NULL,
    "workspace_external_id" TEXT NOT NULL,
    "channel_external_id" TEXT NOT NULL,
    "channel_name" TEXT NOT NULL,
    "purpose" TEXT NOT NULL DEFAULT 'alerts',
    "kinds" TEXT[],
    "organization_id" UUID,
    "meter" TEXT,
    "least_severity" TEXT NOT NULL DEFAULT 'info',
    "least_percent" INTEGER,
    "muted" TEXT[],
    "budget" INTEGER,
    "report" JSONB,
    "next_report_at" TIMESTAMPTZ(3),
    "time_zone" TEXT NOT NULL,
    "created_by_id" UUID NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'ok',
    "degraded_at" TIMESTAMPTZ(3),
    "degraded_reason" TEXT,
    "retry_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_subscription_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_preference" (
    "person_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "quiet_from" INTEGER NOT NULL,
    "quiet_until" INTEGER NOT NULL,
    "digest_at" INTEGER NOT NULL,
    "off" TEXT[],

    CONSTRAINT "alert_preference_pkey" PRIMARY KEY ("person_id")
);

-- CreateTable
CREATE TABLE "digest" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "recipient" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "group_key" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "data" JSONB,

    CONSTRAINT "digest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "activity" (
    "tenant_id" UUID NOT NULL,
    "key" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "organization_id" UUID,
    "person_id" UUID,
    "outcome" TEXT,
    "cause" TEXT,
    "job" TEXT,
    "data" JSONB NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "activity_pkey" PRIMARY KEY ("tenant_id","key")
);

-- CreateTable
CREATE TABLE "webhook_endpoint" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "format" TEXT NOT NULL DEFAULT 'standard',
    "url" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "secret_before" TEXT,
    "secret_before_until" TIMESTAMPTZ(3),
    "kinds" TEXT[],
    "organization_id" UUID,
    "created_by_id" UUID NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'ok',
    "degraded_at" TIMESTAMPTZ(3),
    "degraded_reason" TEXT,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_endpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_message" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "body" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "log" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "announcement" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "audience" JSONB NOT NULL,
    "via" TEXT NOT NULL,
    "severity" TEXT NOT NULL DEFAULT 'info',
    "state" TEXT NOT NULL,
    "created_by_id" UUID NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "send_at" TIMESTAMPTZ(3) NOT NULL,
    "cursor" TEXT,
    "total" INTEGER,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "corrected_at" TIMESTAMPTZ(3),
    "recalled_at" TIMESTAMPTZ(3),
    "recalled_by_name" TEXT,

    CONSTRAINT "announcement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "announcement_reading" (
    "announcement_id" UUID NOT NULL,
    "recipient" TEXT NOT NULL,
    "tenant_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "announcement_reading_pkey" PRIMARY KEY ("announcement_id","recipient")
);

-- CreateIndex
CREATE INDEX "alert_rule_tenant_id_subject_key_idx" ON "alert_rule"("tenant_id", "subject_key");

-- CreateIndex
CREATE INDEX "alert_tenant_id_phase_idx" ON "alert"("tenant_id", "phase");

-- CreateIndex
CREATE INDEX "alert_tenant_id_subject_key_meter_idx" ON "alert"("tenant_id", "subject_key", "meter");

-- CreateIndex
CREATE UNIQUE INDEX "alert_rule_id_subject_key_meter_window_window_start_episode_key" ON "alert"("rule_id", "subject_key", "meter", "window", "window_start", "episode");

-- CreateIndex
CREATE INDEX "alert_step_alert_id_at_idx" ON "alert_step"("alert_id", "at");

-- CreateIndex
CREATE INDEX "alert_told_tenant_id_recipient_at_idx" ON "alert_told"("tenant_id", "recipient", "at");

-- CreateIndex
CREATE INDEX "alert_told_digest_id_idx" ON "alert_told"("digest_id");

-- CreateIndex
CREATE UNIQUE INDEX "alert_told_alert_id_recipient_level_key" ON "alert_told"("alert_id", "recipient", "level");

-- CreateIndex
CREATE INDEX "alert_silence_tenant_id_until_idx" ON "alert_silence"("tenant_id", "until");

-- CreateIndex
CREATE INDEX "alert_subscription_tenant_id_platform_channel_external_id_idx" ON "alert_subscription"("tenant_id", "platform", "channel_external_id");

-- CreateIndex
CREATE INDEX "digest_tenant_id_recipient_idx" ON "digest"("tenant_id", "recipient");

-- CreateIndex
CREATE INDEX "digest_due_at_idx" ON "digest"("due_at");

-- CreateIndex
CREATE INDEX "activity_tenant_id_kind_at_idx" ON "activity"("tenant_id", "kind", "at");

-- CreateIndex
CREATE INDEX "activity_tenant_id_organization_id_kind_at_idx" ON "activity"("tenant_id", "organization_id", "kind", "at");

-- CreateIndex
CREATE INDEX "activity_tenant_id_person_id_kind_at_idx" ON "activity"("tenant_id", "person_id", "kind", "at");

-- CreateIndex
CREATE INDEX "webhook_endpoint_tenant_id_idx" ON "webhook_endpoint"("tenant_id");

-- CreateIndex
CREATE INDEX "webhook_message_state_next_at_idx" ON "webhook_message"("state", "next_at");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_message_endpoint_id_type_subject_id_key" ON "webhook_message"("endpoint_id", "type", "subject_id");

-- CreateIndex
CREATE INDEX "announcement_tenant_id_state_send_at_idx" ON "announcement"("tenant_id", "state", "send_at");

CREATE UNIQUE INDEX "alert_rule_name" ON "alert_rule" (tenant_id, lower(name)) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX "alert_rule_built_in" ON "alert_rule" (tenant_id, built_in) WHERE built_in IS NOT NULL;
-- One that is not over, of each rule, subject and window.
CREATE UNIQUE INDEX "alert_open" ON "alert" (rule_id, subject_key, meter, "window", window_start) WHERE phase <> 'resolved';
CREATE UNIQUE INDEX "alert_subscription_channel" ON "alert_subscription"
  (tenant_id, platform, channel_external_id, purpose, coalesce(organization_id, '00000000-0000-0000-0000-000000000000'), coalesce(meter, ''))
  WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX "digest_open" ON "digest" (tenant_id, recipient, kind, group_key) WHERE sent_at IS NULL;
CREATE INDEX "delivery_thread" ON "delivery" (thread_of) WHERE thread_of IS NOT NULL;

-- Whose usage has changed since alerts were last evaluated: a row for each transaction that counted, written by it.
CREATE TABLE "usage_touched" (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id uuid NOT NULL,
  -- Side by side: the direct organization and the person (zero for none), and the meter.
  organization_ids uuid[] NOT NULL,
  person_ids uuid[] NOT NULL,
  meters text[] NOT NULL
);
CREATE INDEX "usage_touched_tenant" ON "usage_touched" (tenant_id, id);

-- One evaluation at a time in each tenant: whoever holds the row's lock.
CREATE TABLE "alert_evaluation" (
  tenant_id uuid PRIMARY KEY REFERENCES "tenant" (id),
  -- Evaluated by the clock up to here.
  clock_at timestamptz NOT NULL DEFAULT '-infinity'
);

ALTER TABLE "alert_told" ADD COLUMN "held_until" TIMESTAMPTZ(3);
ALTER TABLE "alert_subscription" ADD COLUMN "failures" INTEGER NOT NULL DEFAULT 0;

CREATE INDEX "alert_told_held" ON "alert_told" (held_until) WHERE held_until IS NOT NULL;
CREATE INDEX "alert_snoozed" ON "alert" (snoozed_until) WHERE snoozed_until IS NOT NULL;
CREATE INDEX "alert_silence_running" ON "alert_silence" (until) WHERE ended_at IS NULL;
CREATE INDEX "alert_subscription_degraded" ON "alert_subscription" (retry_at) WHERE retry_at IS NOT NULL;
CREATE INDEX "digest_waiting" ON "digest" (due_at) WHERE sent_at IS NULL;

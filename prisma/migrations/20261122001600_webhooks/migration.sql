-- How an endpoint has fared: since when nothing has arrived there, and when something last did.
ALTER TABLE "webhook_endpoint" ADD COLUMN "failing_since" TIMESTAMPTZ(3);
ALTER TABLE "webhook_endpoint" ADD COLUMN "reached_at" TIMESTAMPTZ(3);

CREATE UNIQUE INDEX "webhook_endpoint_name" ON "webhook_endpoint" (tenant_id, lower(name)) WHERE deleted_at IS NULL;
CREATE INDEX "webhook_message_due" ON "webhook_message" (endpoint_id, next_at) WHERE state = 'pending';
CREATE INDEX "webhook_message_log" ON "webhook_message" (endpoint_id, created_at);

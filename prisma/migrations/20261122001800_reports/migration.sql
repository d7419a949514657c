-- One schedule of each sort of report about the same in each channel.
DROP INDEX "alert_subscription_channel";
CREATE UNIQUE INDEX "alert_subscription_channel" ON "alert_subscription"
  (tenant_id, platform, channel_external_id, purpose, coalesce(organization_id, '00000000-0000-0000-0000-000000000000'), coalesce(meter, ''), coalesce(report->>'what', ''))
  WHERE deleted_at IS NULL;
CREATE INDEX "alert_subscription_report" ON "alert_subscription" (next_report_at) WHERE purpose = 'report' AND deleted_at IS NULL;

-- Once for each time that it is due.
CREATE UNIQUE INDEX "digest_report" ON "digest" (tenant_id, recipient, group_key, due_at) WHERE kind = 'report';

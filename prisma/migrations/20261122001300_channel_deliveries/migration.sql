-- Waits until its channel can be posted to again.
ALTER TYPE "DeliveryState" ADD VALUE 'held';

-- One of very many: workers take it from the table, without a job of its own.
ALTER TABLE "delivery" ADD COLUMN "bulk" BOOLEAN NOT NULL DEFAULT false;

-- Order among the messages to one recipient.
CREATE INDEX "delivery_waiting" ON "delivery" (tenant_id, recipient, created_at, id)
  WHERE state = 'pending' AND shown_version = 0;
CREATE INDEX "delivery_bulk" ON "delivery" (created_at, id) WHERE bulk AND state = 'pending';

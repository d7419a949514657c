-- By which way one of very many goes first: those of one platform do not wait for another's pace.
ALTER TABLE "delivery" ADD COLUMN "lane" TEXT NOT NULL DEFAULT 'other';

DROP INDEX "delivery_bulk";
CREATE INDEX "delivery_bulk" ON "delivery" (lane, created_at, id) WHERE bulk AND state = 'pending';

-- By recipient alone: beside one by tenant, PostgreSQL takes that of states instead while it has counted little.
DROP INDEX "delivery_waiting";
CREATE INDEX "delivery_next" ON "delivery" (recipient, created_at, id) WHERE state = 'pending' AND shown_version = 0;

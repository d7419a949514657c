-- Where more than one has to answer: what each reviewer says about a request, once.
CREATE TYPE "RequestVerdict" AS ENUM ('approve', 'deny');

CREATE TABLE "quota_request_vote" (
    "request_id" UUID NOT NULL,
    "reviewer_id" UUID NOT NULL,
    "reviewer_name" TEXT NOT NULL,
    "verdict" "RequestVerdict" NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quota_request_vote_pkey" PRIMARY KEY ("request_id", "reviewer_id")
);

ALTER TABLE "quota_request_vote" ADD CONSTRAINT "quota_request_vote_request_id_fkey"
    FOREIGN KEY ("request_id") REFERENCES "quota_request"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "quota_request"
    ADD COLUMN "urgent" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "terms" JSONB,
    ADD COLUMN "terms_version" INTEGER NOT NULL DEFAULT 1;

ALTER TABLE "person" ADD COLUMN "away_until" TIMESTAMPTZ(3);
CREATE INDEX "person_away_until_idx" ON "person"("away_until");

-- AlterTable
ALTER TABLE "quota_loan" ADD COLUMN     "warned_at" TIMESTAMPTZ(3);

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Platform" AS ENUM ('slack', 'discord');

-- CreateEnum
CREATE TYPE "Registration" AS ENUM ('open', 'restricted', 'closed');

-- CreateEnum
CREATE TYPE "PersonState" AS ENUM ('invited', 'pending_activation', 'active', 'suspended', 'deleted');

-- CreateEnum
CREATE TYPE "PersonType" AS ENUM ('user', 'viewer');

-- CreateEnum
CREATE TYPE "PlatformRole" AS ENUM ('regular', 'admin', 'super_admin');

-- CreateEnum
CREATE TYPE "OrganizationKind" AS ENUM ('organization', 'project');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('owner', 'admin', 'member');

-- CreateEnum
CREATE TYPE "Admission" AS ENUM ('create', 'invite_any', 'existing_only');

-- CreateEnum
CREATE TYPE "Prerequisite" AS ENUM ('account', 'ssh_key');

-- CreateEnum
CREATE TYPE "InvitationState" AS ENUM ('pending', 'accepted', 'declined', 'revoked', 'expired', 'superseded');

-- CreateEnum
CREATE TYPE "CodePurpose" AS ENUM ('claim_installation', 'join_tenant', 'link_identity', 'invitation');

-- CreateEnum
CREATE TYPE "AuditOutcome" AS ENUM ('changed', 'refused');

-- CreateEnum
CREATE TYPE "DeliveryState" AS ENUM ('pending', 'sent', 'failed', 'undeliverable');

-- CreateTable
CREATE TABLE "tenant" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "registration" "Registration" NOT NULL DEFAULT 'open',
    "founded_at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_at" TIMESTAMPTZ(3),

    CONSTRAINT "tenant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workspace" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "platform" "Platform" NOT NULL,
    "external_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "joined_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "workspace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "username" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "email" TEXT,
    "email_verified_at" TIMESTAMPTZ(3),
    "state" "PersonState" NOT NULL,
    "type" "PersonType" NOT NULL DEFAULT 'user',
    "role" "PlatformRole" NOT NULL DEFAULT 'regular',
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "current_organization_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3),

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "platform" "Platform" NOT NULL,
    "external_id" TEXT NOT NULL,
    "handle" TEXT NOT NULL,
    "linked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "identity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "code" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "purpose" "CodePurpose" NOT NULL,
    "hash" TEXT NOT NULL,
    "person_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "code_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "code_attempt" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "purpose" "CodePurpose" NOT NULL,
    "platform" "Platform" NOT NULL,
    "external_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "code_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "organization" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "kind" "OrganizationKind" NOT NULL DEFAULT 'organization',
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "personal_for_id" UUID,
    "admission" "Admission" NOT NULL DEFAULT 'invite_any',
    "prerequisites" "Prerequisite"[],
    "members_can_invite" BOOLEAN NOT NULL DEFAULT false,
    "members_can_manage_clusters" BOOLEAN NOT NULL DEFAULT false,
    "members_can_open_ports" BOOLEAN NOT NULL DEFAULT false,
    "members_can_scale" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "organization_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "role" "Role" NOT NULL,
    "joined_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invitation" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "invitee_key" TEXT NOT NULL,
    "invitee_label" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "state" "InvitationState" NOT NULL DEFAULT 'pending',
    "inviter_id" UUID NOT NULL,
    "message" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "reminded_at" TIMESTAMPTZ(3),
    "decided_at" TIMESTAMPTZ(3),
    "decided_by_id" UUID,
    "successor_id" UUID,
    "invitee_email" TEXT,
    "code_hashes" TEXT[],

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ssh_key" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "bits" INTEGER NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "public_key" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ssh_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" "AuditOutcome" NOT NULL,
    "kind" TEXT NOT NULL,
    "actor_id" UUID,
    "actor_label" TEXT NOT NULL,
    "platform" "Platform",
    "command" TEXT,
    "organization_id" UUID,
    "subject" TEXT,
    "data" JSONB NOT NULL,
    "reason" TEXT,
    "sequence" BIGINT,
    "previous_hash" TEXT,
    "hash" TEXT,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_head" (
    "tenant_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "recipient" TEXT NOT NULL,
    "state" "DeliveryState" NOT NULL DEFAULT 'pending',
    "wanted_version" INTEGER NOT NULL DEFAULT 1,
    "shown_version" INTEGER NOT NULL DEFAULT 0,
    "channel" TEXT,
    "handle" JSONB,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "sending_since" TIMESTAMPTZ(3),
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "draft" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "platform" "Platform" NOT NULL,
    "external_id" TEXT NOT NULL,
    "command" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "draft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "receipt" (
    "id" TEXT NOT NULL,
    "tenant_id" UUID NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "receipt_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "workspace_platform_external_id_key" ON "workspace"("platform", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "person_tenant_id_id_key" ON "person"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "identity_tenant_id_platform_external_id_key" ON "identity"("tenant_id", "platform", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "identity_person_id_platform_key" ON "identity"("person_id", "platform");

-- CreateIndex
CREATE UNIQUE INDEX "code_tenant_id_purpose_hash_key" ON "code"("tenant_id", "purpose", "hash");

-- CreateIndex
CREATE INDEX "code_attempt_tenant_id_platform_external_id_purpose_at_idx" ON "code_attempt"("tenant_id", "platform", "external_id", "purpose", "at");

-- CreateIndex
CREATE UNIQUE INDEX "organization_personal_for_id_key" ON "organization"("personal_for_id");

-- CreateIndex
CREATE UNIQUE INDEX "organization_tenant_id_slug_key" ON "organization"("tenant_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "organization_tenant_id_id_key" ON "organization"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "membership_person_id_idx" ON "membership"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "membership_organization_id_person_id_key" ON "membership"("organization_id", "person_id");

-- CreateIndex
CREATE UNIQUE INDEX "invitation_successor_id_key" ON "invitation"("successor_id");

-- CreateIndex
CREATE INDEX "invitation_tenant_id_state_expires_at_idx" ON "invitation"("tenant_id", "state", "expires_at");

-- CreateIndex
CREATE INDEX "invitation_tenant_id_invitee_key_idx" ON "invitation"("tenant_id", "invitee_key");

-- CreateIndex
CREATE UNIQUE INDEX "ssh_key_tenant_id_fingerprint_key" ON "ssh_key"("tenant_id", "fingerprint");

-- CreateIndex
CREATE UNIQUE INDEX "ssh_key_person_id_name_key" ON "ssh_key"("person_id", "name");

-- CreateIndex
CREATE INDEX "audit_entry_tenant_id_at_idx" ON "audit_entry"("tenant_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "audit_entry_tenant_id_sequence_key" ON "audit_entry"("tenant_id", "sequence");

-- CreateIndex
CREATE INDEX "delivery_tenant_id_state_idx" ON "delivery"("tenant_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_subject_subject_id_recipient_key" ON "delivery"("subject", "subject_id", "recipient");

-- CreateIndex
CREATE INDEX "draft_expires_at_idx" ON "draft"("expires_at");

-- CreateIndex
CREATE INDEX "receipt_received_at_idx" ON "receipt"("received_at");

-- AddForeignKey
ALTER TABLE "workspace" ADD CONSTRAINT "workspace_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person" ADD CONSTRAINT "person_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity" ADD CONSTRAINT "identity_tenant_id_person_id_fkey" FOREIGN KEY ("tenant_id", "person_id") REFERENCES "person"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "organization" ADD CONSTRAINT "organization_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_tenant_id_organization_id_fkey" FOREIGN KEY ("tenant_id", "organization_id") REFERENCES "organization"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_tenant_id_person_id_fkey" FOREIGN KEY ("tenant_id", "person_id") REFERENCES "person"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_tenant_id_organization_id_fkey" FOREIGN KEY ("tenant_id", "organization_id") REFERENCES "organization"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_tenant_id_inviter_id_fkey" FOREIGN KEY ("tenant_id", "inviter_id") REFERENCES "person"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ssh_key" ADD CONSTRAINT "ssh_key_tenant_id_person_id_fkey" FOREIGN KEY ("tenant_id", "person_id") REFERENCES "person"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot say.

-- A name typed in any case means one person, and a verified address belongs to one account.
CREATE UNIQUE INDEX "person_username_key" ON "person" ("tenant_id", lower("username"));
CREATE UNIQUE INDEX "person_verified_email_key" ON "person" ("tenant_id", "email") WHERE "email_verified_at" IS NOT NULL;
ALTER TABLE "person"
  ADD CONSTRAINT "person_username_form" CHECK ("username" ~ '^[A-Za-z0-9_]{1,64}$'),
  ADD CONSTRAINT "person_email_lower_case" CHECK ("email" = lower("email")),
  ADD CONSTRAINT "person_verified_has_email" CHECK ("email_verified_at" IS NULL OR "email" IS NOT NULL),
  ADD CONSTRAINT "person_current_organization_fkey" FOREIGN KEY ("tenant_id", "current_organization_id")
    REFERENCES "organization" ("tenant_id", "id");

CREATE UNIQUE INDEX "organization_name_key" ON "organization" ("tenant_id", lower("name"));
ALTER TABLE "organization"
  ADD CONSTRAINT "organization_slug_form" CHECK ("slug" ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length("slug") <= 64),
  ADD CONSTRAINT "organization_personal_for_fkey" FOREIGN KEY ("tenant_id", "personal_for_id")
    REFERENCES "person" ("tenant_id", "id");

-- One pending invitation per invitee and organization, by whatever name the invitee is known.
CREATE UNIQUE INDEX "invitation_pending_key" ON "invitation" ("organization_id", "invitee_key") WHERE "state" = 'pending';
CREATE UNIQUE INDEX "invitation_pending_email_key" ON "invitation" ("organization_id", "invitee_email")
  WHERE "state" = 'pending' AND "invitee_email" IS NOT NULL;
CREATE INDEX "invitation_organization_state_idx" ON "invitation" ("organization_id", "state");
CREATE INDEX "invitation_pending_expiry_idx" ON "invitation" ("expires_at") WHERE "state" = 'pending';
CREATE INDEX "invitation_code_hashes_idx" ON "invitation" USING gin ("code_hashes");
ALTER TABLE "invitation"
  ADD CONSTRAINT "invitation_expires_after_creation" CHECK ("expires_at" > "created_at"),
  ADD CONSTRAINT "invitation_decided_iff_not_pending" CHECK (("state" = 'pending') = ("decided_at" IS NULL)),
  ADD CONSTRAINT "invitation_key_form" CHECK ("invitee_key" ~ '^(person|slack|discord|email):.+$'),
  ADD CONSTRAINT "invitation_email_lower_case" CHECK ("invitee_email" = lower("invitee_email"));

ALTER TABLE "code"
  ADD CONSTRAINT "code_expires_after_creation" CHECK ("expires_at" > "created_at"),
  ADD CONSTRAINT "code_link_has_person" CHECK ("purpose" <> 'link_identity' OR "person_id" IS NOT NULL);
CREATE INDEX "code_hash_idx" ON "code" ("hash");

-- Sealed means all three.
ALTER TABLE "audit_entry"
  ADD CONSTRAINT "audit_entry_sealed_whole" CHECK (
    num_nonnulls("sequence", "previous_hash", "hash") IN (0, 3)
  );
CREATE INDEX "audit_entry_unsealed_idx" ON "audit_entry" ("tenant_id", "id") WHERE "sequence" IS NULL;

ALTER TABLE "delivery"
  ADD CONSTRAINT "delivery_shows_no_more_than_wanted" CHECK ("shown_version" <= "wanted_version");
CREATE INDEX "delivery_pending_idx" ON "delivery" ("created_at") WHERE "state" = 'pending';

-- Rows that only guard against redelivery need not survive the server.
ALTER TABLE "receipt" SET UNLOGGED;

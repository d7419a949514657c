-- Of unusual use: hours before this one have been compared with their like, and of this one whatever comes up to this place.
ALTER TABLE "alert_evaluation" ADD COLUMN unusual_hour timestamptz, ADD COLUMN unusual_place text NOT NULL DEFAULT '';

-- Whose alerts of which kind could not be evaluated, and are left out until then. Zero for none, as in usage_touched.
CREATE TABLE "alert_set_aside" (
  tenant_id uuid NOT NULL REFERENCES "tenant" (id),
  organization_id uuid NOT NULL,
  person_id uuid NOT NULL,
  kind text NOT NULL,
  tries int NOT NULL,
  until timestamptz NOT NULL,
  -- It is to be tried again since then.
  noted boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id, organization_id, person_id, kind)
);

-- Organizations that have used up a limit: what comes near for their people is not told meanwhile.
CREATE INDEX "alert_inhibiting" ON "alert" (organization_id, meter, window_start)
  WHERE person_id IS NULL AND phase IN ('firing', 'recovering') AND kind IN ('quota', 'overage');

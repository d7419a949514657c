import { kindNames } from "../../domain/alerts/kinds.ts";
import { severityNames } from "../../notifications/compose/alert-kinds.ts";

const { external: _outside, ...ruled } = kindNames;

/** Kinds that rules are made for here. */
export const ruleKinds = ruled;

/** Kinds that channels and people may want or not, those of other systems among them. */
export const allKinds = kindNames;

export const severityChoices = severityNames;

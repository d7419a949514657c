import type { Role } from "../../storage/generated/enums.ts";

export type RoleProblem =
  | {
      /** Those who may were asked for help enough: for this very thing ("same"), or altogether ("often"). */
      readonly kind: "ask-limit";
      readonly because: "same" | "often";
      /** Within 24 hours. */
      readonly limit: number;
      readonly again: Date;
      readonly organization: string;
    }
  | {
      readonly kind: "role-above-yours";
      readonly role: Role;
      readonly yours: Role;
      /** What the asker could give instead, highest first. */
      readonly grantable: readonly Role[];
      readonly organization: string;
      readonly whoMay: readonly string[];
    }
  | {
      readonly kind: "member-above-you";
      readonly name: string;
      readonly role: Role;
      readonly yours: Role;
      readonly organization: string;
      readonly whoMay: readonly string[];
    }
  | {
      readonly kind: "self-grant";
      readonly role: Role;
      readonly organization: string;
      readonly whoMay: readonly string[];
    }
  | {
      readonly kind: "role-not-offered";
      readonly role: Role;
      readonly offered: readonly Role[];
      readonly organization: string;
    }
  | {
      readonly kind: "last-keeper";
      readonly change: "leave" | "remove" | "demote" | "suspend";
      readonly name: string;
      /** What a keeper is here: owner of an organization, admin of a project. */
      readonly role: Role;
      readonly organization: string;
    };

import type { Registration } from "../../storage/generated/enums.ts";

export const registrationNames = {
  open: "Open: whoever registers can start at once",
  restricted: "Restricted: an admin activates new accounts",
  closed: "Closed: accounts are made by invitation only",
} as const satisfies Record<Registration, string>;

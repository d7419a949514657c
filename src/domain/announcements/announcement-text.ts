import { hasSecret } from "../audit/redact.ts";
import { refuse } from "../errors.ts";
import { lineOf, linesOf } from "../organizations/naming.ts";
import { BODY_LIMIT, TITLE_LIMIT } from "./announcement.ts";

export interface AnnouncementText {
  readonly title: string;
  readonly body: string;
}

/** What somebody wants to announce, checked. Refuses with `text-invalid`, `announcement-secret`. */
export function requireText(typed: AnnouncementText): AnnouncementText {
  const title = lineOf(typed.title, TITLE_LIMIT);
  if ("reason" in title) return refuse({ kind: "text-invalid", field: "title", ...title });
  const body = linesOf(typed.body, BODY_LIMIT);
  if ("reason" in body) return refuse({ kind: "text-invalid", field: "text", ...body });
  if (body.line === "") return refuse({ kind: "text-invalid", field: "text", reason: "empty", limit: BODY_LIMIT });
  if (hasSecret(title.line)) return refuse({ kind: "announcement-secret", field: "title" });
  if (hasSecret(body.line)) return refuse({ kind: "announcement-secret", field: "text" });

  return { title: title.line, body: body.line };
}

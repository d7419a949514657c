import { withPatience } from "./exhibits.ts";
import { renderHome } from "./render.ts";
import { invocationOf, renderingFor } from "./office.ts";
import type { Asker, Office } from "./office.ts";

/** Fills the app's home tab for one person. */
export async function publishHome(office: Office, asker: Asker): Promise<void> {
  const call = { command: "home", input: {} };
  const message = await office.desk.home(invocationOf(office, asker, { via: "button", call }));
  const rendering = await renderingFor(office, asker.userId, message);
  await withPatience(rendering, (shown) =>
    office.client.views.publish({ user_id: asker.userId, view: renderHome(message, shown) }),
  );
}

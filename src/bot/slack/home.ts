import { exhibit } from "./exhibits.ts";
import type { Exhibits } from "./exhibits.ts";
import { illustrate } from "./illustrate.ts";
import { renderHome } from "./render.ts";
import { invocationOf, renderingFor } from "./office.ts";
import type { Asker, Office } from "./office.ts";

/** Fills the app's home tab for one person. */
export async function publishHome(office: Office, asker: Asker): Promise<void> {
  const call = { command: "home", input: {} };
  const message = await office.desk.home(invocationOf(office, asker, { via: "button", call }));
  const exhibits = exhibit(office, asker.userId, message);
  const rendering = await renderingFor(office, asker.userId, message);
  const show = (shown: Exhibits) =>
    office.client.views.publish({ user_id: asker.userId, view: renderHome(message, { ...rendering, ...shown }) });
  await illustrate({ message, log: office.log, exhibits, show, follow: show });
}

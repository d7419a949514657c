import type { SlackPerson } from "../contract.ts";
import type { Inside } from "../inside.ts";
import { stackOf } from "../views.ts";
import * as settings from "./channel-settings.ts";
import { runCommand } from "./command.ts";
import { close, fill, submit } from "./form.ts";
import { openHome, seenHome } from "./home.ts";
import { press } from "./press.ts";
import * as rooms from "./rooms.ts";
import { seenChannels, seenMessages, seenView } from "./seen.ts";
import { suggest } from "./suggest.ts";

/** Looks at every change, and once at the start. */
function waitUntil<T>(inside: Inside, look: () => T | undefined | null | false, timeoutMs: number): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const { changeListeners } = inside.workspace;

  function check(): void {
    try {
      const seen = look();
      if (seen === undefined || seen === null || seen === false) return;
      stop();
      resolve(seen);
    } catch (error) {
      stop();
      reject(error);
    }
  }
  function stop(): void {
    changeListeners.delete(check);
    clearTimeout(timer);
  }

  const timer = setTimeout(() => {
    stop();
    reject(new Error(`Nothing of the kind was seen in ${timeoutMs} ms.`));
  }, timeoutMs);
  changeListeners.add(check);
  check();
  return promise;
}

/** One person's client on this workspace. An unknown id is a mistake of the caller. */
export function createPerson(inside: Inside, userId: string): SlackPerson {
  if (!inside.workspace.people.has(userId)) throw new Error(`There is no person ${userId} in this workspace.`);
  const acting = { inside, userId };

  const person: SlackPerson = {
    userId,
    channels: () => seenChannels(acting),
    messages: (channelId, options) => seenMessages(acting, channelId, options?.threadTs),
    post: (channelId, text, options) => rooms.post(acting, channelId, { text, threadTs: options?.threadTs }),
    command: (channelId, command, text) => runCommand(acting, { channelId, command, text }),
    press: (messageId, element, value, options) =>
      press(acting, messageId, { element, value: value ?? null, isConfirmed: options?.confirm === true }),
    views: () => stackOf(inside.workspace, userId).map(seenView),
    fill: (viewId, values) => fill(acting, viewId, values),
    submitView: (viewId, values) => submit(acting, viewId, values ?? {}),
    closeView: (viewId, options) => close(acting, viewId, options?.clear === true),
    pressInView: (viewId, element, value, options) =>
      press(acting, viewId, { element, value: value ?? null, isConfirmed: options?.confirm === true }),
    suggest: (where, element, query) => suggest(acting, where, { element, query }),
    openHome: (tab) => openHome(acting, tab ?? "home"),
    home: () => seenHome(acting),
    openDirect: (other) => rooms.direct(acting, other),
    join: (channelId) => rooms.join(acting, channelId),
    leave: (channelId) => rooms.leave(acting, channelId),
    invite: (channelId, other) => rooms.invite(acting, channelId, other),
    remove: (channelId, other) => settings.remove(acting, channelId, other),
    archive: (channelId) => settings.archive(acting, channelId, true),
    unarchive: (channelId) => settings.archive(acting, channelId, false),
    rename: (channelId, name) => settings.rename(acting, channelId, name),
    makePrivate: (channelId) => settings.makePrivate(acting, channelId),
    upload: (name, content, mimetype) => rooms.upload(acting, { name, content, mimetype }),
    file: (fileId) => rooms.readFile(acting, fileId),
    until: (look, timeoutMs) => waitUntil(inside, () => look(person), timeoutMs ?? 5_000),
  };
  return person;
}

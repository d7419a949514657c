import type { ModalView } from "@slack/types";
import type { WebClient } from "@slack/web-api";
import { slackErrorOf } from "./failures.ts";

/** The one modal of a request: opened with its trigger, afterwards updated. */
export interface Modal {
  isOpen(): boolean;
  /** Rejects with Slack's trigger errors, and when the person has closed it. */
  show(view: ModalView): Promise<void>;
}

type ModalStart =
  | { readonly kind: "trigger"; readonly triggerId: string }
  /** On top of the modal in which a button was pressed. */
  | { readonly kind: "push"; readonly triggerId: string; readonly onTopOf: string }
  | { readonly kind: "opened"; readonly viewId: string };

interface Shown {
  readonly viewId: string | undefined;
  readonly hash: string | undefined;
}

export function createModal(client: WebClient, start: ModalStart): Modal {
  let shown: Shown | undefined = start.kind === "opened" ? { viewId: start.viewId, hash: undefined } : undefined;

  return {
    isOpen: () => shown !== undefined,
    async show(view) {
      shown = await (shown === undefined ? open(client, start, view) : update(client, shown, view));
    },
  };
}

async function open(client: WebClient, start: ModalStart, view: ModalView): Promise<Shown> {
  if (start.kind === "opened") return update(client, { viewId: start.viewId, hash: undefined }, view);
  if (start.kind === "push") return push(client, start, view);

  return shownOf(await client.views.open({ trigger_id: start.triggerId, view }));
}

/** At most three modals stand on each other; the fourth takes the place of the third. */
async function push(client: WebClient, start: ModalStart & { kind: "push" }, view: ModalView): Promise<Shown> {
  try {
    return shownOf(await client.views.push({ trigger_id: start.triggerId, view }));
  } catch (error) {
    if (slackErrorOf(error) !== "push_limit_reached") throw error;
    return update(client, { viewId: start.onTopOf, hash: undefined }, view);
  }
}

async function update(client: WebClient, { viewId, hash }: Shown, view: ModalView): Promise<Shown> {
  if (viewId === undefined) throw new Error("Slack opened a view without an id");

  return shownOf(await client.views.update({ view_id: viewId, view, ...(hash !== undefined && { hash }) }), viewId);
}

function shownOf(answer: { view?: { id?: string; hash?: string } }, viewId?: string): Shown {
  return { viewId: answer.view?.id ?? viewId, hash: answer.view?.hash };
}

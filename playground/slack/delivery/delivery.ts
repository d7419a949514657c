import { setTimeout as sleep } from "node:timers/promises";
import type { FaultEffect, Faults } from "../../shared/faults.ts";
import type { Acknowledgement, Outgoing, Transport } from "./acknowledgement.ts";

const kinds: readonly FaultEffect["kind"][] = ["slow", "duplicate", "dropped", "server-error", "rate-limited"];

/** The one way to the bot: chooses the transport and lets planned faults strike. Never rejects. */
export interface Delivery {
  deliver(outgoing: Outgoing): Promise<Acknowledgement>;
}

export function createDelivery(options: { readonly transport: () => Transport; readonly faults: Faults }): Delivery {
  async function deliver(outgoing: Outgoing): Promise<Acknowledgement> {
    const fault = options.faults.take(outgoing.label, kinds);
    const transport = options.transport();
    switch (fault?.kind) {
      case undefined:
        return transport.send(outgoing, {});
      case "slow":
        await sleep(fault.milliseconds);
        return transport.send(outgoing, {});
      case "duplicate": {
        const [first] = await Promise.all([transport.send(outgoing, {}), transport.send(outgoing, {})]);
        return first;
      }
      case "dropped":
        return transport.send(outgoing, { breakConnection: fault.when });
      case "server-error":
        return { result: { outcome: "http_error", status: fault.status } };
      case "rate-limited":
        return { result: { outcome: "http_error", status: 429 } };
    }
  }

  return { deliver };
}

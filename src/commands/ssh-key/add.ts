import { addSshKey } from "../../domain/ssh-keys/add-ssh-key.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button, fact } from "../words.ts";

export const sshKeyAdd = defineCommand({
  name: ["ssh-key", "add"],
  aliases: [
    ["ssh", "add"],
    ["key", "add"],
  ],
  title: "Add an SSH key",
  submit: "Add",
  summary: "Add one of your SSH public keys",
  details: "Paste the one line of the file that ends in .pub. Private keys are refused and not kept.",
  group: "Your account",
  effect: "changes",
  args: {
    key: arg.publicKey("The one line of the file that ends in .pub", { greedy: true }),
    name: arg.text("What to call it; left out, the key's comment is used", {
      optional: true,
      keyed: true,
      label: "Name",
    }),
  },
  example: "ssh-key add ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ann@laptop",

  async run(context, { key, name }) {
    const added = await addSshKey(context, { publicKey: key, ...(name && { name }) });
    return {
      tone: "success",
      title: `Added your SSH key ${added.name}`,
      facts: [fact("Type", `${added.type}, ${added.bits} bits`), fact("Fingerprint", [{ code: added.fingerprint }])],
      actions: [button("My SSH keys", "ssh-key list"), button("Remove", "ssh-key remove", { key: added.fingerprint })],
    };
  },
});

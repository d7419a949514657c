import { refuse } from "../../domain/errors.ts";
import { listSshKeys } from "../../domain/ssh-keys/list-ssh-keys.ts";
import { removeSshKey } from "../../domain/ssh-keys/remove-ssh-key.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import { button, formButton } from "../words.ts";

export const sshKeyRemove = defineCommand({
  name: ["ssh-key", "remove"],
  aliases: [
    ["ssh", "remove"],
    ["key", "remove"],
    ["ssh-key", "delete"],
  ],
  title: "Remove an SSH key",
  submit: "Remove",
  summary: "Remove one of your SSH keys",
  group: "Your account",
  effect: "changes",
  args: { key: arg.keyName("Its name or its fingerprint, as ssh-key list shows them", { greedy: true }) },
  example: "ssh-key remove ann@laptop",

  async confirm(context, { key }) {
    const { name, fingerprint } = await findKey(context, key);
    return {
      title: `Remove your SSH key ${name}?`,
      lines: ["It opens nothing any more, at once. You can add it again."],
      button: "Remove",
      pinned: { key: fingerprint },
    };
  },

  async run(context, { key }) {
    const { id } = await findKey(context, key);
    const removed = await removeSshKey(context, { keyId: id });
    return {
      tone: "success",
      title: `Removed your SSH key ${removed.name}`,
      actions: [button("My SSH keys", "ssh-key list"), formButton("Add a key", "ssh-key add")],
    };
  },
});

async function findKey(context: CommandContext, typed: string) {
  const keys = await listSshKeys(context);
  const found =
    keys.find((key) => key.fingerprint === typed || key.name === typed) ??
    keys.find((key) => key.name.toLowerCase() === typed.toLowerCase());
  return found ?? refuse({ kind: "not-found", thing: "ssh_key", named: typed, field: "key" });
}

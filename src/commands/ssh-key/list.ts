import { PAGE_SIZE, pageOf } from "../../domain/paging.ts";
import { listSshKeys } from "../../domain/ssh-keys/list-ssh-keys.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { listReply } from "../list.ts";
import { button, formButton } from "../words.ts";

export const sshKeyList = defineCommand({
  name: ["ssh-key", "list"],
  aliases: [["ssh", "list"], ["key", "list"], ["ssh-keys"]],
  title: "My SSH keys",
  summary: "List your SSH keys",
  group: "Your account",
  effect: "reads",
  args: { page: arg.page("Which page of ten", { default: "1", keyed: true, unasked: true }) },
  example: "ssh-key list",

  async run(context, { page: asked }) {
    const keys = await listSshKeys(context);
    const { offset, ...place } = pageOf(keys.length, asked);
    const rows = keys.slice(offset, offset + PAGE_SIZE).map((key) => ({
      cells: [key.name, `${key.type}, ${key.bits} bits`, [{ code: key.fingerprint }], [{ time: key.addedAt }]],
      actions: [button("Remove", "ssh-key remove", { key: key.fingerprint })],
    }));
    return listReply(context, {
      heading: "Your SSH keys",
      nothing: "You have no SSH key here yet.",
      ...place,
      table: { columns: ["Name", "Type", "Fingerprint", "Added"], rows },
      actions: [formButton("Add a key", "ssh-key add")],
    });
  },
});

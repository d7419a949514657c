import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";
import type { Configuration } from "./configuration.ts";
import type { ConfigurationFile } from "./configuration-file.ts";
import { putToUse } from "./put-to-use.ts";

export interface Reloaded {
  readonly file: string;
  /** Empty: the file is in use already. */
  readonly changes: readonly string[];
  readonly configuration: Configuration;
  readonly changed: boolean;
}

/** What loading the file again would change, without doing it. */
export async function previewReload(context: Context): Promise<Reloaded> {
  await requireTenantPermission(context.db, context, "plan:reload");
  const file = fileOf(context);
  const look = await file.look();
  switch (look.kind) {
    case "bad":
      return refuse({ kind: "configuration-invalid", file: file.name, problems: look.problems });
    case "same":
      if (file.current().source.file === undefined) refuse({ kind: "configuration-absent", file: file.name });
      return { file: file.name, changes: [], configuration: file.current(), changed: false };
    case "changed":
      return { file: file.name, changes: look.changes, configuration: look.configuration, changed: true };
  }
}

/**
 * Loads the file as it is now. Refused with `configuration-invalid` where it does not fit: the one in use stays. With
 * `hash`, only the very file that was shown before is loaded.
 */
export async function reloadConfiguration(
  context: Context,
  { hash }: { readonly hash?: string } = {},
): Promise<Reloaded> {
  const preview = await previewReload(context);
  const file = fileOf(context);
  if (!preview.changed) {
    file.note({});
    return preview;
  }
  if (hash !== undefined && preview.configuration.source.hash !== hash) {
    refuse({ kind: "configuration-changed-meanwhile", file: file.name });
  }

  const before = file.current();
  file.use(preview.configuration);
  await putToUse(context, { configuration: preview.configuration, before, by: context });
  return preview;
}

function fileOf({ configurationFile }: Context): ConfigurationFile {
  return configurationFile ?? refuse({ kind: "configuration-absent", file: "quartermaster.yml" });
}

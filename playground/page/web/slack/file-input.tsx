import { useState } from "react";
import { readForUpload } from "../shared/upload.ts";
import { useAct } from "../world.ts";
import { useElement } from "./host.ts";
import type { PlacedElement } from "./host.ts";
import { numberAt, textsAt } from "./json.ts";
import { asList } from "./values.ts";

/** Chooses files, uploads them to Slack at once, and keeps their ids. */
export function FileElement(placed: PlacedElement) {
  const act = useAct("slack");
  const { value, choose, isInvalid } = useElement(placed);
  const [names, setNames] = useState<readonly string[]>([]);
  const upload = async (files: readonly File[]) => {
    const uploaded = await Promise.all(files.map(async (file) => act("upload", await readForUpload(file))));
    setNames(files.map((file) => file.name));
    choose(uploaded.flatMap((result) => (result === undefined ? [] : result.fileId)));
  };
  return (
    <span className="file-input">
      <input
        type="file"
        multiple={(numberAt(placed.element, "max_files") ?? 10) > 1}
        accept={textsAt(placed.element, "filetypes")
          .map((ending) => `.${ending}`)
          .join(",")}
        aria-label={placed.label}
        aria-describedby={placed.describedBy}
        aria-invalid={isInvalid}
        onChange={(event) => void upload([...(event.target.files ?? [])])}
      />
      {asList(value).length === 0 ? null : <span className="option-note">{names.join(", ")}</span>}
    </span>
  );
}

import type { SlackJson } from "../../../slack/seen.ts";
import { Picture } from "../shared/picture.tsx";
import { useSlack } from "./context.ts";
import { objectAt, textAt } from "./json.ts";

interface Props {
  readonly image: SlackJson;
  readonly className?: string;
}

/** An image by `slack_file` or by address; only the playground's own files are loaded. */
export function BlockImage({ image, className = "picture" }: Props) {
  const { personId } = useSlack();
  const file = objectAt(image, "slack_file");
  const url = textAt(image, "image_url") || textAt(file, "url");
  const id = textAt(file, "id") || /\/files(?:-pri|-tmb)?\/(?:[A-Z0-9]+-)?(F[A-Z0-9]+)/.exec(url)?.[1];
  return (
    <Picture
      className={className}
      source={id === undefined ? undefined : `/files/slack/${id}?as=${personId}`}
      original={url}
      alt={textAt(image, "alt_text")}
    />
  );
}

import { useId } from "react";
import type { ReactNode } from "react";
import type { SlackBlock } from "../../../slack/seen.ts";
import { Markdown } from "../shared/markdown.tsx";
import { OutsideLink } from "../shared/outside-link.tsx";
import { CardBlock, TableBlock, AlertBlock } from "./larger-blocks.tsx";
import { Element } from "./elements.tsx";
import { useHost } from "./host.ts";
import { BlockImage } from "./image.tsx";
import { isSetAt, listAt, objectAt, textAt, wordsAt } from "./json.ts";
import { RichText } from "./rich-text.tsx";
import { TextObject } from "./text-object.tsx";

export function Blocks({ blocks }: { readonly blocks: readonly SlackBlock[] }) {
  return (
    <div className="blocks">
      {blocks.map((block) => (
        <Block key={block.block_id} block={block} />
      ))}
    </div>
  );
}

interface BlockProps {
  readonly block: SlackBlock;
}

const drawn: Readonly<Record<string, (props: BlockProps) => ReactNode>> = {
  section: Section,
  header: ({ block }) => <h3 className="block-header">{wordsAt(block, "text")}</h3>,
  divider: () => <hr />,
  context: Context,
  context_actions: Actions,
  actions: Actions,
  input: Input,
  image: ImageBlock,
  rich_text: ({ block }) => <RichText block={block} />,
  markdown: ({ block }) => (
    <div className="block-markdown">
      <Markdown text={textAt(block, "text")} />
    </div>
  ),
  video: Video,
  table: ({ block }) => <TableBlock block={block} />,
  alert: ({ block }) => <AlertBlock block={block} />,
  card: ({ block }) => <CardBlock block={block} />,
};

function Block({ block }: BlockProps) {
  const Drawn = drawn[block.type];
  if (Drawn === undefined) return <p className="unknown">(a block of type {block.type}, not drawn here)</p>;
  return <Drawn block={block} />;
}

function Section({ block }: BlockProps) {
  const accessory = objectAt(block, "accessory");
  const fields = listAt(block, "fields");
  const text = objectAt(block, "text");
  return (
    <div className="block-section">
      <div className="section-text">
        {text === undefined ? null : <TextObject text={text} />}
        {fields.length === 0 ? null : (
          <div className="section-fields">
            {fields.map((field, index) => (
              <div key={index}>
                <TextObject text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory === undefined ? null : (
        <div className="section-accessory">
          <Element
            blockId={block.block_id}
            element={accessory}
            label={nameFrom(textAt(text, "text") || textAt(fields[0], "text"))}
            isInput={false}
          />
        </div>
      )}
    </div>
  );
}

/** What an accessory belongs to, in a few words without markup. */
function nameFrom(text: string): string {
  const firstLine = text.split("\n")[0] ?? "";
  return firstLine
    .replace(/<[^>|]*\|([^>]*)>|<[^>]*>/g, "$1")
    .replace(/[*_~`]/g, "")
    .slice(0, 80);
}

function Context({ block }: BlockProps) {
  return (
    <div className="block-context">
      {listAt(block, "elements").map((element, index) =>
        textAt(element, "type") === "image" ? (
          <BlockImage key={index} image={element} className="context-image" />
        ) : (
          <TextObject key={index} text={element} />
        ),
      )}
    </div>
  );
}

function Actions({ block }: BlockProps) {
  return (
    <div className="block-actions">
      {listAt(block, "elements").map((element, index) => (
        <Element
          key={textAt(element, "action_id") || index}
          blockId={block.block_id}
          element={element}
          label={wordsAt(element, "placeholder")}
          isInput={false}
        />
      ))}
    </div>
  );
}

function Input({ block }: BlockProps) {
  const { errorIn } = useHost();
  const id = useId();
  const element = objectAt(block, "element");
  const hint = wordsAt(block, "hint");
  const error = errorIn(block.block_id);
  const label = wordsAt(block, "label");
  if (element === undefined) return null;
  return (
    <div className="block-input" data-invalid={error === undefined ? undefined : "true"}>
      <div className="input-label" aria-hidden="true">
        {label} {isSetAt(block, "optional") ? <span className="optional">(optional)</span> : null}
      </div>
      <Element
        blockId={block.block_id}
        element={element}
        label={label}
        isInput
        describedBy={`${id}-hint ${id}-error`}
      />
      <div id={`${id}-error`} className="input-error" role={error === undefined ? undefined : "alert"}>
        {error}
      </div>
      <div id={`${id}-hint`} className="input-hint">
        {hint}
      </div>
    </div>
  );
}

function ImageBlock({ block }: BlockProps) {
  const title = wordsAt(block, "title");
  return (
    <figure className="block-image">
      {title === "" ? null : <figcaption>{title}</figcaption>}
      <BlockImage image={block} />
    </figure>
  );
}

function Video({ block }: BlockProps) {
  return (
    <p className="block-video">
      <OutsideLink url={textAt(block, "title_url") || textAt(block, "video_url")}>
        {wordsAt(block, "title") || textAt(block, "alt_text")}
      </OutsideLink>{" "}
      (video)
    </p>
  );
}

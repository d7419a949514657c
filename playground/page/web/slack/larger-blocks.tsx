import type { SlackBlock, SlackJson } from "../../../slack/seen.ts";
import { Element } from "./elements.tsx";
import { BlockImage } from "./image.tsx";
import { isObject, isSetAt, listAt, numberAt, objectAt, textAt } from "./json.ts";
import { RichText } from "./rich-text.tsx";
import { TextObject } from "./text-object.tsx";

interface Props {
  readonly block: SlackBlock;
}

/** A table; its first row heads the columns. */
export function TableBlock({ block }: Props) {
  const rows = Array.isArray(block["rows"]) ? block["rows"].filter((row) => Array.isArray(row)) : [];
  const settings = listAt(block, "column_settings");
  const [head = [], ...body] = rows.map((row) => row.filter(isObject));
  return (
    <div className="block-table" tabIndex={0} role="region" aria-label="Table">
      <table>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} scope="col" data-align={textAt(settings[column], "align") || undefined}>
                <Cell cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td
                  key={column}
                  data-align={textAt(settings[column], "align") || undefined}
                  data-wrap={isSetAt(settings[column], "is_wrapped") ? "true" : undefined}
                >
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell }: { readonly cell: SlackJson }) {
  if (textAt(cell, "type") === "rich_text") return <RichText block={cell} />;
  return textAt(cell, "text") || (numberAt(cell, "value")?.toLocaleString("en") ?? "");
}

/** A banner; its level is said in words too. */
export function AlertBlock({ block }: Props) {
  const level = textAt(block, "level") || "default";
  const text = objectAt(block, "text");
  return (
    <div className={`block-alert alert-${level}`}>
      {level === "default" ? null : <span className="for-readers">{level}: </span>}
      {text === undefined ? null : <TextObject text={text} />}
    </div>
  );
}

/** A card: picture, title, subtitle, body, and its actions. */
export function CardBlock({ block }: Props) {
  const hero = objectAt(block, "hero_image");
  const texts = [
    ["title", "card-title"],
    ["subtitle", "card-subtitle"],
    ["body", "card-body"],
    ["subtext", "card-subtitle"],
  ] as const;
  return (
    <div className="block-card">
      {hero === undefined ? null : <BlockImage image={hero} />}
      {texts.map(([key, className]) => {
        const text = objectAt(block, key);
        return text === undefined ? null : (
          <div key={key} className={className}>
            <TextObject text={text} />
          </div>
        );
      })}
      <div className="block-actions">
        {listAt(block, "actions").map((element, index) => (
          <Element
            key={textAt(element, "action_id") || index}
            blockId={block.block_id}
            element={element}
            label=""
            isInput={false}
          />
        ))}
      </div>
    </div>
  );
}

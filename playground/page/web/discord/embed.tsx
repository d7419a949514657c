import type { APIEmbed } from "discord-api-types/v10";
import { Markdown } from "../shared/markdown.tsx";
import { OutsideLink } from "../shared/outside-link.tsx";
import { Picture } from "../shared/picture.tsx";
import { dayName, clockTime } from "../shared/time.ts";
import { useLocalAddress, useMessage } from "./message-context.ts";

export function Embed({ embed }: { readonly embed: APIEmbed }) {
  return (
    <div className="embed" style={embed.color === undefined ? {} : { borderLeftColor: hex(embed.color) }}>
      <div className="embed-main">
        {embed.author === undefined ? null : <p className="embed-author">{embed.author.name}</p>}
        {embed.title === undefined ? null : (
          <p className="embed-title">
            {embed.url === undefined ? (
              <Markdown text={embed.title} />
            ) : (
              <OutsideLink url={embed.url}>{embed.title}</OutsideLink>
            )}
          </p>
        )}
        {embed.description === undefined ? null : (
          <div className="embed-description">
            <Markdown text={embed.description} />
          </div>
        )}
        <Fields embed={embed} />
      </div>
      {embed.thumbnail === undefined ? null : <EmbedPicture url={embed.thumbnail.url} kind="thumbnail" />}
      {embed.image === undefined ? null : <EmbedPicture url={embed.image.url} kind="image" />}
      <Footer embed={embed} />
    </div>
  );
}

function Fields({ embed }: { readonly embed: APIEmbed }) {
  if (embed.fields === undefined || embed.fields.length === 0) return null;
  return (
    <dl className="embed-fields">
      {embed.fields.map((field, index) => (
        <div key={index} className={field.inline === true ? "is-inline" : ""}>
          <dt>
            <Markdown text={field.name} />
          </dt>
          <dd>
            <Markdown text={field.value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Footer({ embed }: { readonly embed: APIEmbed }) {
  const when =
    embed.timestamp === undefined ? undefined : `${dayName(Date.parse(embed.timestamp))} ${clockTime(embed.timestamp)}`;
  const words = [embed.footer?.text, when].filter((part) => part !== undefined).join(" · ");
  return words === "" ? null : <p className="embed-footer">{words}</p>;
}

function EmbedPicture({ url, kind }: { readonly url: string; readonly kind: "thumbnail" | "image" }) {
  const source = useLocalAddress(url);
  const { attachments } = useMessage();
  const attached = attachments.find((file) => file.url === url || url === `attachment://${file.name}`);
  return (
    <div className={`embed-${kind}`}>
      <Picture
        className={kind === "image" ? "picture" : "thumbnail"}
        source={source}
        original={url}
        alt={attached?.description ?? ""}
      />
    </div>
  );
}

export function hex(colour: number): string {
  return `#${colour.toString(16).padStart(6, "0")}`;
}

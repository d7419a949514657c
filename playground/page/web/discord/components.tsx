import { Fragment } from "react";
import type { ReactNode } from "react";
import { ComponentType } from "discord-api-types/v10";
import type { APIComponentInContainer, APIMessageTopLevelComponent } from "discord-api-types/v10";
import { FileIcon } from "../shared/icons.tsx";
import { Markdown } from "../shared/markdown.tsx";
import { Picture } from "../shared/picture.tsx";
import { Button } from "./button.tsx";
import { hex } from "./embed.tsx";
import { useLocalAddress } from "./message-context.ts";
import { SelectMenu } from "./select-menu.tsx";

type Drawable = APIMessageTopLevelComponent | APIComponentInContainer;
type Of<Type extends ComponentType> = Extract<Drawable, { type: Type }>;

/** A message's components, of both generations. */
export function Components({ components }: { readonly components: readonly Drawable[] }) {
  return components.map((component, index) => <Fragment key={component.id ?? index}>{draw(component)}</Fragment>);
}

function draw(component: Drawable): ReactNode {
  switch (component.type) {
    case ComponentType.ActionRow:
      return <ActionRow row={component} />;
    case ComponentType.Section:
      return <Section section={component} />;
    case ComponentType.TextDisplay:
      return (
        <div className="text-display">
          <Markdown text={component.content} />
        </div>
      );
    case ComponentType.MediaGallery:
      return <Gallery gallery={component} />;
    case ComponentType.File:
      return <FileLine url={component.file.url} />;
    case ComponentType.Separator:
      return component.divider === false ? <div className="gap" /> : <hr data-spacing={component.spacing ?? 1} />;
    case ComponentType.Container:
      return <Container container={component} />;
  }
}

function ActionRow({ row }: { readonly row: Of<ComponentType.ActionRow> }) {
  return (
    <div className="action-row">
      {row.components.map((component, index) =>
        component.type === ComponentType.Button ? (
          <Button key={index} button={component} />
        ) : (
          <SelectMenu key={component.custom_id} menu={component} />
        ),
      )}
    </div>
  );
}

function Section({ section }: { readonly section: Of<ComponentType.Section> }) {
  const { accessory } = section;
  return (
    <div className="discord-section">
      <div>
        {section.components.map((text, index) => (
          <div key={index} className="text-display">
            <Markdown text={text.content} />
          </div>
        ))}
      </div>
      {accessory.type === ComponentType.Button ? (
        <Button button={accessory} />
      ) : (
        <LocalPicture className="thumbnail" url={accessory.media.url} alt={accessory.description ?? ""} />
      )}
    </div>
  );
}

function Container({ container }: { readonly container: Of<ComponentType.Container> }) {
  const colour = container.accent_color ?? undefined;
  return (
    <div className="discord-container" style={colour === undefined ? {} : { borderLeftColor: hex(colour) }}>
      <Components components={container.components} />
    </div>
  );
}

function Gallery({ gallery }: { readonly gallery: Of<ComponentType.MediaGallery> }) {
  return (
    <div className="gallery">
      {gallery.items.map((item, index) => (
        <LocalPicture key={index} className="picture" url={item.media.url} alt={item.description ?? ""} />
      ))}
    </div>
  );
}

function LocalPicture({
  url,
  alt,
  className,
}: {
  readonly url: string;
  readonly alt: string;
  readonly className: string;
}) {
  return <Picture className={className} source={useLocalAddress(url)} original={url} alt={alt} />;
}

function FileLine({ url }: { readonly url: string }) {
  const address = useLocalAddress(url);
  const name = url.split(/[/?]/).findLast((part) => part.includes(".")) ?? url;
  return (
    <a className="file-card" href={address} download={name}>
      <FileIcon />
      <b>{name}</b>
    </a>
  );
}

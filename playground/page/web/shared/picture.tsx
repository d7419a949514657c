import { useState } from "react";
import { Dialog } from "./dialog.tsx";

interface Props {
  /** An address on the page's own origin; undefined for a picture that lives elsewhere. */
  readonly source: string | undefined;
  readonly original: string;
  readonly alt: string;
  /** Anything but "picture" is too small or beside the point to be opened. */
  readonly className?: string;
}

/** A picture from the playground. One from elsewhere is named, not loaded: the page talks to nobody else. */
export function Picture({ source, original, alt, className = "picture" }: Props) {
  if (source === undefined) {
    return (
      <span className="picture-elsewhere">
        {alt || "A picture"} <span>(a picture at {hostOf(original)}, not loaded here)</span>
      </span>
    );
  }
  if (className !== "picture") return <img className={className} src={source} alt={alt} loading="lazy" />;
  return <OpeningPicture source={source} alt={alt} />;
}

/** Opens large when pressed, with its alternative text to read. */
function OpeningPicture({ source, alt }: { readonly source: string; readonly alt: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="picture-button" title="Open large" onClick={() => setOpen(true)}>
        <img className="picture" src={source} alt={alt || "Picture"} loading="lazy" />
      </button>
      {isOpen ? <LargePicture source={source} alt={alt} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

interface LargeProps {
  readonly source: string;
  readonly alt: string;
  readonly onClose: () => void;
}

function LargePicture({ source, alt, onClose }: LargeProps) {
  return (
    <Dialog
      title="Picture"
      className="picture-dialog"
      onClose={onClose}
      onSubmit={onClose}
      footer={
        <button type="submit" className="plain-button" data-default>
          Close
        </button>
      }
    >
      <img className="picture-large" src={source} alt={alt || "Picture"} />
      {alt === "" ? null : (
        <p className="picture-words" tabIndex={0}>
          <b>Alternative text:</b> {alt}
        </p>
      )}
    </Dialog>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "another place";
}

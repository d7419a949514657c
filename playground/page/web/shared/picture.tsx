interface Props {
  /** An address on the page's own origin; undefined for a picture that lives elsewhere. */
  readonly source: string | undefined;
  readonly original: string;
  readonly alt: string;
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
  return <img className={className} src={source} alt={alt} loading="lazy" />;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "another place";
}

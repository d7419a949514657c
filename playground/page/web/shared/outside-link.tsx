import type { ReactNode } from "react";

/** A link out of the page; anything but http, https and mailto stays text. */
export function OutsideLink({ url, children }: { readonly url: string; readonly children: ReactNode }) {
  if (!/^(?:https?:|mailto:)/i.test(url)) return <span>{children}</span>;
  return (
    <a href={url} target="_blank" rel="noreferrer noopener" title={url}>
      {children}
    </a>
  );
}

import { MarkGlyph } from "./icons.tsx";

interface Props {
  readonly name: string;
  readonly size?: "small" | "large";
  readonly isBot?: boolean;
}

const SHADES = 6;

/** A coloured tile with initials; the name itself always stands beside it. */
export function Avatar({ name, size = "large", isBot = false }: Props) {
  const shade = [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % SHADES;
  const initials = name
    .split(" ")
    .slice(0, 2)
    .map((word) => word.charAt(0))
    .join("");
  return (
    <span className={`avatar avatar-${size} ${isBot ? "avatar-bot" : `shade-${shade}`}`} aria-hidden="true">
      {isBot ? <MarkGlyph /> : initials}
    </span>
  );
}

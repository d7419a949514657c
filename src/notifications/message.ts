/** What the news is like; a renderer always says it in words or by a mark as well as by colour. */
export type Tone = "neutral" | "success" | "warning" | "danger" | "refusal";

/** A piece of a line. Strings are plain text from anywhere; renderers escape them. */
export type Inline =
  | string
  | { readonly strong: string }
  | { readonly code: string }
  /** An instant: shown absolute with zone, and relative where the platform keeps that current. */
  | { readonly time: Date }
  | { readonly link: string; readonly label: string };

export type Text = string | readonly Inline[];

export interface Fact {
  readonly label: string;
  readonly value: Text;
}

/** A command ready to be run by a button, a menu or a form. Input is what a person could have typed. */
export interface Call {
  /** The command's name, such as "invite accept". */
  readonly command: string;
  readonly input: Readonly<Record<string, string>>;
  /** Show the form, filled with the input, instead of running at once. */
  readonly form?: boolean;
}

export interface Button {
  readonly label: string;
  readonly call: Call;
  readonly style?: "primary" | "danger";
}

export interface LinkButton {
  readonly label: string;
  readonly url: string;
}

export type Action = Button | LinkButton;

/** One of several calls, chosen from a menu. */
export interface Menu {
  readonly label: string;
  readonly options: readonly Button[];
}

export interface TableRow {
  /** The first cell names the row. */
  readonly cells: readonly Text[];
  /** What the reader may do with this row. */
  readonly actions?: readonly Button[];
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

/** What people see, on any platform. Plain data; the title alone must make sense as a notification. */
export interface Message {
  readonly tone: Tone;
  /** One line: the news. */
  readonly title: string;
  readonly lines?: readonly Text[];
  readonly facts?: readonly Fact[];
  readonly table?: Table;
  readonly actions?: readonly Action[];
  readonly menus?: readonly Menu[];
  /** The quiet last line: who, when, reference. */
  readonly footer?: Text;
}

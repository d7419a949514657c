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

/** One bar or point. */
export interface ChartPoint {
  readonly at: Date;
  /** In the chart's unit. */
  readonly value: number;
}

export interface ChartSeries {
  readonly name: string;
  readonly as: "bars" | "line";
  readonly points: readonly ChartPoint[];
}

/** A picture of figures over time. The message must say the same without it. */
export interface Chart {
  readonly kind: "time";
  /** At its head: "GPU hours, November". */
  readonly title: string;
  readonly unit: string;
  /** What somebody who cannot see it should hear; at most 2,000 characters. */
  readonly alt: string;
  /** In whose zone days are cut and named. */
  readonly timeZone: string;
  /** Stacked, where several are bars. */
  readonly series: readonly ChartSeries[];
  readonly limit?: { readonly label: string; readonly value: number };
  /** Goes on where the lines end; low to high is the range that is likely. */
  readonly forecast?: readonly {
    readonly at: Date;
    readonly low: number;
    readonly middle: number;
    readonly high: number;
  }[];
}

/** Bars beside names, longest first. */
export interface RankingChart {
  readonly kind: "ranking";
  readonly title: string;
  readonly unit: string;
  readonly alt: string;
  readonly bars: readonly { readonly name: string; readonly value: number; readonly limit?: number }[];
}

/** A file that goes with the message. */
export interface Attachment {
  /** "usage-2026-11.csv". */
  readonly name: string;
  readonly mediaType: "text/csv";
  readonly content: string;
}

/** What people see, on any platform. Plain data; the title alone must make sense as a notification. */
export interface Message {
  readonly tone: Tone;
  /** One line: the news. */
  readonly title: string;
  /** Of a line below another message: what the thread is about, in a few words, where platforms name threads. */
  readonly topic?: string;
  readonly lines?: readonly Text[];
  readonly facts?: readonly Fact[];
  readonly table?: Table;
  readonly chart?: Chart | RankingChart;
  readonly attachments?: readonly Attachment[];
  readonly actions?: readonly Action[];
  readonly menus?: readonly Menu[];
  /** The quiet last line: who, when, reference. */
  readonly footer?: Text;
}

/**
 * Discord's limits on what a bot sends, in characters unless a name says otherwise.
 * Sources, under https://docs.discord.com/developers: resources/message (create message, embed limits),
 * components/reference, interactions/application-commands, interactions/receiving-and-responding.
 */
export const limits = {
  content: 2000,
  embedDescription: 4096,
  filesPerMessage: 10,
  /** In bytes: 10 MiB, of any server (reference, "Uploading Files"). */
  fileBytes: 10 * 1024 * 1024,
  fileName: 260,
  /** The alternative text of an attachment. */
  fileDescription: 1024,
  threadName: 100,
  /** A create-message nonce. */
  nonce: 25,
  customId: 100,
  buttonLabel: 80,
  buttonUrl: 512,
  buttonsPerRow: 5,
  rowsPerMessage: 5,
  selectOptions: 25,
  selectOptionLabel: 100,
  selectOptionValue: 100,
  selectPlaceholder: 150,
  modalTitle: 45,
  modalComponents: 5,
  labelText: 45,
  labelDescription: 100,
  inputValue: 4000,
  inputPlaceholder: 100,
  textDisplay: 4000,
  completions: 25,
  completionName: 100,
  completionValue: 100,
  commands: 100,
  commandName: 32,
  commandDescription: 100,
  commandOptions: 25,
  commandChoices: 25,
  choiceName: 100,
  choiceValue: 100,
  /** Names, descriptions and values of one command with all its options. */
  commandTotal: 8000,
  /** Of a string option's own minimum and maximum length. */
  stringOptionLength: 6000,
} as const;

const ELLIPSIS = "…";

/** At most `max` UTF-16 units, cut between characters and ended by an ellipsis where something is missing. */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  if (max < 1) return "";
  return `${clip(text, max - ELLIPSIS.length).trimEnd()}${ELLIPSIS}`;
}

/** The longest beginning of at most `max` UTF-16 units that splits no surrogate pair. */
export function clip(text: string, max: number): string {
  const cut = text.slice(0, Math.max(0, max));
  return cut.isWellFormed() || !text.isWellFormed() ? cut : cut.slice(0, -1);
}

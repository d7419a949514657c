/**
 * Slack's limits, in characters unless they count something.
 * Sources: docs.slack.dev/reference/block-kit (blocks, block-elements, composition-objects), /reference/views,
 * /reference/methods/chat.postMessage ("Truncating content"), /interactivity/handling-user-interaction (response_url).
 */
export const limits = {
  blocksPerMessage: 50,
  blocksPerView: 100,
  sectionText: 3_000,
  contextText: 2_000,
  headerText: 150,
  actionsElements: 25,
  buttonText: 75,
  accessibilityLabel: 75,
  linkUrl: 3_000,
  optionText: 75,
  optionValue: 150,
  options: 100,
  checkboxOptions: 10,
  overflowOptions: 5,
  placeholder: 150,
  inputLabel: 2_000,
  inputHint: 2_000,
  plainTextInput: 3_000,
  viewTitle: 24,
  viewButton: 24,
  privateMetadata: 3_000,
  imageAltText: 2_000,
  fileName: 200,
  /** What Slack advises for the top-level text; it cuts at 40,000. */
  messageText: 4_000,
  /** A response_url lives 30 minutes; one minute is kept for the way. */
  responseUrlSeconds: 29 * 60,
  suggestions: 100,
} as const;

/** Our own, so that a card stays a card and its blocks stay below Slack's total. */
export const card = {
  title: 300,
  line: 1_000,
  lines: 100,
  facts: 40,
  /** Of all lines together. */
  words: 10_000,
  cell: 200,
  rows: 30,
  menus: 5,
  buttons: 20,
} as const;

import { ButtonStyle, ComponentType, SeparatorSpacingSize } from "discord-api-types/v10";
import * as z from "zod";
import { address, list, rules, text } from "./form.ts";
import type { Report } from "./form.ts";
import * as limits from "./limits.ts";
import { componentBase, emoji, entitySelects, stringSelect } from "./select.ts";

const button = z
  .object({
    ...componentBase,
    type: z.literal(ComponentType.Button),
    style: z.union([1, 2, 3, 4, 5].map((style) => z.literal(style))),
    label: text(0, limits.BUTTON_LABEL).nullish(),
    emoji: emoji.nullish(),
    custom_id: text(1, limits.CUSTOM_ID).nullish(),
    url: address(limits.BUTTON_URL, ["http", "https", "discord"]).nullish(),
    disabled: z.boolean().nullish(),
  })
  .superRefine(rules(refuseButton));

const actionRow = z
  .object({
    ...componentBase,
    type: z.literal(ComponentType.ActionRow),
    components: list(z.discriminatedUnion("type", [button, stringSelect, ...entitySelects]), 1, limits.ROW_BUTTONS),
  })
  .superRefine(
    rules((row, report) => {
      if (row.components.length === 1) return;
      for (const [index, each] of row.components.entries()) {
        if (each.type === ComponentType.Button) continue;
        report(
          ["components", index],
          "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
          "The specified component exceeds the maximum width",
        );
      }
    }),
  );

const media = z.object({ url: address(limits.URL_LENGTH, ["http", "https", "attachment"]) });
const described = { description: text(1, limits.MEDIA_DESCRIPTION).nullish(), spoiler: z.boolean().nullish() };

const textDisplay = z.object({
  ...componentBase,
  type: z.literal(ComponentType.TextDisplay),
  content: text(1, limits.DISPLAYED_TEXT),
});

const section = z.object({
  ...componentBase,
  type: z.literal(ComponentType.Section),
  components: list(textDisplay, 1, limits.SECTION_TEXTS),
  accessory: z.discriminatedUnion("type", [
    button,
    z.object({ ...componentBase, ...described, type: z.literal(ComponentType.Thumbnail), media }),
  ]),
});

const gallery = z.object({
  ...componentBase,
  type: z.literal(ComponentType.MediaGallery),
  items: list(z.object({ ...described, media }), 1, limits.GALLERY_ITEMS),
});

const file = z.object({
  ...componentBase,
  type: z.literal(ComponentType.File),
  file: z.object({ url: address(limits.URL_LENGTH, ["attachment"]) }),
  spoiler: z.boolean().nullish(),
});

const separator = z.object({
  ...componentBase,
  type: z.literal(ComponentType.Separator),
  divider: z.boolean().nullish(),
  spacing: z.enum(SeparatorSpacingSize).nullish(),
});

const contents = [actionRow, textDisplay, section, gallery, file, separator] as const;

const container = z.object({
  ...componentBase,
  type: z.literal(ComponentType.Container),
  components: list(z.discriminatedUnion("type", contents), 1, limits.COMPONENTS),
  accent_color: z.int().min(0).max(0xff_ff_ff).nullish(),
  spoiler: z.boolean().nullish(),
});

export const messageComponents = list(
  z.discriminatedUnion("type", [...contents, container]),
  0,
  limits.COMPONENTS,
).superRefine(rules(refuseTogether));

export type MessageComponents = z.output<typeof messageComponents>;

interface ButtonBody {
  readonly style: number;
  readonly label?: string | null | undefined;
  readonly emoji?: unknown;
  readonly custom_id?: string | null | undefined;
  readonly url?: string | null | undefined;
}

function refuseButton(value: ButtonBody, report: Report): void {
  const isLink = value.style === ButtonStyle.Link;
  const [needed, forbidden] = isLink ? (["url", "custom_id"] as const) : (["custom_id", "url"] as const);
  if (!value[needed]) report([needed], "BASE_TYPE_REQUIRED", "This field is required");
  if (value[forbidden]) {
    report([], "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified");
  }
  if (!value.label && !value.emoji) {
    report([], "BUTTON_COMPONENT_INVALID_LABEL", "A button must have a label or an emoji");
  }
}

/** Every component with its path, parents before children, the way Discord numbers them. */
export function* walk(
  value: unknown,
  path: readonly PropertyKey[] = [],
): Generator<[Record<string, unknown>, readonly PropertyKey[]]> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* walk(item, [...path, index]);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  // Safe: any non-array object may be read by string keys.
  const component = value as Record<string, unknown>;
  yield [component, path];
  for (const key of ["components", "accessory", "component"]) yield* walk(component[key], [...path, key]);
}

/** What holds for all components of one message or modal together. */
export function refuseTogether(all: readonly unknown[], report: Report): void {
  const customIds = new Set<string>();
  let count = 0;
  let shown = 0;
  for (const [component, path] of walk(all)) {
    count += 1;
    if (component["type"] === ComponentType.TextDisplay) shown += String(component["content"]).length;
    const customId = component["custom_id"];
    if (typeof customId !== "string") continue;
    if (customIds.has(customId)) {
      report([...path, "custom_id"], "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
    }
    customIds.add(customId);
  }
  if (count > limits.COMPONENTS) {
    report([], "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", `Must be ${limits.COMPONENTS} or fewer components in total.`);
  }
  if (shown > limits.DISPLAYED_TEXT) {
    report(
      [],
      "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
      `Displayable text size exceeds maximum size of ${limits.DISPLAYED_TEXT}`,
    );
  }
}

/** Discord's documented limits; lengths are counted in UTF-16 units, which is never laxer than Discord's count. */
export const CONTENT = 2000;
export const THREAD_NAME = 100;
export const NONCE = 25;
export const EMBEDS = 10;
export const EMBED_TITLE = 256;
export const EMBED_DESCRIPTION = 4096;
export const EMBED_FIELDS = 25;
export const EMBED_FIELD_NAME = 256;
export const EMBED_FIELD_VALUE = 1024;
export const EMBED_FOOTER = 2048;
export const EMBED_AUTHOR = 256;
/** Title, description, field names and values, footer and author over all embeds of a message. */
export const EMBED_TOTAL = 6000;
export const URL_LENGTH = 2048;

export const ACTION_ROWS = 5;
export const ROW_BUTTONS = 5;
/** Nested ones count. */
export const COMPONENTS = 40;
/** Text displays of a message together. */
export const DISPLAYED_TEXT = 4000;
export const CUSTOM_ID = 100;
export const BUTTON_LABEL = 80;
export const BUTTON_URL = 512;
export const SELECT_OPTIONS = 25;
export const SELECT_OPTION_TEXT = 100;
export const PLACEHOLDER = 150;
export const SECTION_TEXTS = 3;
export const GALLERY_ITEMS = 10;
export const MEDIA_DESCRIPTION = 1024;

export const MODAL_TITLE = 45;
export const MODAL_COMPONENTS = 5;
export const LABEL = 45;
export const LABEL_DESCRIPTION = 100;
export const TEXT_INPUT = 4000;
export const TEXT_INPUT_PLACEHOLDER = 100;
export const GROUP_OPTIONS = 10;
export const MODAL_FILES = 10;

export const COMMANDS = 100;
/** Per guild, or globally, a day; replacing a command of the same name is not a creation. */
export const COMMAND_CREATES = 200;
export const COMMAND_NAME = 32;
export const COMMAND_DESCRIPTION = 100;
export const COMMAND_OPTIONS = 25;
export const CHOICES = 25;
export const CHOICE_TEXT = 100;
export const STRING_OPTION = 6000;
/** Names, descriptions and values of a command and everything in it, the longest localization of each. */
export const COMMAND_TOTAL = 8000;

export const ATTACHMENTS = 10;
/** Bytes, without boosts or Nitro. */
export const FILE_SIZE = 10 * 1024 * 1024;
export const MESSAGE_PAGE = 100;
export const MEMBER_PAGE = 1000;
export const ALLOWED_MENTIONS = 100;

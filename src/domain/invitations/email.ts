const ADDRESS = /^[^\s@"(),:;<>[\\\]]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;
/** RFC 5321, 4.5.3.1: a path is at most 256 octets with its angle brackets. */
const LIMIT = 254;

/**
 * The address in lower case, or undefined for what is none. Quoted local parts, address literals and letters that only
 * look like others are refused: the lower case of the Kelvin sign is "k", and its owner is somebody else.
 */
export function emailFrom(text: string): string | undefined {
  const typed = text.trim();
  const email = typed.toLowerCase();
  const isPlain = typed.normalize("NFKC") === typed && !/\p{C}/u.test(typed);
  const isAddress = isPlain && email.length <= LIMIT && ADDRESS.test(email) && !/^\.|\.\.|\.@/.test(email);
  return isAddress ? email : undefined;
}

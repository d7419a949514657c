const ADDRESS = /^[^\s@"(),:;<>[\\\]]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;
/** RFC 5321, 4.5.3.1: a path is at most 256 octets with its angle brackets. */
const LIMIT = 254;

/** The address in lower case, or undefined for what is none. Quoted local parts and address literals are refused. */
export function emailFrom(text: string): string | undefined {
  const email = text.trim().toLowerCase();
  const isAddress = email.length <= LIMIT && ADDRESS.test(email) && !/^\.|\.\.|\.@/.test(email);
  return isAddress ? email : undefined;
}

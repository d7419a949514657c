const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** Whether it is written as our ids are: a UUID in lower case. */
export function isId(text: string): boolean {
  return UUID.test(text);
}

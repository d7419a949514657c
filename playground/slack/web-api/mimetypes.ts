const byExtension: Readonly<Record<string, string>> = {
  csv: "text/csv",
  gif: "image/gif",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  json: "application/json",
  md: "text/markdown",
  pdf: "application/pdf",
  png: "image/png",
  pub: "text/plain",
  svg: "image/svg+xml",
  txt: "text/plain",
  zip: "application/zip",
};

/** A file's type by its name; bytes without a known name are just bytes. */
export function mimetypeOf(name: string): string {
  return byExtension[name.split(".").at(-1)?.toLowerCase() ?? ""] ?? "application/octet-stream";
}

/** A file as the page's server takes it. */
export interface UploadedFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: string;
}

/** Reads a chosen file for sending as JSON. */
export function readForUpload(file: File): Promise<UploadedFile> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("error", () => reject(new Error(`${file.name} cannot be read.`)));
    reader.addEventListener("load", () => {
      const url = typeof reader.result === "string" ? reader.result : "";
      const content = url.slice(url.indexOf(",") + 1);
      resolve({ name: file.name, contentType: file.type || "application/octet-stream", content });
    });
    reader.readAsDataURL(file);
  });
}

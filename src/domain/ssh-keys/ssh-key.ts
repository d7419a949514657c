export interface SshKeyView {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bits: number;
  /** "SHA256:…", as ssh-keygen prints it. */
  readonly fingerprint: string;
  readonly addedAt: Date;
}

export const viewSelected = { id: true, name: true, type: true, bits: true, fingerprint: true, addedAt: true } as const;

/** Keys a person may have. */
export const KEY_LIMIT = 50;

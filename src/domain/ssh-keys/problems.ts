export type SshKeyProblem =
  | { readonly kind: "ssh-key-private"; readonly field: "key" }
  | {
      readonly kind: "ssh-key-malformed";
      readonly reason: "empty" | "several-lines" | "not-openssh" | "damaged" | "certificate" | "options";
      readonly field: "key";
    }
  | {
      readonly kind: "ssh-key-type-refused";
      readonly type: string;
      readonly allowed: readonly string[];
      readonly field: "key";
    }
  | { readonly kind: "ssh-key-too-short"; readonly bits: number; readonly minimum: number; readonly field: "key" }
  | { readonly kind: "ssh-key-present"; readonly name: string; readonly field: "key" }
  /** Somebody else's; who is not said. */
  | { readonly kind: "ssh-key-in-use"; readonly field: "key" }
  | { readonly kind: "ssh-key-name-taken"; readonly name: string; readonly field: "name" }
  | { readonly kind: "ssh-key-limit"; readonly limit: number };

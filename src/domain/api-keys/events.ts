import type { Ref } from "../events.ts";

export type ApiKeyEvent =
  | {
      readonly kind: "api-key-created";
      readonly key: Ref;
      readonly scopes: readonly string[];
      readonly expiresAt: string | null;
    }
  | { readonly kind: "api-key-revoked"; readonly key: Ref };

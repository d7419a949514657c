export type ApiKeyProblem =
  | { readonly kind: "api-key-name-taken"; readonly name: string }
  | { readonly kind: "api-key-revoked"; readonly name: string }
  | { readonly kind: "api-key-limit"; readonly limit: number };

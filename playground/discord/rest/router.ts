import { refusal } from "./errors.ts";
import type { Route } from "./call.ts";

export interface Match {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Finds the route of a path without `/api/v10`; earlier ones win. 404 and 405 in Discord's words. */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => Match {
  const compiled = routes.map((route) => ({ route, pattern: patternOf(route.path) }));

  return (method, path) => {
    const fitting = compiled.flatMap(({ route, pattern }) => {
      const match = pattern.exec(path);
      return match === null ? [] : [{ route, parameters: { ...match.groups } }];
    });
    const match = fitting.find(({ route }) => route.method === method);
    if (match !== undefined) return match;
    throw refusal(fitting.length > 0 ? "methodNotAllowed" : "notFound");
  };
}

function patternOf(path: string): RegExp {
  const source = path.replaceAll(/:(\w+)/gu, (_whole, name: string) =>
    name.endsWith("_id") ? `(?<${name}>\\d{1,20})` : `(?<${name}>[^/]+)`,
  );
  return new RegExp(`^${source}/?$`, "u");
}

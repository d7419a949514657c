import { beforeAll, describe, expect, it } from "vitest";
import { codes } from "../../../src/api/v1/codes.ts";
import { aTenant } from "../../support/builders.ts";
import type { World } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { serving } from "./support.ts";

const database = useDatabase();

let world: World;
beforeAll(async () => {
  world = await aTenant(database.db);
});

const get = async (path: string, init: RequestInit = {}) => fetch(`${await serving(world)}${path}`, init);

interface Description {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

describe("openapi.json", () => {
  it("describes every path in OpenAPI 3.1", async () => {
    // Safe: this is what the path is for, and what the expectations look at.
    const description = (await (await get("/v1/openapi.json")).json()) as Description;

    expect(description.openapi).toBe("3.1.0");
    const paths = Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(paths.toSorted()).toEqual([
      "get /v1/problems",
      "get /v1/problems/{code}",
      "get /v1/usage",
      "post /v1/activity",
      "post /v1/alertmanager",
      "post /v1/quota/check",
      "post /v1/quota/commit",
      "post /v1/quota/extend",
      "post /v1/quota/release",
      "post /v1/quota/reserve",
      "post /v1/usage",
    ]);
  });

  it("describes what webhooks are sent", async () => {
    expect(await (await get("/v1/openapi.json")).json()).toMatchObject({
      webhooks: {
        alert: {
          post: {
            parameters: [{ name: "webhook-id" }, { name: "webhook-timestamp" }, { name: "webhook-signature" }],
            requestBody: {
              content: { "application/json": { schema: { type: "object", required: ["type", "timestamp", "data"] } } },
            },
          },
        },
        test: { post: {} },
      },
    });
  });

  it("takes its forms from the schemas that check them", async () => {
    const description: unknown = await (await get("/v1/openapi.json")).json();

    expect(description).toMatchObject({
      paths: {
        "/v1/usage": {
          post: {
            security: [{ key: [] }],
            requestBody: { content: { "application/cloudevents+json": {}, "application/x-ndjson": {} } },
            responses: { 200: {}, "4XX": { content: { "application/problem+json": {} } } },
          },
        },
      },
      components: {
        securitySchemes: { key: { scheme: "bearer" } },
        schemas: {
          UsageEvent: {
            required: expect.arrayContaining(["specversion", "type", "source", "id", "time", "data"]),
          },
          Reserve: { properties: { for_seconds: { maximum: 2_592_000 } }, additionalProperties: false },
        },
      },
    });
  });

  it("refers only to what is in it", async () => {
    const text = await (await get("/v1/openapi.json")).text();
    // Safe: as above.
    const { components } = JSON.parse(text) as Description;
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/gu)].map(([, name = ""]) => name);

    expect(references.length).toBeGreaterThan(10);
    expect([...new Set(references)].toSorted()).toEqual(Object.keys(components.schemas).toSorted());
  });
});

describe("docs", () => {
  it.each(["/v1/docs", "/v1/docs/"])(
    "is a page at %s that loads everything from here and lets nothing else in",
    async (path) => {
      const page = await get(path);
      const html = await page.text();

      expect(page.status).toBe(200);
      expect(page.headers.get("content-security-policy")).toMatch(/default-src 'self'/u);
      expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//u);
      const loaded = [...html.matchAll(/(?:src|href)="(?<file>[^"]+)"/gu)].map(({ groups }) => groups?.["file"] ?? "");
      expect(loaded.length).toBeGreaterThan(3);
      for (const file of loaded) {
        const answer = await get(new URL(file, `http://x${path}`).pathname);
        expect([file, answer.status]).toEqual([file, 200]);
        // What is not read keeps the server from closing.
        await answer.arrayBuffer();
      }
    },
  );
});

describe("problems", () => {
  it("explains each code where its type leads", async () => {
    const answer = await get("/v1/problems/quota_exceeded");

    expect(await answer.json()).toEqual({
      type: "/v1/problems/quota_exceeded",
      code: "quota_exceeded",
      status: 409,
      title: "The request does not fit in what is left.",
    });
  });

  it("lists all of them", async () => {
    expect(await (await get("/v1/problems")).json()).toMatchObject({
      problems: Object.entries(codes).map(([code, { status }]) => ({ code, status })),
    });
  });
});

describe("paths that are not there", () => {
  it.each([
    ["GET", "/v1/nothing", 404, "not_found", null],
    ["GET", "/v1/problems/nothing", 404, "not_found", null],
    ["PUT", "/v1/usage", 405, "method_not_allowed", "GET, HEAD, POST"],
    ["DELETE", "/v1/quota/check", 405, "method_not_allowed", "POST"],
  ])("answers %s %s with a problem", async (method, path, status, code, allow) => {
    const answer = await get(path, { method });

    expect([answer.status, await answer.json()]).toEqual([status, expect.objectContaining({ code, status })]);
    expect(answer.headers.get("allow")).toBe(allow);
  });
});

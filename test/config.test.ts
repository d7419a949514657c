import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "../src/config.ts";

describe("readConfig", () => {
  it("chooses the playground when no platform is named", () => {
    expect(readConfig({})).toEqual({
      dataDirectory: "./data",
      configurationFile: { path: "./quartermaster.yml", isRequired: false },
      host: "127.0.0.1",
      logLevel: "error",
    });
  });

  it("wants a configuration that is named to be there", () => {
    expect(readConfig({ QM_CONFIG: "/etc/quartermaster.yml" }).configurationFile).toEqual({
      path: "/etc/quartermaster.yml",
      isRequired: true,
    });
  });

  it("prefers Socket Mode when there is an app token", () => {
    const { slack } = readConfig({
      SLACK_BOT_TOKEN: "xoxb-1",
      SLACK_APP_TOKEN: "xapp-1",
      SLACK_SIGNING_SECRET: "0123456789",
    });

    expect(slack?.transport).toEqual({ kind: "socket", appToken: "xapp-1" });
  });

  it("takes signed HTTP when there is only a signing secret", () => {
    const { slack } = readConfig({ SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "0123456789" });

    expect(slack?.transport).toEqual({ kind: "http", signingSecret: "0123456789" });
  });

  it.each([
    [{ SLACK_BOT_TOKEN: "hello" }, "SLACK_BOT_TOKEN should be a bot token such as xoxb-123-456-abc"],
    [{ SLACK_APP_TOKEN: "xapp-1" }, "SLACK_BOT_TOKEN is missing: it should be a bot token such as xoxb-123-456-abc"],
    [{ SLACK_BOT_TOKEN: "xoxb-1" }, "SLACK_APP_TOKEN or SLACK_SIGNING_SECRET is missing"],
    [{ DISCORD_API_URL: "http://127.0.0.1:1/api" }, "DISCORD_TOKEN is missing"],
    [{ DATABASE_URL: "mysql://x" }, "DATABASE_URL should be an address such as postgresql://"],
    [{ SLACK_MESSAGE_INTERVAL_MS: "fast" }, "SLACK_MESSAGE_INTERVAL_MS should be a number of milliseconds"],
    [{ QM_DATABASE_CONNECTIONS: "3" }, "QM_DATABASE_CONNECTIONS should be a number of connections from 10 to 500"],
    [{ QM_PORT: "http" }, "QM_PORT should be a port number from 0 to 65535"],
    [{ SMTP_URL: "mail.example.com" }, "SMTP_URL should be an address such as smtps://"],
    [{ LOG_LEVEL: "loud" }, "LOG_LEVEL should be one of fatal"],
  ])("names the variable and what it should look like: %j", (environment, line) => {
    const read = () => readConfig(environment);

    expect(read).toThrow(ConfigError);
    expect(read).toThrow(line);
  });

  it("takes how many connections to the database there may be", () => {
    expect(readConfig({ QM_DATABASE_CONNECTIONS: "15" }).databaseConnections).toBe(15);
  });

  it("takes how far apart messages to one conversation are", () => {
    const given = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" };
    expect(readConfig({ ...given, SLACK_MESSAGE_INTERVAL_MS: "2000" }).slack?.messageIntervalMs).toBe(2_000);
    expect(readConfig({ ...given, SLACK_MESSAGE_INTERVAL_MS: "0" }).slack?.messageIntervalMs).toBe(0);
    expect(readConfig(given).slack).not.toHaveProperty("messageIntervalMs");
  });

  it.each([
    ["smtp://mail.example.com:25", "quartermaster@mail.example.com"],
    ["smtps://lab%40example.com:secret@mail.example.com", "lab@example.com"],
    ["smtp://mail.example.com?from=gpu@example.com", "gpu@example.com"],
  ])("takes the sender of mail from %s", (url, from) => {
    expect(readConfig({ SMTP_URL: url }).mail?.from).toBe(from);
  });

  it("never repeats a malformed value, which may be a secret", () => {
    expect(() => readConfig({ SLACK_BOT_TOKEN: "s3cret-value" })).not.toThrow(/s3cret/);
  });
});

import { describe, expect, it } from "vitest";
import { isReachable, readWebhookUrl } from "../../../src/domain/webhooks/reach.ts";

const because = (url: string, allow: readonly string[] = []) => {
  const read = readWebhookUrl(url, allow);
  return read.ok ? read.url.href : read.because;
};

describe("readWebhookUrl", () => {
  it("takes the internet's addresses by https", () => {
    expect(because("https://hooks.example.com/alerts?team=7#part")).toBe("https://hooks.example.com/alerts?team=7");
    expect(because("https://93.184.215.14:8443/")).toBe("https://93.184.215.14:8443/");
    expect(because("https://[2606:4700::1111]/")).toBe("https://[2606:4700::1111]/");
  });

  it.each([
    ["http://hooks.example.com/", "not-https"],
    ["ftp://hooks.example.com/", "not-https"],
    ["file:///etc/passwd", "not-https"],
    ["hooks.example.com", "unreadable"],
    ["https://", "unreadable"],
    ["https://user:secret@hooks.example.com/", "credentials"],
  ])("refuses %s as %s", (url, reason) => {
    expect(because(url)).toBe(reason);
  });

  it("refuses what is very long", () => {
    expect(because(`https://hooks.example.com/${"a".repeat(2_000)}`)).toBe("too-long");
  });

  it.each([
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "localhost",
    "LOCALHOST.",
    "db.localhost",
    "[::1]",
    "[::]",
    "[::ffff:10.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::a00:1]",
    "[64:ff9b:1::a00:1]",
    "[2002:a00:1::]",
    "[2001::1]",
    "[fc00::1]",
    "[fe80::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[2001:db8::1]",
    "[fd00:ec2::254]",
  ])("refuses https://%s/, which leads inside", (host) => {
    expect(because(`https://${host}/`)).toBe("inner-address");
  });

  it("takes inner addresses that are allowed, by http as well", () => {
    expect(because("http://10.1.2.3:9093/", ["10.0.0.0/8"])).toBe("http://10.1.2.3:9093/");
    expect(because("http://[fd00::7]/", ["fd00::/8"])).toBe("http://[fd00::7]/");
    expect(because("http://alertmanager.internal:9093/", ["alertmanager.internal"])).toBe(
      "http://alertmanager.internal:9093/",
    );
    expect(because("http://11.1.2.3/", ["10.0.0.0/8"])).toBe("not-https");
    expect(because("https://10.1.2.3/", ["10.1.2.4"])).toBe("inner-address");
  });
});

describe("isReachable", () => {
  it("judges what a name leads to by the address, unless the name itself is allowed", () => {
    const host = "hooks.example.com";
    expect(isReachable("93.184.215.14", { host, allow: [] })).toBe(true);
    expect(isReachable("10.0.0.1", { host, allow: [] })).toBe(false);
    expect(isReachable("::ffff:10.0.0.1", { host, allow: ["10.0.0.0/8"] })).toBe(true);
    expect(isReachable("10.0.0.1", { host, allow: [host] })).toBe(true);
    expect(isReachable("nonsense", { host, allow: [host] })).toBe(false);
  });
});

import ipaddr from "ipaddr.js";
import type { BecauseUrlInvalid } from "./problems.ts";

const MOST_CHARACTERS = 2_000;

export type UrlReading =
  | { readonly ok: true; readonly url: URL }
  | { readonly ok: false; readonly because: BecauseUrlInvalid; readonly host: string };

/**
 * Whether an address may be sent to, as far as it tells by itself: where it names a host, what that host leads to has to
 * be looked at with each connection (`isReachable`).
 */
export function readWebhookUrl(text: string, allow: readonly string[]): UrlReading {
  const url = text.length <= MOST_CHARACTERS && URL.canParse(text) ? new URL(text) : undefined;
  if (!url) return { ok: false, because: text.length > MOST_CHARACTERS ? "too-long" : "unreadable", host: "" };

  const because = faultOf(url, allow);
  if (because) return { ok: false, because, host: hostOf(url).slice(0, 100) };
  url.hash = "";
  return { ok: true, url };
}

function faultOf(url: URL, allow: readonly string[]): BecauseUrlInvalid | undefined {
  const host = hostOf(url);
  if (url.username !== "" || url.password !== "") return "credentials";
  if (url.protocol !== "https:" && url.protocol !== "http:") return "not-https";
  if (leadsInsideByItself(host, allow)) return "inner-address";
  return url.protocol === "http:" && !isNamed(host, allow) ? "not-https" : undefined;
}

function leadsInsideByItself(host: string, allow: readonly string[]): boolean {
  if (ipaddr.isValid(host)) return !isReachable(host, { host, allow });
  return isInnerName(host) && !allow.includes(host);
}

/** The name or address that an URL leads to; that of IPv6 without its brackets, a name without its last dot. */
export function hostOf({ hostname }: Pick<URL, "hostname">): string {
  return hostname
    .replace(/^\[|\]$/gu, "")
    .replace(/\.$/u, "")
    .toLowerCase();
}

/** RFC 6761: always this machine. */
function isInnerName(host: string): boolean {
  return host === "" || host === "localhost" || host.endsWith(".localhost");
}

export interface Reaching {
  /** The name by which it was found. */
  readonly host: string;
  readonly allow: readonly string[];
}

/**
 * Whether a connection may be made to an address (not a name): the internet's own, and what the configuration allows by
 * address, by range or by the host's name. What stands for another address is judged as that one.
 */
export function isReachable(address: string, { host, allow }: Reaching): boolean {
  if (!ipaddr.isValid(address)) return false;
  if (allow.includes(host)) return true;
  const meant = ipaddr.process(address);
  return isPublic(meant) || allow.some((range) => isWithin(meant, range));
}

/** Of IPv6 only 2000::/3 is given out as the internet's (RFC 4291, section 2.4, and IANA's registry). */
function isPublic(address: Address): boolean {
  return address.range() === "unicast" && (address.kind() === "ipv4" || isWithin(address, "2000::/3"));
}

/** Hosts that are named in the configuration, by name or address, may be reached without TLS. */
function isNamed(host: string, allow: readonly string[]): boolean {
  if (allow.includes(host)) return true;
  return ipaddr.isValid(host) && allow.some((range) => isWithin(ipaddr.process(host), range));
}

type Address = ReturnType<typeof ipaddr.process>;

function isWithin(address: Address, range: string): boolean {
  const bits = range.includes("/") || !ipaddr.isValid(range) ? range : `${range}/${range.includes(":") ? 128 : 32}`;
  if (!ipaddr.isValidCIDR(bits)) return false;
  const [network, length] = ipaddr.parseCIDR(bits);
  return network.kind() === address.kind() && address.match(network, length);
}

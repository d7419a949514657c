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
  if (text.length > MOST_CHARACTERS) return no("too-long");
  if (!URL.canParse(text)) return no("unreadable");
  const url = new URL(text);
  const host = hostOf(url);
  if (url.username !== "" || url.password !== "") return no("credentials", host);
  if (url.protocol !== "https:" && url.protocol !== "http:") return no("not-https", host);
  if (ipaddr.isValid(host) && !isReachable(host, { host, allow })) return no("inner-address", host);
  if (isInnerName(host) && !allow.includes(host)) return no("inner-address", host);
  if (url.protocol === "http:" && !isNamed(host, allow)) return no("not-https", host);

  url.hash = "";
  return { ok: true, url };
}

function no(because: BecauseUrlInvalid, host = ""): UrlReading {
  return { ok: false, because, host: host.slice(0, 100) };
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
  return meant.range() === "unicast" || allow.some((range) => isWithin(meant, range));
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

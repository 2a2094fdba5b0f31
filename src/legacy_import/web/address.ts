import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { HostRefused } from "./errors.ts";

/** The addresses of a host, the one to use first in front. Throws when it has none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** Whether an address may be connected to. */
export type IsAllowed = (address: string) => boolean;

/** IANA gives out nothing else. Without it, `::7f00:1` would count as public. */
const GLOBAL_IPV6 = ipaddr.parseCIDR("2000::/3");
/** A public address by its number, but Azure answers there about the machine itself. */
const OF_THE_CLOUD: readonly string[] = ["168.63.129.16"];

/**
 * Whether an address belongs to the public internet. Loopback, private, link-local (the cloud's credentials), carrier-grade
 * NAT and reserved addresses do not, and neither do IPv6 addresses that lead to an IPv4 address by a gateway.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  // `::ffff:10.0.0.1` is the IPv4 address in it.
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv6" && !parsed.match(GLOBAL_IPV6)) return false;
  return parsed.range() === "unicast" && !OF_THE_CLOUD.includes(parsed.toString());
}

/** Asks the machine's resolver. IPv4 first: many machines have no way to IPv6. */
export const resolveHost: Resolve = async (host) => {
  const found = await lookup(host, { all: true });
  return found.toSorted((one, other) => one.family - other.family).map(({ address }) => address);
};

/**
 * The addresses of a URL's host that may be connected to. The caller connects to one of them, and never asks for the name
 * again: a name may lead elsewhere at each question.
 *
 * @throws {HostRefused} `private_address` when none may be connected to.
 */
export async function allowedAddresses(
  { hostname }: URL,
  { resolve, isAllowed }: { readonly resolve: Resolve; readonly isAllowed: IsAllowed },
): Promise<readonly string[]> {
  const host = hostname.replace(/^\[|\]$/g, "");
  const addresses = isIP(host) === 0 ? await resolve(host) : [host];
  const allowed = addresses.filter(isAllowed);
  if (allowed.length === 0) throw new HostRefused("private_address");
  return allowed;
}

import assert from "node:assert/strict";
import { allowedAddresses, isPublicAddress } from "../../src/legacy_import/web/address.ts";

/** Sources: IANA's special-purpose registries for IPv4 and IPv6; OWASP's cheat sheet on SSRF; read 2026-11-28. */
const REFUSED = {
  loopback: ["127.0.0.1", "127.255.255.254", "::1", "0:0:0:0:0:0:0:1"],
  unspecified: ["0.0.0.0", "0.1.2.3", "::"],
  private: ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"],
  "the cloud's credentials": [
    "169.254.169.254",
    "fd00:ec2::254",
    "100.100.100.200",
    "168.63.129.16",
  ],
  "link-local": ["169.254.0.1", "fe80::1"],
  "carrier-grade NAT": ["100.64.0.1", "100.127.255.255"],
  "unique local": ["fc00::1", "fd12:3456::1"],
  // github.com/Priyanshu-byte-coder/devtrack/issues/2151
  "IPv4 in IPv6": ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe"],
  // github.com/hzrd149/blossom-server/pull/57
  gateways: ["64:ff9b::a00:1", "64:ff9b:1::1", "2002:a00:1::", "2001:0:53aa:64c::1"],
  "IPv4-compatible and site-local": ["::7f00:1", "fec0::1"],
  documentation: ["192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1"],
  // github.com/frenchbread/private-ip/issues/31
  multicast: ["224.0.0.1", "239.255.255.255", "ff02::1"],
  reserved: ["240.0.0.1", "255.255.255.255", "192.0.0.1", "198.18.0.1", "100::1"],
  "no address": ["", "localhost", "1.2.3", "0x7f.1", "fe80::1%eth0"],
};
const ALLOWED = ["1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1111"];

Deno.test("isPublicAddress() refuses every address that is not of the public internet", () => {
  for (const [kind, addresses] of Object.entries(REFUSED)) {
    for (const address of addresses) {
      assert.equal(isPublicAddress(address), false, `${kind} ${address}`);
    }
  }
  for (const address of ALLOWED) assert.equal(isPublicAddress(address), true, address);
});

const HIDDEN = [
  "http://2130706433/",
  "http://0x7f.1/",
  "http://[::ffff:127.0.0.1]/",
  "http://127.1/",
  // github.com/indutny/node-ip/issues/162
  "http://017700000001/",
  "http://0/",
];

Deno.test("allowedAddresses() checks the address that a URL names, whatever its form, and every address of a name", async () => {
  const none = {
    resolve: () => Promise.reject(new Error("not asked")),
    isAllowed: isPublicAddress,
  };
  for (const url of HIDDEN) {
    await assert.rejects(allowedAddresses(new URL(url), none), { code: "private_address" }, url);
  }
  const resolve = () => Promise.resolve(["10.0.0.1", "1.1.1.1", "::1"]);
  const several = { resolve, isAllowed: isPublicAddress };
  assert.deepEqual(await allowedAddresses(new URL("http://a.example/"), several), ["1.1.1.1"]);
});

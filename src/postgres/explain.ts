/**
 * What an operator can do about an error of PostgreSQL that waiting does not mend: the settings are wrong, or a right is
 * missing.
 * @module
 */

/** An error, and what to do. */
interface Remedy {
  /** The code of PostgreSQL or of Node, or what the message contains. */
  readonly when: RegExp;
  readonly remedy: string;
}

const AUTHORITY =
  "the certificate of the server comes from an authority that this machine does not know. Put the " +
  "authority's certificate, which the host of the database offers, into DATABASE_CA. With " +
  "sslmode=no-verify in DATABASE_URL it is not looked at, and anybody on the way can pretend to be the server";

/** The first one that matches. Sources: PostgreSQL 18, appendix A; pg 8.23; Node's codes of TLS. */
const REMEDIES: readonly Remedy[] = [
  {
    when: /^(28P01)$|password authentication failed/,
    remedy: "correct the user or the password in DATABASE_URL",
  },
  {
    when: /client password must be a (non-empty )?string/,
    remedy: "write the password into DATABASE_URL",
  },
  {
    when: /no encryption|SSL off|(ssl|SSL) (is )?required|SSL connection is required/,
    remedy: "add ?sslmode=require to DATABASE_URL, because the server takes only TLS",
  },
  { when: /^28000$/, remedy: "allow the user of DATABASE_URL at the server, or name another one" },
  {
    when: /^3D000$/,
    remedy: "create this database, or name another one at the end of DATABASE_URL",
  },
  {
    when: /server does not support SSL/,
    remedy: "write sslmode=disable in DATABASE_URL, if nobody can listen on the way",
  },
  {
    when:
      /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(_LOCALLY)?)|CERT_UNTRUSTED)$/,
    remedy: AUTHORITY,
  },
  {
    when: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    remedy: "the certificate is for another host name. Write that name into DATABASE_URL, or " +
      "sslmode=verify-ca with the authority's certificate in DATABASE_CA",
  },
  {
    when: /^CERT_HAS_EXPIRED$/,
    remedy: "the certificate of the server has expired: the host of the database must renew it",
  },
  {
    when: /Tenant or user not found/,
    remedy:
      "write the user of DATABASE_URL as postgres.<project>, as Supabase shows it for its pooler",
  },
  {
    when: /unsupported startup parameter/,
    remedy:
      "a pooler stands before the server and refuses a parameter of DATABASE_URL: use the direct address",
  },
  { when: /^42501$/, remedy: "give the role of DATABASE_URL this right, or make it the owner" },
];

/** What to do about an error, in a few words; undefined if it may pass by itself, or is none of the settings. */
export function remedyOf(error: unknown): string | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    const texts = ["code" in each ? String(each.code) : "", each.message];
    const found = REMEDIES.find(({ when }) => texts.some((text) => when.test(text)));
    if (found !== undefined) return found.remedy;
  }
  return undefined;
}

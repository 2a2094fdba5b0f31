import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/**
 * What is wrong with `DATABASE_CA`, and what to write instead; undefined if nothing is. It is PEM, also in one line with
 * `\n` where a line ends, or the path of a file. It begins with "must", and quotes nothing.
 */
export function problemOfCertificates(given: string, now: Date = new Date()): string | undefined {
  const must = "must be a certificate (-----BEGIN CERTIFICATE-----…) or the path of its file";
  const isPem = given.includes("-----BEGIN ");
  const text = isPem ? given.replaceAll("\\n", "\n") : read(given);
  if (text === undefined) return `${must}. This file cannot be read`;
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    return "must hold no private key: it is the certificate of the authority alone";
  }
  const certificates = text.match(CERTIFICATE) ?? [];
  if (certificates.length === 0) return isPem ? must : `${must}. This file holds none`;
  const parsed = certificates.map(parse);
  if (parsed.includes(undefined)) return `${must}. What is there is damaged: copy it again`;
  if (parsed.every((each) => each !== undefined && new Date(each.validTo) < now)) {
    return "must be a certificate that has not expired: ask the host of the database for its new one";
  }
  return undefined;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

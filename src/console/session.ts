import { createHmac, randomBytes } from "node:crypto";
import { createSecretCheck } from "../std/mod.ts";

/** What a session may do: look and act, or only look. */
export type Role = "operator" | "reader";

/** Who uses the console. */
export interface Session {
  readonly role: Role;
  /** Random. The log of actions names it. */
  readonly id: string;
  /** As given at the login; empty if none was. Nobody has checked it. */
  readonly name: string;
  /** When it ends, in epoch milliseconds. */
  readonly endsMs: number;
}

/** The tokens that open the console. */
export interface ConsoleTokens {
  readonly token: string;
  /** Opens it for reading only. */
  readonly readToken?: string | undefined;
}

/** Long enough for a working day, and too short for a lost machine. */
export const SESSION_MS = 8 * 60 * 60 * 1000;

/** The longest name that is kept. */
export const LONGEST_NAME = 40;

/**
 * Opens sessions and reads them back. A session is a signed text that the browser keeps. The key is derived from the token, so
 * all replicas share it, and a changed token ends all sessions of its role.
 */
export class Sessions {
  readonly #roles: readonly {
    readonly role: Role;
    readonly key: string;
    readonly isToken: (given: string) => boolean;
  }[];
  readonly #now: () => number;

  /** Takes the tokens, and a clock in epoch milliseconds. */
  constructor({ token, readToken }: ConsoleTokens, now: () => number = Date.now) {
    this.#now = now;
    const roles = [["operator", token], ["reader", readToken]] as const;
    this.#roles = roles.flatMap(([role, secret]) =>
      secret === undefined ? [] : [{
        role,
        key: sign(secret, `vitrine console ${role}`),
        isToken: createSecretCheck(secret),
      }]
    );
  }

  /** The role that a token opens; undefined for a wrong one. All tokens are compared, in constant time. */
  roleOf(given: string): Role | undefined {
    const matches = this.#roles.filter(({ isToken }) => isToken(given));
    return matches[0]?.role;
  }

  /** Opens a session and returns the text for its cookie. */
  open(role: Role, name = ""): string {
    const session: Session = {
      role,
      id: randomBytes(6).toString("base64url"),
      name: [...name.replace(/\p{Cc}/gu, " ").trim()].slice(0, LONGEST_NAME).join(""),
      endsMs: this.#now() + SESSION_MS,
    };
    const text = new TextEncoder().encode(JSON.stringify(session)).toBase64({
      alphabet: "base64url",
      omitPadding: true,
    });
    return `${text}.${sign(this.#keyOf(role), text)}`;
  }

  /** Reads the text of a cookie; undefined if it is not ours, or if the session has ended. */
  read(cookie: string): Session | undefined {
    const [text = "", signature = ""] = cookie.split(".");
    const signer = this.#roles.find(({ key }) => createSecretCheck(sign(key, text))(signature));
    if (signer === undefined) return undefined;
    const bytes = Uint8Array.fromBase64(text, { alphabet: "base64url" });
    const session = JSON.parse(new TextDecoder().decode(bytes)) as Session;
    const isValid = session.role === signer.role && session.endsMs > this.#now();
    return isValid ? session : undefined;
  }

  #keyOf(role: Role): string {
    const found = this.#roles.find((each) => each.role === role);
    if (found === undefined) throw new RangeError(`Cannot open a session: no token for a ${role}`);
    return found.key;
  }
}

function sign(key: string, text: string): string {
  return createHmac("sha256", key).update(text).digest("base64url");
}

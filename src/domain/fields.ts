import * as v from "valibot";

/** 64 lower-case hexadecimal digits. */
export const Sha256: v.GenericSchema<unknown, string> = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits"),
);

/** A whole number from 1 on. */
export const Count: v.GenericSchema<unknown, number> = v.pipe(
  v.number(),
  v.safeInteger(),
  v.minValue(1),
);

/** 1 to 1024 characters. */
export const Text: v.GenericSchema<unknown, string> = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(1024),
);

/**
 * The settings of the bucket, and of a second one while pictures move: their forms, and what is made of them.
 * @module
 */
import * as v from "valibot";
import type { GivenSettings } from "./permissions.ts";
import { httpUrl, text } from "./setting_forms.ts";
import {
  type B2Settings,
  type MirrorSettings,
  problemOfEndpoint,
  problemOfPublicUrl,
  problemsOfKey,
  regionOf,
} from "./storage/mod.ts";

const Endpoint = v.optional(httpUrl(problemOfEndpoint));
const Region = v.optional(
  v.pipe(text, v.regex(/^[\w-]+$/, "must be a region such as us-west-004")),
);
const Bucket = v.optional(
  v.pipe(
    text,
    v.regex(
      /^[A-Za-z0-9][A-Za-z0-9.-]{1,62}$/,
      "must be the name of the bucket, without an address before it: 2 to 63 letters, digits, . and -",
    ),
  ),
);
const PublicUrl = v.optional(httpUrl(problemOfPublicUrl));

/** The settings of both buckets. */
export const B2_SETTINGS = {
  B2_ENDPOINT: Endpoint,
  B2_REGION: Region,
  B2_BUCKET: Bucket,
  B2_KEY_ID: v.optional(text),
  B2_APPLICATION_KEY: v.optional(text),
  B2_PUBLIC_URL: PublicUrl,
  B2_MIRROR_ENDPOINT: Endpoint,
  B2_MIRROR_REGION: Region,
  B2_MIRROR_BUCKET: Bucket,
  B2_MIRROR_KEY_ID: v.optional(text),
  B2_MIRROR_APPLICATION_KEY: v.optional(text),
  B2_MIRROR_PUBLIC_URL: PublicUrl,
};
const Buckets = v.object(B2_SETTINGS);
type Buckets = v.InferOutput<typeof Buckets>;

/** The bucket of the settings, with the second one; undefined if there is none. */
export function b2Of(settings: Buckets): B2Settings | undefined {
  const main = bucketOf({
    endpoint: settings.B2_ENDPOINT,
    region: settings.B2_REGION,
    bucket: settings.B2_BUCKET,
    keyId: settings.B2_KEY_ID,
    applicationKey: settings.B2_APPLICATION_KEY,
  });
  const mirror = mirrorOf(settings);
  return main && { ...main, ...(mirror !== undefined && { mirror }) };
}

function mirrorOf(settings: Buckets): MirrorSettings | undefined {
  const { B2_MIRROR_PUBLIC_URL: publicUrl } = settings;
  const mirror = bucketOf({
    endpoint: settings.B2_MIRROR_ENDPOINT,
    region: settings.B2_MIRROR_REGION,
    bucket: settings.B2_MIRROR_BUCKET,
    keyId: settings.B2_MIRROR_KEY_ID,
    applicationKey: settings.B2_MIRROR_APPLICATION_KEY,
  });
  return mirror && { ...mirror, ...(publicUrl !== undefined && { publicUrl }) };
}

type OneBucket = Omit<B2Settings, "mirror">;

function bucketOf(
  { endpoint, region: given, bucket, keyId, applicationKey }: {
    readonly [Name in keyof OneBucket]: OneBucket[Name] | undefined;
  },
): OneBucket | undefined {
  const region = given ?? regionOf(endpoint);
  if (!endpoint || !region || !bucket || !keyId || !applicationKey) return undefined;
  return { endpoint, region, bucket, keyId, applicationKey };
}

const NAMES = ["ENDPOINT", "REGION", "BUCKET", "KEY_ID", "APPLICATION_KEY"] as const;

/** Problems between the settings of the buckets. */
export function contradictionsOfBuckets(given: GivenSettings): string[] {
  const production = given.DENO_ENV === "production";
  const why = production
    ? "DENO_ENV=production allows no embedded parts"
    : "set all B2_* settings, or none";
  const isNamed = (prefix: string) => NAMES.some((name) => given[`${prefix}_${name}`]);
  const hasMirror = isNamed("B2_MIRROR") || given.B2_MIRROR_PUBLIC_URL !== undefined;
  return [
    ...(production || isNamed("B2") ? missingOf("B2", given, why) : []),
    ...(hasMirror
      ? [
        ...missingOf("B2_MIRROR", given, "set all B2_MIRROR_* settings, or none"),
        ...contradictionsOfBoth(given),
        ...keyProblems("B2_MIRROR", given),
      ]
      : []),
    ...keyProblems("B2", given),
  ];
}

/** The names of the settings of a bucket that are missing, each with the reason. */
function missingOf(prefix: string, given: GivenSettings, why: string): string[] {
  const endpoint = given[`${prefix}_ENDPOINT`];
  // Once it is there and right, it may contain the region, as Backblaze's do.
  const isWrong = !endpoint || problemOfEndpoint(endpoint) !== undefined;
  return NAMES.filter((name) => !given[`${prefix}_${name}`])
    .filter((name) => name !== "REGION" || !(regionOf(endpoint) || isWrong))
    .map((name) => `${prefix}_${name} is missing: ${why}`);
}

function contradictionsOfBoth(given: GivenSettings): string[] {
  if (!given.B2_BUCKET) return ["B2_BUCKET is missing: B2_MIRROR_BUCKET is a second bucket"];
  const hostOf = (text = "") => URL.parse(text)?.host;
  const isSame = given.B2_BUCKET === given.B2_MIRROR_BUCKET &&
    hostOf(given.B2_ENDPOINT) === hostOf(given.B2_MIRROR_ENDPOINT);
  return isSame ? ["B2_MIRROR_BUCKET must name another bucket than B2_BUCKET"] : [];
}

function keyProblems(prefix: string, given: GivenSettings): string[] {
  return problemsOfKey({
    endpoint: given[`${prefix}_ENDPOINT`],
    region: given[`${prefix}_REGION`],
    keyId: given[`${prefix}_KEY_ID`],
    applicationKey: given[`${prefix}_APPLICATION_KEY`],
  }).map((line) => line.replaceAll(/\bB2_/g, `${prefix}_`));
}

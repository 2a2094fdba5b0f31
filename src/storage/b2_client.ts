import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { needsPathStyle } from "../permissions.ts";
import type { B2Settings } from "./object_store.ts";

export {
  DeleteObjectCommand,
  GetBucketLifecycleConfigurationCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";

/**
 * Makes an S3 client as B2 needs it. Every setting is given here that the SDK would otherwise read from the environment
 * or from `~/.aws`: neither may change what Vitrine does.
 */
export function createB2Client(settings: B2Settings): S3Client {
  const { endpoint, region, bucket, keyId, applicationKey } = settings;
  const client = new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId: keyId, secretAccessKey: applicationKey },
    forcePathStyle: needsPathStyle(endpoint, bucket),
    // B2 may refuse `x-amz-checksum-*`. Content-MD5 and the hash in the key check the bytes.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    // The store repeats attempts with retry(), which also covers the body and counts them.
    maxAttempts: 1,
    retryMode: "standard",
    // The store sets the deadlines with within().
    requestHandler: { httpsAgent: { keepAlive: true }, httpAgent: { keepAlive: true } },
    expectContinueHeader: false,
    ...withoutLookUps(),
  });
  // Only AWS Lambda needs it, and it reads the environment at each request.
  client.middlewareStack.remove("recursionDetectionMiddleware");
  return client;
}

function withoutLookUps(): S3ClientConfig {
  return {
    defaultsMode: "standard",
    authSchemePreference: ["sigv4"],
    sigv4aSigningRegionSet: [],
    disableS3ExpressSessionAuth: true,
    disableClockSkewCorrection: false,
    ignoreConfiguredEndpointUrls: true,
    useArnRegion: false,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    userAgentAppId: () => Promise.resolve(undefined),
    // The SDK's own provider reads the operating system's name, which would need --allow-sys.
    defaultUserAgentProvider: () => Promise.resolve([["vitrine", "0.1.0"]]),
  };
}
